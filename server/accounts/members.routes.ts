import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/accounts/members.api.ts'
import { AppError } from '../../shared/errors.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { acceptInvitation, invitationBehind } from './accept-invitation.ts'
import { mayManageMembers } from './accounts.policy.ts'
import { invitationView, memberView } from './accounts-view.ts'
import { validForHead } from './change-account.ts'
import { inviterOf, openInvitationsOf } from './invitations.queries.ts'
import { type InvitingOrganisation, invitePerson, withdrawInvitation } from './invite-person.ts'
import { membersOf } from './members.queries.ts'
import { changeMemberRoles, endMembership } from './memberships.ts'
import { recoverMember } from './recover-member.ts'
import { resetLink } from './secrets.ts'
import { personById } from './session.queries.ts'
import { deviceOf, opened, originOf, setRefreshCookie } from './session-reply.ts'

/** A port of `organisations`, which may not be imported here: an organisation by its id. */
export type FindOrganisation = (
  reader: Reader,
  organisationId: string,
) => Promise<InvitingOrganisation | null>

/** Who acts for an organisation, and how somebody comes to. */
export async function membersRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  ports: { findOrganisation: FindOrganisation },
): Promise<void> {
  serveMembers(app, deps, ports)
  serveInvitations(app, deps)
}

/** Endpoints for those who manage the members of an organisation. */
function serveMembers(
  app: FastifyInstance,
  deps: Dependencies,
  ports: { findOrganisation: FindOrganisation },
): void {
  const { config } = deps

  /** The organisation, when its members are the actor's business. */
  async function managed(reader: Reader, actor: Actor, id: string): Promise<InvitingOrganisation> {
    const isTheirs = mayManageMembers(actor, id)
    const organisation = isTheirs ? await ports.findOrganisation(reader, id) : null
    if (organisation === null) throw new AppError('not_found')
    return organisation
  }

  serve(app, deps, api.listMembers, async ({ params, context }) => {
    await deps.requireLive(deps.db, context)
    const { kind, name, id } = await managed(deps.db, context.actor, params.organisationId)
    const rows = await membersOf(deps.db, id)
    return { kind, name, items: rows.map((row) => memberView(row.membership, row.person)) }
  })

  serveCommand(app, deps, api.changeMemberRoles, async (tx, { params, body, context }) => {
    const changed = await changeMemberRoles(tx, context, { ...params, ...body })
    const person = await personById(tx, changed.personId)
    if (person === undefined) throw new AppError('not_found')
    return memberView(changed, person)
  })

  serveCommand(app, deps, api.endMembership, async (tx, { params, context }) => {
    await endMembership(tx, context, params.membershipId)
    return {}
  })

  serveCommand(app, deps, api.issueRecoveryLink, async (tx, { params, context }) => {
    const { token, person } = await recoverMember(tx, context, params.membershipId)
    const expiresAt = new Date(context.now.getTime() + validForHead).toISOString()
    return { name: person.name, link: resetLink(config, token), expiresAt }
  })

  serve(app, deps, api.listInvitations, async ({ params, context }) => {
    await deps.requireLive(deps.db, context)
    const { id } = await managed(deps.db, context.actor, params.organisationId)
    const rows = await openInvitationsOf(deps.db, id, context.now)
    return { items: rows.map((row) => invitationView(row, config)) }
  })

  serveCommand(app, deps, api.invite, async (tx, { params, body, context }) => {
    const organisation = await managed(tx, context.actor, params.organisationId)
    const input = { ...body, organisation, settings: config }
    return invitationView(await invitePerson(tx, context, input), config)
  })

  serveCommand(app, deps, api.withdrawInvitation, async (tx, { params, context }) => {
    await withdrawInvitation(tx, context, params.invitationId)
    return {}
  })
}

/** Endpoints for an invited person, whose only proof is the link. */
function serveInvitations(app: FastifyInstance, deps: Dependencies): void {
  const { config } = deps

  serve(app, deps, api.showInvitation, async ({ body, context, request }) => {
    const input = { ...body, address: request.ip }
    const opening = await invitationBehind(deps.db, context, input)
    const { invitation, person, provedEmail } = opening
    const inviter = await inviterOf(deps.db, invitation)
    const { organisationName, organisationKind, roles, name, email, phone } = invitation
    return {
      organisationName,
      kind: organisationKind,
      roles,
      name,
      email,
      phone,
      invitedBy: inviter?.name ?? organisationName,
      provesEmail: provedEmail !== null,
      hasAccount: Boolean(person?.passwordHash),
      expiresAt: invitation.expiresAt.toISOString(),
    }
  })

  serve(app, deps, api.acceptInvitation, async ({ body, context, request, reply }) => {
    const origin = originOf(request, config)
    const input = { ...body, device: deviceOf(request), origin }
    const { open, refreshToken } = await acceptInvitation(deps.db, context, input)
    setRefreshCookie(reply, refreshToken, config.publicUrl.startsWith('https:'))
    return opened(app, reply, open, deps.config)
  })
}

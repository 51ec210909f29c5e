import { AppError, fieldError } from '../../shared/errors.ts'
import type { OrganisationKind, Role } from '../../shared/roles.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { mayManageMembers, rolesFit } from './accounts.policy.ts'
import { isMemberUnder } from './addresses.queries.ts'
import {
  type InvitationRow,
  insertInvitation,
  lockInvitation,
  updateInvitation,
  withdrawAllFor,
  withdrawOpenFor,
} from './invitations.queries.ts'
import { lockMembershipsOf } from './members.queries.ts'
import {
  hashOf,
  invitationCode,
  invitationLink,
  invitationToken,
  type LinkSettings,
} from './secrets.ts'
import { requireShare, type Subject, subjectOf } from './throttle.ts'

const dayMs = 86_400_000

/** A mail is opened in days, and whoever misses it is invited anew. */
const mailedFor = 7 * dayMs

/**
 * A code on paper waits for the day on which somebody comes to the village. It is no weaker for it:
 * sixty bits, attempts counted by address, once, and only for a new account that nobody else's
 * address stands in; the one who invited can withdraw it.
 */
const printedFor = 30 * dayMs

export interface InvitingOrganisation {
  id: string
  kind: OrganisationKind
  name: string
  /** Of an authority: what its officials see; null is the nation. */
  divisionCode: string | null
}

export interface Invited {
  organisation: InvitingOrganisation
  name: string
  email: string | null
  phone: string | null
  roles: readonly Role[]
}

/** Invites somebody to act for an organisation, and publishes it for the mail. */
export async function invitePerson(
  tx: Transaction,
  context: Context,
  input: Invited & { settings: LinkSettings },
): Promise<InvitationRow> {
  const { organisation, email, phone } = input
  const roles = [...new Set(input.roles)]
  if (!mayManageMembers(context.actor, organisation.id)) throw new AppError('not_found')
  if (!rolesFit(organisation.kind, roles)) throw fieldError(['roles'], 'not_an_option')
  await requireShare(tx, context, sharesOf(context, input))
  await lockMembershipsOf(tx, organisation.id)
  if (await isMemberUnder(tx, { organisationId: organisation.id, email, phone }))
    throw new AppError('already_a_member')
  await withdrawOpenFor(tx, { organisationId: organisation.id, email, phone, now: context.now })
  return openInvitation(tx, context, { ...input, roles, invitedBy: context.actor.personId })
}

/**
 * Invites the first person of an organisation that nobody could invite to: the administrator of a
 * platform that is being set up. What was sent before no longer opens; the link is to hand over.
 */
export async function inviteFirst(
  tx: Transaction,
  context: Context,
  input: Invited & { settings: LinkSettings },
): Promise<{ link: string; expiresAt: Date }> {
  const organisationId = input.organisation.id
  await withdrawAllFor(tx, { organisationId, now: context.now })
  const { id, expiresAt } = await openInvitation(tx, context, { ...input, invitedBy: null })
  return { link: invitationLink(input.settings, id, 'hand'), expiresAt }
}

/** An invitation as it is kept: of its secrets only the hashes. */
export function invitationOf(
  context: Context,
  input: Invited & { id: string; settings: LinkSettings; invitedBy: string | null },
) {
  const { id, organisation, name, email, phone, settings, invitedBy } = input
  return {
    id,
    tokenHash: hashOf(invitationToken(settings, id, 'hand')),
    mailTokenHash: email === null ? null : hashOf(invitationToken(settings, id, 'mail')),
    codeHash: email === null ? invitationCode(settings, id).codeHash : null,
    organisationId: organisation.id,
    organisationKind: organisation.kind,
    organisationName: organisation.name,
    divisionCode: organisation.kind === 'authority' ? (organisation.divisionCode ?? '') : null,
    roles: [...input.roles],
    name,
    email,
    phone,
    invitedBy,
    createdAt: context.now,
    expiresAt: new Date(context.now.getTime() + (email === null ? printedFor : mailedFor)),
  }
}

async function openInvitation(
  tx: Transaction,
  context: Context,
  input: Invited & { settings: LinkSettings; invitedBy: string | null },
): Promise<InvitationRow> {
  const { organisation, name, email, phone } = input
  const id = context.newId()
  const invitation = await insertInvitation(tx, invitationOf(context, { ...input, id }))
  const { roles } = invitation
  await publishEvent(tx, context, {
    topic: 'accounts.invitation-sent',
    subjectType: 'invitation',
    subjectId: id,
  })
  await recordAudit(tx, context, {
    action: 'accounts.invite',
    subjectType: 'invitation',
    subjectId: id,
    after: { organisationId: organisation.id, name, email, phone, roles },
  })
  return invitation
}

/** Takes an open invitation back. */
export async function withdrawInvitation(
  tx: Transaction,
  context: Context,
  invitationId: string,
): Promise<void> {
  const invitation = await lockInvitation(tx, invitationId)
  if (!invitation || !mayManageMembers(context.actor, invitation.organisationId)) {
    throw new AppError('not_found')
  }
  if (invitation.acceptedAt !== null) throw new AppError('illegal_transition')
  if (invitation.withdrawnAt !== null) return
  await updateInvitation(tx, invitationId, { withdrawnAt: context.now })
  await recordAudit(tx, context, {
    action: 'accounts.withdraw-invitation',
    subjectType: 'invitation',
    subjectId: invitationId,
  })
}

/** Invitations are mails to people who never asked for them: bounded whoever sends them. */
function sharesOf(context: Context, { organisation, email, phone }: Invited): Subject[] {
  const recipients = [email, phone].filter((address) => address !== null)
  return [
    subjectOf('invite', 'person', context.actor.personId),
    subjectOf('invite', 'organisation', organisation.id),
    ...recipients.map((address) => subjectOf('invite', 'recipient', address)),
  ]
}

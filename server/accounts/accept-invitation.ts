import { newPassword } from '../../shared/accounts/accounts.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'
import { fieldErrorOf } from '../platform/http/compilers.ts'
import {
  type InvitationRow,
  invitationByHash,
  lockInvitation,
  updateInvitation,
} from './invitations.queries.ts'
import { personBehind } from './invite-person.ts'
import { addMembership, createPerson } from './memberships.ts'
import {
  asPerson,
  type Device,
  openSession,
  proveIdentity,
  type Refreshable,
} from './open-session.ts'
import { hashOf, hashPassword } from './secrets.ts'
import { lockPerson, membershipsOf, type PersonRow, updatePerson } from './session.queries.ts'
import { requireAttempt } from './throttle.ts'

/** The open invitation a link belongs to, and the account its person already has. */
export async function invitationBehind(
  db: Database,
  context: Context,
  input: { token: string; address: string },
): Promise<{ invitation: InvitationRow; person: PersonRow | undefined }> {
  await requireAttempt(db, context, { purpose: 'link', account: null, address: input.address })
  const invitation = requireOpen(await invitationByHash(db, hashOf(input.token)), context.now)
  return { invitation, person: await personBehind(db, invitation) }
}

/**
 * Accepts an invitation and signs in. Whoever has an account proves it with its password: a
 * forwarded link must not open somebody's account; whoever has none chooses a password now.
 */
export async function acceptInvitation(
  db: Database,
  context: Context,
  input: { token: string; password: string; device: Device },
): Promise<Refreshable> {
  const { password, device } = input
  const { invitation, person } = await invitationBehind(db, context, { ...input, ...device })
  if (person?.passwordHash) {
    const login = person.email ?? person.phone ?? ''
    await proveIdentity(db, context, { login, password, address: device.address })
  } else requireGoodPassword(password)
  return transaction(db, async (tx) => {
    requireOpen(await lockInvitation(tx, invitation.id), context.now)
    const joined = await join(tx, context, { invitation, personId: person?.id, password })
    const { organisationId } = invitation
    return openSession(tx, context, { person: joined, device, organisationId })
  })
}

async function join(
  tx: Transaction,
  context: Context,
  input: { invitation: InvitationRow; personId: string | undefined; password: string },
): Promise<PersonRow> {
  const { invitation, password } = input
  const { name, email, phone } = invitation
  const personId =
    input.personId ??
    (await createPerson(tx, context, { name, email, phone, password: null })).personId
  const person = await lockPerson(tx, personId)
  if (person === undefined || person.disabledAt !== null) throw new AppError('link_expired')
  const current = await membershipsOf(tx, personId)
  if (current.some((membership) => membership.organisationId === invitation.organisationId)) {
    throw new AppError('already_a_member')
  }
  const self = asPerson(context, personId, context.actor.sessionId)
  await addMembership(tx, self, { ...invitation, personId })
  await updateInvitation(tx, invitation.id, { acceptedAt: context.now, acceptedBy: personId })
  await recordAudit(tx, self, {
    action: 'accounts.accept-invitation',
    subjectType: 'invitation',
    subjectId: invitation.id,
  })
  if (person.passwordHash !== null) return person
  return updatePerson(tx, personId, { passwordHash: await hashPassword(password) })
}

function requireOpen(invitation: InvitationRow | undefined, now: Date): InvitationRow {
  const isOpen =
    invitation !== undefined &&
    invitation.acceptedAt === null &&
    invitation.withdrawnAt === null &&
    invitation.expiresAt > now
  if (!isOpen) throw new AppError('link_expired')
  return invitation
}

/** Whether the body holds a new password or an old one, only the account tells. */
function requireGoodPassword(password: string): void {
  const checked = newPassword.safeParse(password)
  if (checked.success) return
  const fields = checked.error.issues.map((issue) => {
    const field = fieldErrorOf(issue)
    return { ...field, path: ['password', ...field.path] }
  })
  throw new AppError('validation_failed', { fields })
}

import { newPassword } from '../../shared/accounts/accounts.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'
import { fieldErrorOf } from '../platform/http/compilers.ts'
import { isPhoneTaken } from './addresses.queries.ts'
import {
  type InvitationRow,
  invitationByHash,
  lockInvitation,
  updateInvitation,
} from './invitations.queries.ts'
import { addMembership, createPerson } from './memberships.ts'
import { asPerson, type Device, openSession, type Refreshable } from './open-session.ts'
import { type Origin, proveIdentity } from './prove-identity.ts'
import { hashOf, hashPassword, typedCodeHash } from './secrets.ts'
import {
  lockPerson,
  membershipsOf,
  type PersonRow,
  personByEmail,
  updatePerson,
} from './session.queries.ts'
import { addressSubject, requireAttempt } from './throttle.ts'

/** An open invitation, and what whoever holds its link has thereby proved. */
export interface OpenedInvitation {
  invitation: InvitationRow
  /** The address the link was mailed to: it is theirs. Null: the link was handed over. */
  provedEmail: string | null
  /** Whose address that is already. A link that was handed over touches nobody's account. */
  person: PersonRow | undefined
}

/** The open invitation that a link, or a code that was typed, belongs to. */
export async function invitationBehind(
  db: Database,
  context: Context,
  input: { token: string; address: string },
): Promise<OpenedInvitation> {
  await requireAttempt(db, context, [addressSubject('link', input.address)])
  const hash = hashOf(input.token)
  const invitation = requireOpen(
    await invitationByHash(db, { hash, typedHash: typedCodeHash(input.token) }),
    context.now,
  )
  const provedEmail = invitation.mailTokenHash === hash ? invitation.email : null
  const person = provedEmail === null ? undefined : await personByEmail(db, provedEmail)
  return { invitation, provedEmail, person }
}

/**
 * Accepts an invitation and signs in. Whoever has an account proves it with its password: a
 * forwarded link must not open somebody's account. Whoever has none chooses a password now, and
 * gets an account with the address that the link was mailed to, or else without one (§11.1).
 */
export async function acceptInvitation(
  db: Database,
  context: Context,
  input: {
    token: string
    password: string
    /** The account to accept with, where it is not that of the mailed address. */
    login?: string | undefined
    device: Device
    origin: Origin
  },
): Promise<Refreshable> {
  const { password, device, origin } = input
  const opened = await invitationBehind(db, context, { ...input, address: device.address })
  const { invitation, person } = opened
  const login = input.login ?? (person?.passwordHash ? person.email : null)
  const proved = login && (await proveIdentity(db, context, { login, password, origin }))
  if (!proved) requireGoodPassword(password)
  const existing = proved || person
  return transaction(db, async (tx) => {
    requireOpen(await lockInvitation(tx, invitation.id), context.now)
    const personId = existing?.id ?? (await openAccount(tx, context, opened))
    const joined = await join(tx, context, { invitation, personId, password })
    const { organisationId } = invitation
    return openSession(tx, context, { person: joined, device, organisationId })
  })
}

/**
 * A second address is for its owner alone to add: an account begins with one, or with a number. A
 * phone number that an account has already is not given to another by an invitation (§11.1).
 */
async function openAccount(
  tx: Transaction,
  context: Context,
  { invitation, provedEmail }: OpenedInvitation,
): Promise<string> {
  const { name, email, phone } = invitation
  const isByPhone = provedEmail === null && email === null && phone !== null
  const own = isByPhone && !(await isPhoneTaken(tx, phone)) ? phone : null
  const account = { name, email: provedEmail, phone: own, password: null }
  return (await createPerson(tx, context, account)).personId
}

async function join(
  tx: Transaction,
  context: Context,
  input: { invitation: InvitationRow; personId: string; password: string },
): Promise<PersonRow> {
  const { invitation, personId, password } = input
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

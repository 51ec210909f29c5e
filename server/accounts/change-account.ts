import type { Locale } from '../../shared/accounts/accounts.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { headRoles, isOnlyOf } from './accounts.policy.ts'
import { endAllSessions } from './end-session.ts'
import { asPerson } from './open-session.ts'
import { forgetSignIns, requireOwnPassword } from './prove-identity.ts'
import { requireLive } from './require-live.ts'
import { insertReset, lockReset, resetByHash, spendResetsOf } from './secrets.queries.ts'
import { hashOf, hashPassword, newSecretToken } from './secrets.ts'
import {
  lockPerson,
  membershipsOf,
  type PersonRow,
  personByEmail,
  personById,
  updatePerson,
} from './session.queries.ts'
import { addressSubject, requireAttempt, subjectOf } from './throttle.ts'

/** Changes one's own name or language. */
export async function updateAccount(
  tx: Transaction,
  context: Context,
  input: { name?: string | undefined; locale?: Locale | undefined },
): Promise<PersonRow> {
  const before = await lockPerson(tx, context.actor.personId)
  if (before === undefined) throw new AppError('unauthenticated')
  const name = input.name ?? before.name
  const locale = input.locale ?? before.locale
  if (name === before.name && locale === before.locale) return before
  const after = await updatePerson(tx, before.id, { name, locale })
  await recordAudit(tx, context, {
    action: 'accounts.update-account',
    subjectType: 'person',
    subjectId: before.id,
    before: { name: before.name, locale: before.locale },
    after: { name, locale },
  })
  return after
}

/**
 * Changes one's own password and signs out every other device.
 */
export async function changePassword(
  db: Database,
  context: Context,
  input: { currentPassword: string; newPassword: string },
): Promise<number> {
  const { personId, sessionId } = context.actor
  await requireLive(db, context)
  await requireOwnPassword(db, context, input.currentPassword, 'currentPassword')
  return transaction(db, async (tx) => {
    await requireLive(tx, context)
    return setPassword(tx, context, {
      personId,
      password: input.newPassword,
      except: sessionId,
      reason: 'password-changed',
    })
  })
}

/** Sets a password and ends the person's sessions but one; answers how many ended. */
export async function setPassword(
  tx: Transaction,
  context: Context,
  input: { personId: string; password: string; except: string | null; reason: string },
): Promise<number> {
  const { personId, except, reason } = input
  const passwordHash = await hashPassword(input.password)
  const person = await updatePerson(tx, personId, { passwordHash })
  await recordAudit(tx, context, {
    action: 'accounts.set-password',
    subjectType: 'person',
    subjectId: personId,
    after: { reason },
  })
  await publishChange(tx, context, { topic: 'accounts.password-set', person })
  return endAllSessions(tx, context, { personId, except, reason })
}

/**
 * Has the owner told at the address that is theirs at this moment: where it was not them, they know
 * in time, whatever is changed next.
 */
export async function publishChange(
  tx: Transaction,
  context: Context,
  { topic, person }: { topic: string; person: PersonRow },
): Promise<void> {
  if (person.email === null) return
  const about = { subjectType: 'person', subjectId: person.id }
  await publishEvent(tx, context, { topic, ...about, payload: { to: person.email } })
}

/** How long a mailed link is valid, and one that a head hands over. */
const validForMail = 3_600_000
export const validForHead = 24 * 3_600_000

/**
 * Asks for a mail with a link. It answers the same whether or not such an account is there, writes
 * the same and leaves all else to a job, so that its time does not tell either.
 */
export async function requestPasswordReset(
  db: Database,
  context: Context,
  input: { email: string; address: string },
): Promise<void> {
  const { email, address } = input
  const byAccount = subjectOf('reset', 'account', email)
  await requireAttempt(db, context, [addressSubject('reset', address), byAccount])
  await transaction(db, async (tx) => {
    const person = await personByEmail(tx, email)
    const about = { subjectType: 'person', subjectId: person?.id ?? context.newId() }
    await publishEvent(tx, context, { topic: 'accounts.password-reset-requested', ...about })
  })
}

/** A fresh single-use token for a person; only its hash is kept. */
export async function issueResetToken(
  tx: Transaction,
  context: Context,
  personId: string,
  options: {
    validFor: number
    issuer?: { issuedBy: string; organisationId: string }
    /** For a text message, whose words have at most 35 signs: 32 of them, 192 bits. */
    isShort?: boolean
  } = { validFor: validForMail },
): Promise<string> {
  const { token, tokenHash } = newSecretToken(options.isShort ? 24 : 32)
  const expiresAt = new Date(context.now.getTime() + options.validFor)
  const row = { tokenHash, personId, createdAt: context.now, expiresAt, ...options.issuer }
  await insertReset(tx, row)
  return token
}

/** Sets a new password by a link; every link of the person is spent and every session ends. */
export async function resetPassword(
  db: Database,
  context: Context,
  input: { token: string; newPassword: string; address: string },
): Promise<void> {
  await requireAttempt(db, context, [addressSubject('link', input.address)])
  const tokenHash = hashOf(input.token)
  await transaction(db, async (tx) => {
    const resetRow = await resetByHash(tx, tokenHash)
    const person = resetRow && (await lockPerson(tx, resetRow.personId))
    // Read again under the person's lock: of two clicks at once the second finds it spent.
    const reset = person && (await lockReset(tx, tokenHash))
    if (!reset || reset.usedAt !== null || reset.expiresAt <= context.now) {
      throw new AppError('link_expired')
    }
    if (person.disabledAt !== null) throw new AppError('link_expired')
    if (reset.issuedBy !== null)
      await requireStillOurs(tx, person, { ...reset, by: reset.issuedBy })
    await spendResetsOf(tx, { personId: person.id, now: context.now })
    await forgetSignIns(tx, { personId: person.id, address: input.address })
    await setPassword(tx, asPerson(context, person.id, context.actor.sessionId), {
      personId: person.id,
      password: input.newPassword,
      except: null,
      reason: 'password-reset',
    })
  })
}

/**
 * What a handed-over link rested on when it was made must hold when it is used (§11.3): whoever
 * made it is still at the head of their organisation, and that is the platform, or the only
 * organisation that the person acts for.
 */
async function requireStillOurs(
  tx: Transaction,
  person: PersonRow,
  { by, organisationId }: { by: string; organisationId: string | null },
): Promise<void> {
  const issuer = await personById(tx, by)
  const isDisabled = issuer === undefined || issuer.disabledAt !== null
  const own = (await membershipsOf(tx, by)).find((row) => row.organisationId === organisationId)
  const headRole = own && headRoles[own.organisationKind]
  const isHead = headRole !== undefined && own?.roles.includes(headRole)
  const isOurs =
    headRole === 'platform_admin' || isOnlyOf(await membershipsOf(tx, person.id), organisationId)
  if (person.email !== null || isDisabled || !isHead || !isOurs) throw new AppError('link_expired')
}

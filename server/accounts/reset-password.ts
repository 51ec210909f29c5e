import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { setPassword } from './change-password.ts'
import { asPerson } from './open-session.ts'
import { insertReset, lockReset, resetByHash, spendResetsOf } from './password-resets.queries.ts'
import { hashOf, newSecretToken } from './secret-token.ts'
import { lockPerson, personByLogin } from './session.queries.ts'
import { forgetSignIns, requireAttempt } from './throttle.ts'

const validFor = 3_600_000

/**
 * Asks for a mail with a link. It answers the same whether or not there is such an account, and
 * leaves the mail to a job, so that its time does not tell either.
 */
export async function requestPasswordReset(
  db: Database,
  context: Context,
  given: { email: string; address: string },
): Promise<void> {
  const { email, address } = given
  await requireAttempt(db, context, { purpose: 'reset', account: email, address })
  await transaction(db, async (tx) => {
    const person = await personByLogin(tx, email)
    if (person === undefined || person.disabledAt !== null) return
    const about = { subjectType: 'person', subjectId: person.id }
    await publishEvent(tx, context, { topic: 'accounts.password-reset-requested', ...about })
    await recordAudit(tx, context, { action: 'accounts.request-password-reset', ...about })
  })
}

/** A fresh single-use token for a person, valid for an hour; only its hash is kept. */
export async function issueResetToken(
  tx: Transaction,
  context: Context,
  personId: string,
): Promise<string> {
  const { token, tokenHash } = newSecretToken()
  const expiresAt = new Date(context.now.getTime() + validFor)
  await insertReset(tx, { tokenHash, personId, createdAt: context.now, expiresAt })
  return token
}

/** Sets a new password by a link; every link of the person is spent and every session ends. */
export async function resetPassword(
  db: Database,
  context: Context,
  given: { token: string; newPassword: string; address: string },
): Promise<void> {
  await requireAttempt(db, context, { purpose: 'link', account: null, address: given.address })
  const tokenHash = hashOf(given.token)
  await transaction(db, async (tx) => {
    const found = await resetByHash(tx, tokenHash)
    const person = found && (await lockPerson(tx, found.personId))
    // Read again under the person's lock: of two clicks at once the second finds it spent.
    const reset = person && (await lockReset(tx, tokenHash))
    if (!reset || reset.usedAt !== null || reset.expiresAt <= context.now) {
      throw new AppError('link_expired')
    }
    if (person.disabledAt !== null) throw new AppError('link_expired')
    await spendResetsOf(tx, { personId: person.id, now: context.now })
    await forgetSignIns(
      tx,
      [person.email, person.phone].filter((login) => login !== null),
    )
    await setPassword(tx, asPerson(context, person.id, context.actor.sessionId), {
      personId: person.id,
      password: given.newPassword,
      except: null,
      reason: 'password-reset',
    })
  })
}

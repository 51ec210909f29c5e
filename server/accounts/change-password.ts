import { fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { type Database, type Transaction, transaction } from '../platform/db/transaction.ts'
import { endAllSessions } from './end-session.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { personById, updatePerson } from './session.queries.ts'
import { requireAttempt, resetAttempts } from './throttle.ts'

/**
 * Changes one's own password and signs out every other device. Wrong guesses at the current one
 * count as sign-ins: an unattended screen is no way around the limit.
 */
export async function changePassword(
  db: Database,
  context: Context,
  given: { currentPassword: string; newPassword: string; address: string },
): Promise<number> {
  const { personId, sessionId } = context.actor
  const person = await personById(db, personId)
  const account = person?.email ?? person?.phone ?? personId
  const attempt = { purpose: 'sign-in', account, address: given.address } as const
  await requireAttempt(db, context, attempt)
  if (!(await verifyPassword(given.currentPassword, person?.passwordHash ?? null))) {
    throw fieldError(['currentPassword'], 'wrong_password')
  }
  await resetAttempts(db, attempt)
  return transaction(db, (tx) =>
    setPassword(tx, context, {
      personId,
      password: given.newPassword,
      except: sessionId,
      reason: 'password-changed',
    }),
  )
}

/** Sets a password and ends the person's sessions but one; answers how many ended. */
export async function setPassword(
  tx: Transaction,
  context: Context,
  given: { personId: string; password: string; except: string | null; reason: string },
): Promise<number> {
  const { personId, except, reason } = given
  await updatePerson(tx, personId, { passwordHash: await hashPassword(given.password) })
  await recordAudit(tx, context, {
    action: 'accounts.set-password',
    subjectType: 'person',
    subjectId: personId,
    after: { reason },
  })
  return endAllSessions(tx, context, { personId, except, reason })
}

import { AppError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { asPerson } from './open-session.ts'
import { hashOf } from './secrets.ts'
import {
  endSessionsOf,
  lockSession,
  refreshTokenByHash,
  type SessionRow,
  updateSession,
} from './session.queries.ts'

/** Ends the session of a refresh token; an unknown or ended one is no failure. */
export async function signOut(tx: Transaction, context: Context, token: string): Promise<void> {
  const refreshToken = await refreshTokenByHash(tx, hashOf(token))
  const session = refreshToken && (await lockSession(tx, refreshToken.sessionId))
  if (session === undefined || session.endedAt !== null) return
  await endSession(tx, asPerson(context, session.personId, session.id), session, 'signed-out')
}

/** Ends one of the actor's own sessions. */
export async function endDevice(
  tx: Transaction,
  context: Context,
  sessionId: string,
): Promise<void> {
  const session = await lockSession(tx, sessionId)
  if (session === undefined || session.personId !== context.actor.personId) {
    throw new AppError('not_found')
  }
  if (session.endedAt === null) await endSession(tx, context, session, 'ended-from-elsewhere')
}

/** Ends all of a person's sessions, or all but one; answers how many. */
export async function endAllSessions(
  tx: Transaction,
  context: Context,
  input: { personId: string; except: string | null; reason: string },
): Promise<number> {
  const count = await endSessionsOf(tx, { ...input, now: context.now })
  await recordAudit(tx, context, {
    action: 'accounts.end-all-sessions',
    subjectType: 'person',
    subjectId: input.personId,
    after: { count, reason: input.reason },
  })
  return count
}

async function endSession(
  tx: Transaction,
  context: Context,
  session: SessionRow,
  endedReason: string,
): Promise<void> {
  await updateSession(tx, session.id, { endedAt: context.now, endedReason })
  await recordAudit(tx, context, {
    action: 'accounts.end-session',
    subjectType: 'session',
    subjectId: session.id,
    after: { reason: endedReason },
  })
}

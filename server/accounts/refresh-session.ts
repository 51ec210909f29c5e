import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { asPerson, issueRefreshToken, keepSession, type Refreshable } from './open-session.ts'
import { hashOf } from './secrets.ts'
import {
  lockSession,
  membershipsOf,
  personById,
  refreshTokenByHash,
  type SessionRow,
  updateSession,
} from './session.queries.ts'

/**
 * How long the token that was just replaced still renews. On a weak network the answer with the
 * new cookie gets lost, and the phone comes back with the old one; two tabs may start at once.
 * A copied token gains little: it works only within these seconds of the owner's own renewal, and
 * the next time one of the two comes second, the session ends.
 */
export const graceSeconds = 10

/**
 * Renews a session for its refresh token. Null: the session is over; whatever that changed in the
 * database must be committed all the same. An older token than the last one ends the session, as
 * somebody must have copied it.
 */
export async function refreshSession(
  tx: Transaction,
  context: Context,
  token: string,
): Promise<Refreshable | null> {
  const tokenRow = await refreshTokenByHash(tx, hashOf(token))
  const session = tokenRow && (await lockSession(tx, tokenRow.sessionId))
  if (tokenRow === undefined || session === undefined || isOver(session, context.now)) return null
  const validity = validityOf(tokenRow.generation, session, context.now)
  if (validity === 'reused') {
    await endForReuse(tx, context, session)
    return null
  }
  const person = await personById(tx, session.personId)
  if (person === undefined || person.disabledAt !== null) return null
  const memberships = await membershipsOf(tx, person.id)
  const acting =
    memberships.find((row) => row.id === session.membershipId) ?? memberships[0] ?? null
  const generation = tokenRow.generation + 1
  if (validity === 'current') {
    await keepSession(tx, context, { ...session, generation, membershipId: acting?.id ?? null })
  }
  const refreshToken = await issueRefreshToken(tx, context, { sessionId: session.id, generation })
  return { open: { sessionId: session.id, person, memberships, acting }, refreshToken }
}

function isOver(session: SessionRow, now: Date): boolean {
  return session.endedAt !== null || session.expiresAt <= now
}

function validityOf(generation: number, session: SessionRow, now: Date) {
  if (generation === session.generation) return 'current'
  const seconds = (now.getTime() - session.rotatedAt.getTime()) / 1_000
  const isLast = generation === session.generation - 1
  return isLast && seconds <= graceSeconds ? 'just-replaced' : 'reused'
}

async function endForReuse(tx: Transaction, context: Context, session: SessionRow): Promise<void> {
  const endedReason = 'refresh-token-reused'
  await updateSession(tx, session.id, { endedAt: context.now, endedReason })
  await recordAudit(tx, asPerson(context, session.personId, session.id), {
    action: 'accounts.end-session',
    subjectType: 'session',
    subjectId: session.id,
    after: { reason: endedReason },
  })
}

import { and, exists, lt, or, sql } from 'drizzle-orm'
import type { Transaction } from '../platform/db/transaction.ts'
import { passwordResets, refreshTokens, sessions, signInAttempts } from './accounts.tables.ts'

/** Deletes what ended before the instant and can let nobody in any more. */
export async function deleteSecretsBefore(tx: Transaction, before: Date): Promise<void> {
  const isOver = tx
    .select({ one: sql`1` })
    .from(sessions)
    .where(
      and(
        sql`${sessions.id} = ${refreshTokens.sessionId}`,
        or(lt(sessions.endedAt, before), lt(sessions.expiresAt, before)),
      ),
    )
  await tx.delete(refreshTokens).where(exists(isOver))
  await tx.delete(passwordResets).where(lt(passwordResets.expiresAt, before))
  await tx.delete(signInAttempts).where(lt(signInAttempts.windowStartedAt, before))
}

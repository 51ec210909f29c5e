import { and, eq, exists, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import { isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import {
  emailClaims,
  passwordResets,
  refreshTokens,
  sessions,
  signInAttempts,
} from './accounts.tables.ts'

export async function insertReset(
  tx: Transaction,
  row: typeof passwordResets.$inferInsert,
): Promise<void> {
  await tx.insert(passwordResets).values(row)
}

export async function resetByHash(reader: Reader, tokenHash: string) {
  const [row] = await reader
    .select()
    .from(passwordResets)
    .where(eq(passwordResets.tokenHash, tokenHash))
  return row
}

export async function lockReset(tx: Transaction, tokenHash: string) {
  const [row] = await tx
    .select()
    .from(passwordResets)
    .where(eq(passwordResets.tokenHash, tokenHash))
    .for('no key update')
  return row
}

/** Marks every unused link of a person as used. */
export async function spendResetsOf(
  tx: Transaction,
  input: { personId: string; now: Date },
): Promise<void> {
  await tx
    .update(passwordResets)
    .set({ usedAt: input.now })
    .where(and(eq(passwordResets.personId, input.personId), isNull(passwordResets.usedAt)))
}

/** Adds one attempt to each subject in one statement and says how many there are now. */
export function countAttempts(
  tx: Transaction,
  input: { subjects: readonly string[]; now: Date; since: Date },
) {
  const { attempts, windowStartedAt } = signInAttempts
  const isOver = sql`${windowStartedAt} <= ${input.since.toISOString()}`
  // Sorted, so that two attempts with the same subjects never wait for each other in a circle.
  const rows = [...input.subjects]
    .sort()
    .map((subject) => ({ subject, attempts: 1, windowStartedAt: input.now }))
  return tx
    .insert(signInAttempts)
    .values(rows)
    .onConflictDoUpdate({
      target: signInAttempts.subject,
      set: {
        attempts: sql`case when ${isOver} then 1 else ${attempts} + 1 end`,
        windowStartedAt: sql`case when ${isOver} then excluded.window_started_at
          else ${windowStartedAt} end`,
      },
    })
    .returning()
}

export async function resetAttempts(
  tx: Transaction,
  input: { cleared: readonly string[]; undone: readonly string[] },
): Promise<void> {
  const { subject, attempts } = signInAttempts
  await lockAttempts(tx, isAnyOf(subject, [...input.cleared, ...input.undone]))
  await tx.delete(signInAttempts).where(isAnyOf(subject, input.cleared))
  await tx
    .update(signInAttempts)
    .set({ attempts: sql`greatest(${attempts} - 1, 0)` })
    .where(isAnyOf(subject, input.undone))
}

export async function deleteAttempts(tx: Transaction, subjects: readonly string[]): Promise<void> {
  const ofSubjects = isAnyOf(signInAttempts.subject, subjects)
  await lockAttempts(tx, ofSubjects)
  await tx.delete(signInAttempts).where(ofSubjects)
}

/** Locks attempts in the order in which they are counted: a delete alone takes them in any. */
async function lockAttempts(tx: Transaction, condition: SQL): Promise<void> {
  const { subject } = signInAttempts
  await tx
    .select({ subject })
    .from(signInAttempts)
    .where(condition)
    .orderBy(subject)
    .for('no key update')
}

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
  await tx.delete(emailClaims).where(lt(emailClaims.expiresAt, before))
  const isOld = lt(signInAttempts.windowStartedAt, before)
  await lockAttempts(tx, isOld)
  await tx.delete(signInAttempts).where(isOld)
}

import { eq, inArray, sql } from 'drizzle-orm'
import type { Transaction } from '../platform/db/transaction.ts'
import { signInAttempts } from './accounts.tables.ts'

/** Adds one attempt to each subject in one statement and says how many there are now. */
export function countAttempts(
  tx: Transaction,
  given: { subjects: readonly string[]; now: Date; since: Date },
) {
  const { attempts, windowStartedAt } = signInAttempts
  const isOver = sql`${windowStartedAt} <= ${given.since.toISOString()}`
  // Sorted, so that two attempts with the same subjects never wait for each other in a circle.
  const rows = [...given.subjects]
    .sort()
    .map((subject) => ({ subject, attempts: 1, windowStartedAt: given.now }))
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

export async function forgiveAttempts(
  tx: Transaction,
  given: { address: string; account: string },
): Promise<void> {
  const { subject, attempts } = signInAttempts
  // Both rows are locked in the order in which they are counted.
  await tx
    .select({ subject })
    .from(signInAttempts)
    .where(inArray(subject, [given.address, given.account]))
    .orderBy(subject)
    .for('no key update')
  await tx.delete(signInAttempts).where(eq(subject, given.account))
  await tx
    .update(signInAttempts)
    .set({ attempts: sql`greatest(${attempts} - 1, 0)` })
    .where(eq(subject, given.address))
}

export async function deleteAttempts(tx: Transaction, subjects: readonly string[]): Promise<void> {
  await tx.delete(signInAttempts).where(inArray(signInAttempts.subject, [...subjects]))
}

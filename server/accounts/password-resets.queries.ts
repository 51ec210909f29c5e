import { and, eq, isNull } from 'drizzle-orm'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { passwordResets } from './accounts.tables.ts'

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
  given: { personId: string; now: Date },
): Promise<void> {
  await tx
    .update(passwordResets)
    .set({ usedAt: given.now })
    .where(and(eq(passwordResets.personId, given.personId), isNull(passwordResets.usedAt)))
}

import { asc, eq } from 'drizzle-orm'
import { insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { sharedCreditParts, sharedCredits } from './assistance.tables.ts'

export async function insertSharedCredit(
  tx: Transaction,
  row: typeof sharedCredits.$inferInsert,
  parts: readonly { unitId: string; shareBasisPoints: number }[],
): Promise<void> {
  await tx.insert(sharedCredits).values(row)
  await insertRows(
    tx,
    sharedCreditParts,
    parts.map((part) => ({ ...part, sharedCreditId: row.id })),
  )
}

export function selectSharedCredits(reader: Reader, buyerUnitId: string) {
  return reader
    .select()
    .from(sharedCredits)
    .where(eq(sharedCredits.buyerUnitId, buyerUnitId))
    .orderBy(asc(sharedCredits.fromDate), asc(sharedCredits.id))
}

export async function selectSharedCredit(reader: Reader, id: string) {
  const [row] = await reader.select().from(sharedCredits).where(eq(sharedCredits.id, id))
  return row ?? null
}

export async function selectParts(reader: Reader, sharedCreditIds: readonly string[]) {
  if (sharedCreditIds.length === 0) return []
  return reader
    .select()
    .from(sharedCreditParts)
    .where(isAnyOf(sharedCreditParts.sharedCreditId, sharedCreditIds))
    .orderBy(asc(sharedCreditParts.unitId))
}

export async function updateSharedCreditEnd(
  tx: Transaction,
  id: string,
  toDate: string,
): Promise<void> {
  await tx.update(sharedCredits).set({ toDate }).where(eq(sharedCredits.id, id))
}

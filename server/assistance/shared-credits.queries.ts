import { asc, eq, sql } from 'drizzle-orm'
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

/** How a buyer's purchases are shared, over time. */
export function selectSharedCreditsOf(reader: Reader, buyerUnitId: string) {
  return reader
    .select()
    .from(sharedCredits)
    .where(eq(sharedCredits.buyerUnitId, buyerUnitId))
    .orderBy(asc(sharedCredits.fromDate), asc(sharedCredits.id))
}

/** The same, and what other buyers share with the unit. */
export function selectSharedCreditsWith(reader: Reader, unitId: string) {
  const received = sql`select shared_credit_id from assistance.shared_credit_parts
    where unit_id = ${unitId}`
  const own = sql`select id from assistance.shared_credits where buyer_unit_id = ${unitId}`
  return reader
    .select()
    .from(sharedCredits)
    .where(sql`${sharedCredits.id} in (${received} union ${own})`)
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

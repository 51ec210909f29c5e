import assert from 'node:assert/strict'
import { asc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type CreditSnapshot, creditSnapshot } from '../../shared/attribution/credit.ts'
import { document, insertRows, isAnyOf, queryRows } from '../platform/db/rows.ts'
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

const creditRow = z.object({ credit: document(creditSnapshot), place: z.int() })

/**
 * Who is credited with what a unit bought on a day before it was entered here (§3.6): pairings and
 * shares of that day as they are recorded when it is entered; a helper only by an introduction that
 * was recorded before the day itself (§3.7).
 */
export async function selectCreditOfPast(
  reader: Reader,
  purchase: { unitId: string; sellerId: string; on: string; recordedBefore: Date },
): Promise<CreditSnapshot> {
  const { unitId, sellerId, on, recordedBefore } = purchase
  const snapshot = (place: number, before: SQL) => sql`select credit, ${place}::int as place
    from assistance.credit_snapshots(${unitId}::uuid, array[${sellerId}::uuid],
      ${on}::date, ${before})`
  const rows = await queryRows(
    reader,
    creditRow,
    sql`${snapshot(0, sql`${recordedBefore.toISOString()}::timestamptz`)} union all
      ${snapshot(1, sql`${on}::date::timestamp at time zone 'Asia/Shanghai'`)}`,
  )
  const [entered, then] = rows.sort((a, b) => a.place - b.place)
  assert(entered !== undefined && then !== undefined, 'a purchase has a credit')
  const { helpUnitId, introductionId, pairedCodes } = then.credit
  const units = new Set(entered.credit.directCredits.map((direct) => direct.unitId))
  return {
    ...entered.credit,
    ...{ helpUnitId, introductionId },
    pairedCodes: [
      ...entered.credit.pairedCodes.filter((paired) => units.has(paired.unitId)),
      ...pairedCodes.filter((paired) => paired.unitId === helpUnitId),
    ],
  }
}

import { and, count, desc, eq, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { purchaseOrders } from '../deliveries/index.ts'
import { equals, insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { divisionsPublished } from '../villages/index.ts'
import { settlements } from './billing.tables.ts'

export type SettlementRow = typeof settlements.$inferSelect

const reversals = alias(settlements, 'reversals')

/** Which settlements are meant; what is not given does not matter. */
export interface SettlementsQuestion {
  /** The condition of `visibleOrders`. */
  visible?: SQL
  /** Those of this cooperative besides, for whatever order or none. */
  cooperativeId?: string | undefined
  ids?: readonly string[]
  purchaseOrderId?: string | undefined
}

function conditionOf({ visible, cooperativeId, ids, purchaseOrderId }: SettlementsQuestion) {
  return and(
    cooperativeId === undefined
      ? visible
      : or(eq(settlements.cooperativeId, cooperativeId), visible),
    ids === undefined ? undefined : isAnyOf(settlements.id, ids),
    equals(settlements.purchaseOrderId, purchaseOrderId),
  )
}

/** Settlements with the names that stand beside them, latest first. */
export function selectSettlements(
  reader: Reader,
  question: SettlementsQuestion,
  page: { limit: number; offset: number },
) {
  return reader
    .select({
      settlement: settlements,
      villageName: divisionsPublished.pathName,
      purchaseOrderNumber: purchaseOrders.number,
      reversedBy: reversals.id,
    })
    .from(settlements)
    .innerJoin(divisionsPublished, eq(divisionsPublished.code, settlements.villageCode))
    .leftJoin(purchaseOrders, eq(purchaseOrders.id, settlements.purchaseOrderId))
    .leftJoin(reversals, eq(reversals.reversesId, settlements.id))
    .where(conditionOf(question))
    .orderBy(desc(settlements.settledOn), desc(settlements.id))
    .limit(page.limit)
    .offset(page.offset)
}
export type SettlementDetails = Awaited<ReturnType<typeof selectSettlements>>[number]

export async function countSettlements(
  reader: Reader,
  question: SettlementsQuestion,
): Promise<number> {
  const [row] = await reader
    .select({ total: count() })
    .from(settlements)
    .leftJoin(purchaseOrders, eq(purchaseOrders.id, settlements.purchaseOrderId))
    .where(conditionOf(question))
  return row?.total ?? 0
}

/** Locks a settlement, so that two reversals of it wait for each other. */
export async function lockSettlement(
  tx: Transaction,
  id: string,
): Promise<SettlementRow | undefined> {
  const [row] = await tx
    .select()
    .from(settlements)
    .where(eq(settlements.id, id))
    .for('no key update')
  return row
}

export async function isReversed(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx
    .select({ id: settlements.id })
    .from(settlements)
    .where(eq(settlements.reversesId, id))
  return rows.length > 0
}

export async function insertSettlements(
  tx: Transaction,
  rows: (typeof settlements.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, settlements, rows)
}

/** What was settled for an order, by village, in 分. */
export async function settledByVillage(
  reader: Reader,
  purchaseOrderId: string,
): Promise<Map<string, number>> {
  const rows = await reader
    .select({
      villageCode: settlements.villageCode,
      cents: sql`sum(${settlements.amountCents})`.mapWith(Number),
    })
    .from(settlements)
    .where(eq(settlements.purchaseOrderId, purchaseOrderId))
    .groupBy(settlements.villageCode)
  return new Map(rows.map((row) => [row.villageCode, row.cents]))
}

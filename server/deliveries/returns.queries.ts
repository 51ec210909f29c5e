import assert from 'node:assert/strict'
import { and, asc, count, desc, eq, type SQL } from 'drizzle-orm'
import type { DecisionState } from '../../shared/deliveries/two-sided-record.ts'
import { orderLinesPublished } from '../orders/index.ts'
import { equals, insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { goodsReceipts, goodsReturnLines, goodsReturns } from './deliveries.tables.ts'
import { cooperatives, purchaseOrders, units } from './joined-views.ts'

export type ReturnRow = typeof goodsReturns.$inferSelect
export type ReturnLineRow = typeof goodsReturnLines.$inferSelect

/** Which returns are meant; what is not given does not matter. */
export interface ReturnsQuestion {
  /** The condition of `visibleOrders`. */
  visible?: SQL
  id?: string
  state?: DecisionState | undefined
  receiptId?: string | undefined
  purchaseOrderId?: string | undefined
}

function conditionOf({ visible, id, state, receiptId, purchaseOrderId }: ReturnsQuestion) {
  return and(
    visible,
    equals(goodsReturns.id, id),
    equals(goodsReturns.state, state),
    equals(goodsReturns.receiptId, receiptId),
    equals(goodsReturns.purchaseOrderId, purchaseOrderId),
  )
}

/** Returns with the names that stand beside them, latest first. */
export function selectReturns(
  reader: Reader,
  question: ReturnsQuestion,
  page: { limit: number; offset: number },
) {
  return reader
    .select({
      goodsReturn: goodsReturns,
      receiptNumber: goodsReceipts.number,
      purchaseOrderNumber: purchaseOrders.number,
      cooperativeName: cooperatives.name,
      unitName: units.name,
    })
    .from(goodsReturns)
    .innerJoin(goodsReceipts, eq(goodsReceipts.id, goodsReturns.receiptId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, goodsReturns.purchaseOrderId))
    .innerJoin(cooperatives, eq(cooperatives.id, goodsReturns.cooperativeId))
    .innerJoin(units, eq(units.id, goodsReturns.unitId))
    .where(conditionOf(question))
    .orderBy(desc(goodsReturns.recordedAt), desc(goodsReturns.id))
    .limit(page.limit)
    .offset(page.offset)
}
export type ReturnDetails = Awaited<ReturnType<typeof selectReturns>>[number]

export async function countReturns(reader: Reader, question: ReturnsQuestion): Promise<number> {
  const [row] = await reader
    .select({ total: count() })
    .from(goodsReturns)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, goodsReturns.purchaseOrderId))
    .where(conditionOf(question))
  return row?.total ?? 0
}

export function selectReturnLines(reader: Reader, returnIds: readonly string[]) {
  return reader
    .select({
      line: goodsReturnLines,
      productName: orderLinesPublished.productName,
      packName: orderLinesPublished.packName,
      unitPriceCents: orderLinesPublished.unitPriceCents,
      packGrams: orderLinesPublished.packGrams,
    })
    .from(goodsReturnLines)
    .innerJoin(orderLinesPublished, eq(orderLinesPublished.id, goodsReturnLines.orderLineId))
    .where(isAnyOf(goodsReturnLines.returnId, returnIds))
    .orderBy(asc(orderLinesPublished.lineNumber), asc(goodsReturnLines.id))
}
export type ReturnLineDetails = Awaited<ReturnType<typeof selectReturnLines>>[number]

export async function returnById(reader: Reader, id: string): Promise<ReturnRow | null> {
  const [row] = await reader.select().from(goodsReturns).where(eq(goodsReturns.id, id))
  return row ?? null
}

export async function insertReturn(
  tx: Transaction,
  row: typeof goodsReturns.$inferInsert,
  lines: (typeof goodsReturnLines.$inferInsert)[],
): Promise<ReturnRow> {
  const [inserted] = await tx.insert(goodsReturns).values(row).returning()
  assert(inserted !== undefined)
  await insertRows(tx, goodsReturnLines, lines)
  return inserted
}

/** Decides on a return that waits for it; returns how many rows that were. */
export async function updateReturn(
  tx: Transaction,
  id: string,
  change: Partial<ReturnRow>,
): Promise<number> {
  const { count } = await tx
    .update(goodsReturns)
    .set(change)
    .where(and(eq(goodsReturns.id, id), eq(goodsReturns.state, 'recorded')))
  return count
}

export async function setReturnLineCents(
  tx: Transaction,
  lineId: string,
  cents: number,
): Promise<void> {
  await tx.update(goodsReturnLines).set({ cents }).where(eq(goodsReturnLines.id, lineId))
}

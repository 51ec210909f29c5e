import assert from 'node:assert/strict'
import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import type { DecisionState } from '../../shared/deliveries/two-sided-record.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { orderLinesPublished } from '../orders/index.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { filtered, isOnPage, type ListSource, withinScanLimit } from '../platform/db/list-source.ts'
import { equals, insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { goodsReceipts, goodsReturnLines, goodsReturns } from './deliveries.tables.ts'
import { cooperatives, purchaseOrders, units } from './joined-views.ts'

export type ReturnRow = typeof goodsReturns.$inferSelect
export type ReturnLineRow = typeof goodsReturnLines.$inferSelect

/** Which returns a list shows. */
export interface ReturnsFilter extends CursorPage {
  state?: DecisionState | undefined
  receiptId?: string | undefined
  purchaseOrderId?: string | undefined
}

/** A return with the names that stand beside it; none where there is no such return. */
export function selectReturns(reader: Reader, id: string) {
  return returnsWithNames(reader).where(eq(goodsReturns.id, id))
}
export type ReturnDetails = Awaited<ReturnType<typeof selectReturns>>[number]

/** A page of the visible returns, latest first. */
export async function selectReturnPage(reader: Reader, visible: ListSource, filter: ReturnsFilter) {
  const { receiptId, purchaseOrderId, state } = filter
  // Said as a constant, by which PostgreSQL knows the index of what waits.
  const waits = state === 'recorded' && sql`goods_returns.state = 'recorded'`
  const source = filtered(visible, {
    found: [
      waits,
      equals(goodsReturns.receiptId, receiptId),
      equals(goodsReturns.purchaseOrderId, purchaseOrderId),
    ],
    filters: [equals(goodsReturns.state, state)],
    isFew: Boolean(waits || receiptId || purchaseOrderId),
  })
  const whole = keysetOf(latestFirst('recorded_at', 'goods_returns'), filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await returnsWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

function returnsWithNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({
      goodsReturn: goodsReturns,
      receiptNumber: goodsReceipts.number,
      purchaseOrderNumber: purchaseOrders.number,
      cooperativeName: cooperatives.name,
      unitName: units.name,
      cursor,
    })
    .from(goodsReturns)
    .innerJoin(goodsReceipts, eq(goodsReceipts.id, goodsReturns.receiptId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, goodsReturns.purchaseOrderId))
    .innerJoin(cooperatives, eq(cooperatives.id, goodsReturns.cooperativeId))
    .innerJoin(units, eq(units.id, goodsReturns.unitId))
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

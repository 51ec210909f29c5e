import assert from 'node:assert/strict'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { DecisionState } from '../../shared/deliveries/two-sided-record.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { orderLinesPublished } from '../orders/index.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { filtered, isOnPage, type ListSource, withinScanLimit } from '../platform/db/list-source.ts'
import { equals } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import {
  goodsReceiptLines,
  goodsReceipts,
  shipmentLines,
  weightSurpluses,
} from './deliveries.tables.ts'
import { cooperatives, purchaseOrders, units } from './joined-views.ts'

export type SurplusRow = typeof weightSurpluses.$inferSelect

/** Which surpluses a list shows. */
export interface SurplusesFilter extends CursorPage {
  state?: DecisionState | undefined
  receiptId?: string | undefined
}

/** A surplus with the names that stand beside it; none where there is no such surplus. */
export function selectSurpluses(reader: Reader, id: string) {
  return surplusesWithNames(reader).where(eq(weightSurpluses.id, id))
}
export type SurplusDetails = Awaited<ReturnType<typeof selectSurpluses>>[number]

/** A page of the visible surpluses, latest first. */
export async function selectSurplusPage(
  reader: Reader,
  visible: ListSource,
  filter: SurplusesFilter,
) {
  const { receiptId, state } = filter
  // Said as a constant, by which PostgreSQL knows the index of what waits.
  const waits = state === 'recorded' && sql`weight_surpluses.state = 'recorded'`
  const source = filtered(visible, {
    found: [waits, equals(weightSurpluses.receiptId, receiptId)],
    filters: [equals(weightSurpluses.state, state)],
    isFew: Boolean(waits || receiptId),
  })
  const whole = keysetOf(latestFirst('recorded_at', 'weight_surpluses'), filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await surplusesWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

function surplusesWithNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({
      surplus: weightSurpluses,
      receiptNumber: goodsReceipts.number,
      purchaseOrderNumber: purchaseOrders.number,
      cooperativeName: cooperatives.name,
      unitName: units.name,
      productName: orderLinesPublished.productName,
      packName: orderLinesPublished.packName,
      shippedGrams: shipmentLines.grams,
      cursor,
    })
    .from(weightSurpluses)
    .innerJoin(goodsReceipts, eq(goodsReceipts.id, weightSurpluses.receiptId))
    .innerJoin(goodsReceiptLines, eq(goodsReceiptLines.id, weightSurpluses.receiptLineId))
    .innerJoin(shipmentLines, eq(shipmentLines.id, goodsReceiptLines.shipmentLineId))
    .innerJoin(orderLinesPublished, eq(orderLinesPublished.id, weightSurpluses.orderLineId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, weightSurpluses.purchaseOrderId))
    .innerJoin(cooperatives, eq(cooperatives.id, weightSurpluses.cooperativeId))
    .innerJoin(units, eq(units.id, weightSurpluses.unitId))
}

export async function surplusById(reader: Reader, id: string): Promise<SurplusRow | null> {
  const [row] = await reader.select().from(weightSurpluses).where(eq(weightSurpluses.id, id))
  return row ?? null
}

/** The agreed price of an order line. */
export function selectSurplusPrice(reader: Reader, orderLineId: string) {
  return reader
    .select({
      unitPriceCents: orderLinesPublished.unitPriceCents,
      packGrams: orderLinesPublished.packGrams,
    })
    .from(orderLinesPublished)
    .where(eq(orderLinesPublished.id, orderLineId))
}

export async function insertSurplus(
  tx: Transaction,
  row: typeof weightSurpluses.$inferInsert,
): Promise<SurplusRow> {
  const [inserted] = await tx.insert(weightSurpluses).values(row).returning()
  assert(inserted !== undefined)
  return inserted
}

/** Decides on a surplus that waits for it; returns how many rows that were. */
export async function updateSurplus(
  tx: Transaction,
  id: string,
  change: Partial<SurplusRow>,
): Promise<number> {
  const { count } = await tx
    .update(weightSurpluses)
    .set(change)
    .where(and(eq(weightSurpluses.id, id), eq(weightSurpluses.state, 'recorded')))
  return count
}

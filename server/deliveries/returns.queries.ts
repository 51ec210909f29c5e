import assert from 'node:assert/strict'
import { and, asc, count, desc, eq, inArray, type SQL } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { orderLines, purchaseOrders } from '../orders/orders.tables.ts'
import { organisations } from '../organisations/organisations.tables.ts'
import { insertRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { goodsReceipts, goodsReturnLines, goodsReturns } from './deliveries.tables.ts'

export type ReturnRow = typeof goodsReturns.$inferSelect
export type ReturnLineRow = typeof goodsReturnLines.$inferSelect

const unitOrganisations = alias(organisations, 'unit_organisations')

/** Returns with the names that stand beside them; `condition` may speak of purchase orders. */
export function selectReturns(
  reader: Reader,
  condition: SQL | undefined,
  page: { limit: number; offset: number },
) {
  return reader
    .select({
      goodsReturn: goodsReturns,
      receiptNumber: goodsReceipts.number,
      purchaseOrderNumber: purchaseOrders.number,
      cooperativeName: organisations.name,
      unitName: unitOrganisations.name,
    })
    .from(goodsReturns)
    .innerJoin(goodsReceipts, eq(goodsReceipts.id, goodsReturns.receiptId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, goodsReturns.purchaseOrderId))
    .innerJoin(organisations, eq(organisations.id, goodsReturns.cooperativeId))
    .innerJoin(unitOrganisations, eq(unitOrganisations.id, goodsReturns.unitId))
    .where(condition)
    .orderBy(desc(goodsReturns.recordedAt), desc(goodsReturns.id))
    .limit(page.limit)
    .offset(page.offset)
}
export type ReturnDetails = Awaited<ReturnType<typeof selectReturns>>[number]

export async function countReturns(reader: Reader, condition: SQL | undefined): Promise<number> {
  const [row] = await reader
    .select({ total: count() })
    .from(goodsReturns)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, goodsReturns.purchaseOrderId))
    .where(condition)
  return row?.total ?? 0
}

export function selectReturnLines(reader: Reader, returnIds: readonly string[]) {
  return reader
    .select({
      line: goodsReturnLines,
      productName: orderLines.productName,
      packName: orderLines.packName,
      unitPriceCents: orderLines.unitPriceCents,
      packGrams: orderLines.packGrams,
    })
    .from(goodsReturnLines)
    .innerJoin(orderLines, eq(orderLines.id, goodsReturnLines.orderLineId))
    .where(inArray(goodsReturnLines.returnId, [...returnIds]))
    .orderBy(asc(orderLines.lineNumber), asc(goodsReturnLines.id))
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

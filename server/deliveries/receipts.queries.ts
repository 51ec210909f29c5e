import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { people } from '../accounts/accounts.tables.ts'
import { lots } from '../catalogue/catalogue.tables.ts'
import { orderLines, purchaseOrders } from '../orders/orders.tables.ts'
import { organisations } from '../organisations/organisations.tables.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import {
  goodsReceiptLines,
  goodsReceipts,
  goodsReturnLines,
  goodsReturns,
  shipmentLines,
  shipments,
} from './deliveries.tables.ts'

export type ReceiptRow = typeof goodsReceipts.$inferSelect
export type ReceiptLineRow = typeof goodsReceiptLines.$inferSelect

const unitOrganisations = alias(organisations, 'unit_organisations')
const returnedGrams = sql`(select coalesce(sum(gone.grams), 0)
  from deliveries.goods_return_lines gone join deliveries.goods_returns back
    on back.id = gone.return_id
  where gone.receipt_line_id = goods_receipt_lines.id and back.state = 'confirmed')`

/** Receipts with the names that stand beside them. */
export function selectReceipts(reader: Reader, condition: SQL | undefined, limit = 100) {
  return reader
    .select({
      receipt: goodsReceipts,
      shipmentNumber: shipments.number,
      purchaseOrderNumber: purchaseOrders.number,
      cooperativeId: purchaseOrders.cooperativeId,
      cooperativeName: organisations.name,
      unitName: unitOrganisations.name,
      receivedByName: people.name,
    })
    .from(goodsReceipts)
    .innerJoin(shipments, eq(shipments.id, goodsReceipts.shipmentId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, goodsReceipts.purchaseOrderId))
    .innerJoin(organisations, eq(organisations.id, purchaseOrders.cooperativeId))
    .innerJoin(unitOrganisations, eq(unitOrganisations.id, goodsReceipts.unitId))
    .innerJoin(people, eq(people.id, goodsReceipts.receivedBy))
    .where(condition)
    .orderBy(desc(goodsReceipts.receivedAt), desc(goodsReceipts.id))
    .limit(limit)
}
export type ReceiptDetails = Awaited<ReturnType<typeof selectReceipts>>[number]

/** The lines of a receipt with what had been shipped, and what went back since. */
export function selectReceiptLines(reader: Reader, receiptId: string) {
  return reader
    .select({
      line: goodsReceiptLines,
      lineNumber: orderLines.lineNumber,
      productName: orderLines.productName,
      packName: orderLines.packName,
      lotNumber: lots.number,
      packs: shipmentLines.packs,
      shippedGrams: shipmentLines.grams,
      returnedGrams: sql`${returnedGrams}`.mapWith(Number),
    })
    .from(goodsReceiptLines)
    .innerJoin(shipmentLines, eq(shipmentLines.id, goodsReceiptLines.shipmentLineId))
    .innerJoin(orderLines, eq(orderLines.id, goodsReceiptLines.orderLineId))
    .innerJoin(lots, eq(lots.id, shipmentLines.lotId))
    .where(eq(goodsReceiptLines.receiptId, receiptId))
    .orderBy(asc(orderLines.lineNumber), asc(shipmentLines.id))
}
export type ReceiptLineDetails = Awaited<ReturnType<typeof selectReceiptLines>>[number]

export async function receiptById(reader: Reader, id: string): Promise<ReceiptRow | null> {
  const [row] = await reader.select().from(goodsReceipts).where(eq(goodsReceipts.id, id))
  return row ?? null
}

export async function insertReceipt(
  tx: Transaction,
  receipt: typeof goodsReceipts.$inferInsert,
  lines: (typeof goodsReceiptLines.$inferInsert)[],
): Promise<void> {
  await tx.insert(goodsReceipts).values(receipt)
  await tx.insert(goodsReceiptLines).values(lines)
}

/** What was accepted of an order line until now: confirmed returns are taken off. */
export interface AcceptedLine {
  orderLineId: string
  acceptedGrams: number
  acceptedCents: number
  deductionCents: number
}

/** What was accepted of each order line; lines that never arrived are missing. */
export async function acceptedByOrderLine(
  reader: Reader,
  purchaseOrderId: string,
): Promise<AcceptedLine[]> {
  const accepted = await reader
    .select({
      orderLineId: goodsReceiptLines.orderLineId,
      acceptedGrams: sql`sum(${goodsReceiptLines.acceptedGrams})`.mapWith(Number),
      acceptedCents: sql`sum(${goodsReceiptLines.acceptedCents})`.mapWith(Number),
      deductionCents: sql`sum(${goodsReceiptLines.deductionCents})`.mapWith(Number),
    })
    .from(goodsReceiptLines)
    .innerJoin(goodsReceipts, eq(goodsReceipts.id, goodsReceiptLines.receiptId))
    .where(eq(goodsReceipts.purchaseOrderId, purchaseOrderId))
    .groupBy(goodsReceiptLines.orderLineId)
    .orderBy(goodsReceiptLines.orderLineId)
  const returned = await returnedByOrderLine(reader, purchaseOrderId)
  return accepted.map((line) => {
    const back = returned.get(line.orderLineId)
    return {
      ...line,
      acceptedGrams: line.acceptedGrams - (back?.grams ?? 0),
      acceptedCents: line.acceptedCents - (back?.cents ?? 0),
    }
  })
}

async function returnedByOrderLine(reader: Reader, purchaseOrderId: string) {
  const rows = await reader
    .select({
      orderLineId: goodsReturnLines.orderLineId,
      grams: sql`sum(${goodsReturnLines.grams})`.mapWith(Number),
      cents: sql`sum(${goodsReturnLines.cents})`.mapWith(Number),
    })
    .from(goodsReturnLines)
    .innerJoin(goodsReturns, eq(goodsReturns.id, goodsReturnLines.returnId))
    .where(
      and(eq(goodsReturns.purchaseOrderId, purchaseOrderId), eq(goodsReturns.state, 'confirmed')),
    )
    .groupBy(goodsReturnLines.orderLineId)
  return new Map(rows.map((row) => [row.orderLineId, row]))
}

/** Receipt lines by id, with the grams that confirmed and still open returns take off them. */
export function selectReturnable(reader: Reader, receiptLineIds: readonly string[]) {
  return reader
    .select({
      line: goodsReceiptLines,
      returnedGrams: sql`${returnedGrams}`.mapWith(Number),
      askedGrams: sql`(select coalesce(sum(gone.grams), 0)
        from deliveries.goods_return_lines gone join deliveries.goods_returns back
          on back.id = gone.return_id
        where gone.receipt_line_id = goods_receipt_lines.id
          and back.state <> 'rejected')`.mapWith(Number),
    })
    .from(goodsReceiptLines)
    .where(inArray(goodsReceiptLines.id, [...receiptLineIds]))
}

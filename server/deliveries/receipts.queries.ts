import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import { lotsPublished } from '../catalogue/index.ts'
import { orderLinesPublished } from '../orders/index.ts'
import { insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import {
  goodsReceiptLines,
  goodsReceipts,
  goodsReturnLines,
  goodsReturns,
  shipmentLines,
  shipments,
  weightSurpluses,
} from './deliveries.tables.ts'
import { cooperatives, makers, purchaseOrders, units } from './joined-views.ts'

export type ReceiptRow = typeof goodsReceipts.$inferSelect
export type ReceiptLineRow = typeof goodsReceiptLines.$inferSelect

/** The grams that returns which meet a condition take off each receipt line. */
const returned = (condition: SQL) =>
  sql`(select coalesce(sum(gone.grams), 0)
    from deliveries.goods_return_lines gone
    join deliveries.goods_returns back on back.id = gone.return_id
    where gone.receipt_line_id = goods_receipt_lines.id and ${condition})`.mapWith(Number)
const returnedGrams = returned(sql`back.state = 'confirmed'`)

/** What both sides have signed since about a receipt line (§6.5, §3.16); 0: nothing. */
const signed = (column: SQL) =>
  sql`coalesce((select ${column} from deliveries.signed_changes extra
    where extra.receipt_line_id = goods_receipt_lines.id), 0)`
const signedGrams = signed(sql`extra.grams`)

/** A receipt with the names that stand beside it, where `visible` lets it be seen. */
export function selectReceipts(reader: Reader, question: { visible?: SQL; id: string }) {
  return reader
    .select({
      receipt: goodsReceipts,
      shipmentNumber: shipments.number,
      purchaseOrderNumber: purchaseOrders.number,
      cooperativeId: purchaseOrders.cooperativeId,
      cooperativeName: cooperatives.name,
      unitName: units.name,
      receivedByName: makers.name,
    })
    .from(goodsReceipts)
    .innerJoin(shipments, eq(shipments.id, goodsReceipts.shipmentId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, goodsReceipts.purchaseOrderId))
    .innerJoin(cooperatives, eq(cooperatives.id, purchaseOrders.cooperativeId))
    .innerJoin(units, eq(units.id, goodsReceipts.unitId))
    .innerJoin(makers, eq(makers.id, goodsReceipts.receivedBy))
    .where(and(question.visible, eq(goodsReceipts.id, question.id)))
}
export type ReceiptDetails = Awaited<ReturnType<typeof selectReceipts>>[number]

/** The lines of a receipt with what had been shipped, and what went back since. */
export function selectReceiptLines(reader: Reader, receiptId: string) {
  return reader
    .select({
      line: goodsReceiptLines,
      lineNumber: orderLinesPublished.lineNumber,
      productName: orderLinesPublished.productName,
      packName: orderLinesPublished.packName,
      lotNumber: lotsPublished.number,
      packs: shipmentLines.packs,
      shippedGrams: shipmentLines.grams,
      returnedGrams: returnedGrams,
      signedGrams: signedGrams.mapWith(Number),
      signedCents: signed(sql`extra.cents`).mapWith(Number),
      signedDeductionCents: signed(sql`extra.deduction_cents`).mapWith(Number),
      surplus: {
        grams: weightSurpluses.grams,
        cents: weightSurpluses.cents,
        state: weightSurpluses.state,
      },
    })
    .from(goodsReceiptLines)
    .leftJoin(weightSurpluses, eq(weightSurpluses.receiptLineId, goodsReceiptLines.id))
    .innerJoin(shipmentLines, eq(shipmentLines.id, goodsReceiptLines.shipmentLineId))
    .innerJoin(orderLinesPublished, eq(orderLinesPublished.id, goodsReceiptLines.orderLineId))
    .innerJoin(lotsPublished, eq(lotsPublished.id, shipmentLines.lotId))
    .where(eq(goodsReceiptLines.receiptId, receiptId))
    .orderBy(asc(orderLinesPublished.lineNumber), asc(shipmentLines.id))
}
export type ReceiptLineDetails = Awaited<ReturnType<typeof selectReceiptLines>>[number]

/** Whether a file is of a receipt or its correction, of an order that `visible` lets be seen. */
export async function isPhotoOfReceipt(
  reader: Reader,
  question: { visible: SQL; fileId: string },
): Promise<boolean> {
  const rows = await reader
    .select({ id: goodsReceiptLines.id })
    .from(goodsReceiptLines)
    .innerJoin(goodsReceipts, eq(goodsReceipts.id, goodsReceiptLines.receiptId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, goodsReceipts.purchaseOrderId))
    .where(
      and(
        question.visible,
        sql`${goodsReceiptLines.id} in (
          select id from deliveries.goods_receipt_lines where photo_file_id = ${question.fileId}
          union all
          select receipt_line_id from deliveries.acceptance_corrections
          where file_id = ${question.fileId})`,
      ),
    )
    .limit(1)
  return rows.length > 0
}

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
  await insertRows(tx, goodsReceiptLines, lines)
}

/** Accepted so far of an order line, with what was signed since, net of confirmed returns. */
export interface AcceptedLine {
  orderLineId: string
  acceptedGrams: number
  acceptedCents: number
  deductionCents: number
}

/** What was accepted of each line of the orders; lines that never arrived are missing. */
export async function acceptedByOrderLine(
  reader: Reader,
  purchaseOrderIds: readonly string[],
): Promise<AcceptedLine[]> {
  const accepted = await reader
    .select({
      orderLineId: goodsReceiptLines.orderLineId,
      acceptedGrams: sql`sum(${goodsReceiptLines.acceptedGrams} + ${signedGrams})`.mapWith(Number),
      acceptedCents: sql`sum(${goodsReceiptLines.acceptedCents}
        + ${signed(sql`extra.cents`)})`.mapWith(Number),
      deductionCents: sql`sum(${goodsReceiptLines.deductionCents}
        + ${signed(sql`extra.deduction_cents`)})`.mapWith(Number),
    })
    .from(goodsReceiptLines)
    .innerJoin(goodsReceipts, eq(goodsReceipts.id, goodsReceiptLines.receiptId))
    .where(isAnyOf(goodsReceipts.purchaseOrderId, purchaseOrderIds))
    .groupBy(goodsReceiptLines.orderLineId)
    .orderBy(goodsReceiptLines.orderLineId)
  const returns = await returnedByOrderLine(reader, purchaseOrderIds)
  return accepted.map((line) => {
    const back = returns.get(line.orderLineId)
    return {
      ...line,
      acceptedGrams: line.acceptedGrams - (back?.grams ?? 0),
      acceptedCents: line.acceptedCents - (back?.cents ?? 0),
    }
  })
}

async function returnedByOrderLine(reader: Reader, purchaseOrderIds: readonly string[]) {
  const rows = await reader
    .select({
      orderLineId: goodsReturnLines.orderLineId,
      grams: sql`sum(${goodsReturnLines.grams})`.mapWith(Number),
      cents: sql`sum(${goodsReturnLines.cents})`.mapWith(Number),
    })
    .from(goodsReturnLines)
    .innerJoin(goodsReturns, eq(goodsReturns.id, goodsReturnLines.returnId))
    .where(
      and(
        isAnyOf(goodsReturns.purchaseOrderId, purchaseOrderIds),
        eq(goodsReturns.state, 'confirmed'),
      ),
    )
    .groupBy(goodsReturnLines.orderLineId)
  return new Map(rows.map((row) => [row.orderLineId, row]))
}

/** Receipt lines by id with what was signed since, and the grams of confirmed and open returns. */
export function selectReturnable(reader: Reader, receiptLineIds: readonly string[]) {
  return reader
    .select({
      line: goodsReceiptLines,
      acceptedGrams: sql`${goodsReceiptLines.acceptedGrams} + ${signedGrams}`.mapWith(Number),
      returnedGrams: returnedGrams,
      askedGrams: returned(sql`back.state <> 'rejected'`),
      shippedGrams: sql`(select grams from deliveries.shipment_lines
        where id = ${goodsReceiptLines.shipmentLineId})`.mapWith(Number),
    })
    .from(goodsReceiptLines)
    .where(isAnyOf(goodsReceiptLines.id, receiptLineIds))
}

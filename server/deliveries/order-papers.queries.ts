import { asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import { isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { goodsReceipts, goodsReturns, shipments } from './deliveries.tables.ts'
import { linesOnTheirWay } from './shipments.queries.ts'

/** The shipments of an order in the order in which they were packed. */
export function shipmentsOf(reader: Reader, purchaseOrderId: string) {
  return reader
    .select({ id: shipments.id, number: shipments.number, state: shipments.state })
    .from(shipments)
    .where(eq(shipments.purchaseOrderId, purchaseOrderId))
    .orderBy(asc(shipments.preparedAt), asc(shipments.id))
}

/** The goods receipts of an order, oldest first; `on` is the Shanghai day. */
export function receiptsOf(reader: Reader, purchaseOrderId: string) {
  return reader
    .select({ id: goodsReceipts.id, number: goodsReceipts.number, on: goodsReceipts.receivedOn })
    .from(goodsReceipts)
    .where(eq(goodsReceipts.purchaseOrderId, purchaseOrderId))
    .orderBy(asc(goodsReceipts.receivedAt), asc(goodsReceipts.id))
}

/** The Shanghai day of the first goods receipt of each order; orders without one are missing. */
export async function firstReceiptDays(
  reader: Reader,
  purchaseOrderIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await reader
    .select({
      purchaseOrderId: goodsReceipts.purchaseOrderId,
      on: sql<string>`min(${goodsReceipts.receivedOn})::text`,
    })
    .from(goodsReceipts)
    .where(isAnyOf(goodsReceipts.purchaseOrderId, purchaseOrderIds))
    .groupBy(goodsReceipts.purchaseOrderId)
  return new Map(rows.map((row) => [row.purchaseOrderId, row.on]))
}

/** The returns of goods of a purchase order, whatever their state. */
export function returnsOf(reader: Reader, purchaseOrderId: string) {
  return reader
    .select({
      id: goodsReturns.id,
      number: goodsReturns.number,
      state: goodsReturns.state,
      recordedAt: goodsReturns.recordedAt,
    })
    .from(goodsReturns)
    .where(eq(goodsReturns.purchaseOrderId, purchaseOrderId))
    .orderBy(asc(goodsReturns.recordedAt), asc(goodsReturns.id))
}

/** Grams that left for each order line; shipments only prepared are not on their way yet. */
export async function shippedByOrderLine(
  reader: Reader,
  purchaseOrderId: string,
): Promise<Map<string, number>> {
  const shipped = new Map<string, number>()
  for (const line of await linesOnTheirWay(reader, [purchaseOrderId])) {
    if (line.state === 'prepared') continue
    shipped.set(line.orderLineId, (shipped.get(line.orderLineId) ?? 0) + line.grams)
  }
  return shipped
}

const acceptedVillage = z.object({
  orderLineId: z.uuid(),
  villageCode: z.string().nullable(),
  weight: figure,
})

/**
 * How much a village weighs in what was accepted of an order line; null is the unknown village
 * (§3.5). `weight` is grams × basis points: exact, to be used as the weight of a split.
 */
export type AcceptedVillage = z.output<typeof acceptedVillage>

/** How much each village weighs in what was accepted of an order and not sent back. */
export function acceptedByVillage(
  reader: Reader,
  purchaseOrderId: string,
): Promise<AcceptedVillage[]> {
  return queryRows(
    reader,
    acceptedVillage,
    sql`
    select received.order_line_id, village.village_code,
      sum((received.accepted_grams + coalesce(signed.grams, 0) - coalesce(gone.grams, 0))
        * village.share_basis_points)::text as weight
    from deliveries.goods_receipt_lines received
    join deliveries.goods_receipts receipt on receipt.id = received.receipt_id
    join deliveries.shipment_line_villages village
      on village.shipment_line_id = received.shipment_line_id
    left join deliveries.signed_changes signed on signed.receipt_line_id = received.id
    left join lateral (
      select sum(line.grams) as grams from deliveries.goods_return_lines line
      join deliveries.goods_returns back on back.id = line.return_id
      where line.receipt_line_id = received.id and back.state = 'confirmed') gone on true
    where receipt.purchase_order_id = ${purchaseOrderId}
    group by received.order_line_id, village.village_code
    order by received.order_line_id, village.village_code`,
  )
}

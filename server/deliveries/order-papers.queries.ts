import { asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import { arrayOf, isAnyOf, queryRows } from '../platform/db/rows.ts'
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

const acceptedOfLot = z.object({
  purchaseOrderId: z.uuid(),
  orderLineId: z.uuid(),
  lotId: z.uuid(),
  acceptedCents: figure,
  villages: z.array(z.object({ villageCode: z.string().nullable(), weight: figure })),
})

/**
 * The goods of a lot in what was accepted of an order line and not sent back: their money in 分 and
 * how much each village weighs in them, grams × basis points.
 */
export type AcceptedOfLot = z.output<typeof acceptedOfLot>

/** What was accepted of orders and not sent back, by order line and lot, in their order. */
export function acceptedByLot(
  reader: Reader,
  purchaseOrderIds: readonly string[],
): Promise<AcceptedOfLot[]> {
  return queryRows(
    reader,
    acceptedOfLot,
    sql`
    with received as (
      select receipt.purchase_order_id, line.order_line_id, shipped.lot_id, line.shipment_line_id,
        line.accepted_grams + coalesce(signed.grams, 0) - coalesce(gone.grams, 0) as grams,
        line.accepted_cents + coalesce(signed.cents, 0) - coalesce(gone.cents, 0) as cents
      from deliveries.goods_receipts receipt
      join deliveries.goods_receipt_lines line on line.receipt_id = receipt.id
      join deliveries.shipment_lines shipped on shipped.id = line.shipment_line_id
      left join deliveries.signed_changes signed on signed.receipt_line_id = line.id
      left join lateral (
        select sum(back_line.grams) as grams, sum(back_line.cents) as cents
        from deliveries.goods_return_lines back_line
        join deliveries.goods_returns back on back.id = back_line.return_id
        where back_line.receipt_line_id = line.id and back.state = 'confirmed') gone on true
      where receipt.purchase_order_id = any(${arrayOf('uuid', purchaseOrderIds)})
    ), origins as (
      select order_line_id, lot_id, village.village_code,
        sum(grams * village.share_basis_points)::text as weight
      from received join deliveries.shipment_line_villages village using (shipment_line_id)
      group by 1, 2, 3
    ), lots as (
      select purchase_order_id, order_line_id, lot_id, sum(cents)::text as accepted_cents
      from received group by 1, 2, 3
    ), villages as (
      select order_line_id, lot_id,
        jsonb_agg(jsonb_build_object('village_code', village_code, 'weight', weight)
          order by village_code) as villages
      from origins group by 1, 2
    )
    select lots.*, villages.villages
    from lots left join villages using (order_line_id, lot_id) order by 2, 3`,
  )
}

/** The orders that goods of lots were received for, in no order. */
export async function ordersOfLots(reader: Reader, lotIds: readonly string[]): Promise<string[]> {
  const rows = await queryRows(
    reader,
    z.object({ purchaseOrderId: z.uuid() }),
    sql`
    select distinct receipt.purchase_order_id
    from deliveries.shipment_lines shipped
    join deliveries.goods_receipt_lines line on line.shipment_line_id = shipped.id
    join deliveries.goods_receipts receipt on receipt.id = line.receipt_id
    where shipped.lot_id = any(${arrayOf('uuid', lotIds)})`,
  )
  return rows.map((row) => row.purchaseOrderId)
}

import { markReceived, type OrderLineRow, orderLinesOf } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { isClosedShort, linesOnTheirWay, type OnTheirWay } from './shipments.queries.ts'

/** Whether all that will ever leave has left, and all that left was weighed. */
export interface OrderProgress {
  isShippingEnded: boolean
  isReceivingEnded: boolean
}

/**
 * How far the delivery of an order has come. Shipping ends when no pack is left, or when what is
 * left was closed short; receiving ends when every shipment was weighed. The order is complete when
 * both have ended.
 */
export function progressOf(order: {
  lines: readonly Pick<OrderLineRow, 'id' | 'quantity'>[]
  onTheirWay: readonly Pick<OnTheirWay, 'orderLineId' | 'packs' | 'state'>[]
  isClosedShort: boolean
}): OrderProgress {
  const { lines, onTheirWay } = order
  const remaining = remainingPacks(lines, onTheirWay)
  const nothingLeft = [...remaining.values()].every((packs) => packs === 0)
  return {
    isShippingEnded:
      (nothingLeft || order.isClosedShort) && onTheirWay.every((line) => line.state !== 'prepared'),
    isReceivingEnded:
      onTheirWay.length > 0 && onTheirWay.every((line) => line.state === 'received'),
  }
}

/** Packs of each order line that no shipment holds yet. */
export function remainingPacks(
  ordered: readonly Pick<OrderLineRow, 'id' | 'quantity'>[],
  onTheirWay: readonly Pick<OnTheirWay, 'orderLineId' | 'packs'>[],
): Map<string, number> {
  const remaining = new Map(ordered.map((line) => [line.id, line.quantity]))
  for (const { orderLineId, packs } of onTheirWay) {
    const before = remaining.get(orderLineId)
    if (before !== undefined) remaining.set(orderLineId, before - packs)
  }
  return remaining
}

/** How far the delivery of a purchase order has come. */
export async function orderProgress(
  reader: Reader,
  purchaseOrderId: string,
): Promise<OrderProgress> {
  return progressOf({
    lines: await orderLinesOf(reader, purchaseOrderId),
    onTheirWay: await linesOnTheirWay(reader, [purchaseOrderId]),
    isClosedShort: await isClosedShort(reader, purchaseOrderId),
  })
}

/** Marks an order as received once it is complete; returns whether it is. */
export async function completeOrder(
  tx: Transaction,
  context: Context,
  purchaseOrderId: string,
): Promise<boolean> {
  const { isShippingEnded, isReceivingEnded } = await orderProgress(tx, purchaseOrderId)
  if (!isShippingEnded || !isReceivingEnded) return false
  await markReceived(tx, context, purchaseOrderId)
  return true
}

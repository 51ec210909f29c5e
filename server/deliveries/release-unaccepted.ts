import { orderLinesOf, releaseBudget } from '../orders/index.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { acceptedByOrderLine } from './receipts.queries.ts'

/** A change of the accepted money of an order line, in 分; below 0 less. */
interface AcceptedChange {
  orderLineId: string
  cents: number
}

/**
 * Gives back to the budget what a return or a correction takes off the accepted money (§5.8): of
 * each line no more than was ordered, for what was accepted beyond that never took any. Called
 * under the order's lock, before the change is written.
 */
export async function releaseUnaccepted(
  tx: Transaction,
  purchaseOrderId: string,
  changes: readonly AcceptedChange[],
): Promise<void> {
  const accepted = new Map(
    (await acceptedByOrderLine(tx, [purchaseOrderId])).map((line) => [
      line.orderLineId,
      line.acceptedCents,
    ]),
  )
  const released = (await orderLinesOf(tx, purchaseOrderId)).map(({ id, amountCents }) => {
    const before = accepted.get(id) ?? 0
    const change = changes.reduce(
      (sum, { orderLineId, cents }) => (orderLineId === id ? sum + cents : sum),
      0,
    )
    return Math.max(0, Math.min(before, amountCents) - Math.min(before + change, amountCents))
  })
  const cents = released.reduce((sum, part) => sum + part, 0)
  await releaseBudget(tx, { id: purchaseOrderId }, cents)
}

import { markReceived, orderLinesOf, type PurchaseOrderRow } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { remainingPacks } from './remaining-packs.ts'
import { isClosedShort, linesOnTheirWay } from './shipments.queries.ts'

/** The order is received once every pack was weighed, or what is missing was closed short. */
export async function completeOrder(
  tx: Transaction,
  context: Context,
  order: PurchaseOrderRow,
): Promise<boolean> {
  const onTheirWay = await linesOnTheirWay(tx, [order.id])
  if (onTheirWay.some((line) => line.state !== 'received')) return false
  const left = remainingPacks(await orderLinesOf(tx, order.id), onTheirWay)
  const allShipped = [...left.values()].every((packs) => packs === 0)
  if (!allShipped && !(await isClosedShort(tx, order.id))) return false
  await markReceived(tx, context, order.id)
  return true
}

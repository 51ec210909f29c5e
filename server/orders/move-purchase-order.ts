import { AppError } from '../../shared/errors.ts'
import { type PurchaseOrderAct, purchaseOrderAllows } from '../../shared/orders/order-states.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  lockPurchaseOrder,
  type PurchaseOrderRow,
  updatePurchaseOrder,
} from './purchase-orders.queries.ts'

/** Refuses an act that the order's state does not allow. */
export function requirePurchaseOrderAct(order: PurchaseOrderRow, act: PurchaseOrderAct): void {
  if (!purchaseOrderAllows(act, order.state))
    throw new AppError('illegal_transition', { values: { act, state: order.state } })
}

/** A shipment of the order has left (§6.1). Later part shipments leave the first day standing. */
export async function markShipped(
  tx: Transaction,
  context: Context,
  purchaseOrderId: string,
): Promise<PurchaseOrderRow> {
  const order = await lockPurchaseOrder(tx, purchaseOrderId)
  requirePurchaseOrderAct(order, 'ship')
  if (order.state === 'shipped') return order
  return moved(tx, context, order, { state: 'shipped', shippedAt: context.now })
}

/** Everything that will come has been weighed and accepted or refused (§6.3). */
export async function markReceived(
  tx: Transaction,
  context: Context,
  purchaseOrderId: string,
): Promise<PurchaseOrderRow> {
  const order = await lockPurchaseOrder(tx, purchaseOrderId)
  requirePurchaseOrderAct(order, 'receive')
  return moved(tx, context, order, { state: 'received', receivedAt: context.now })
}

async function moved(
  tx: Transaction,
  context: Context,
  order: PurchaseOrderRow,
  change: Partial<PurchaseOrderRow>,
): Promise<PurchaseOrderRow> {
  const after = await updatePurchaseOrder(tx, order, change)
  await recordAudit(tx, context, {
    action: `orders.mark-${after.state}`,
    subjectType: 'purchase_order',
    subjectId: order.id,
    before: { state: order.state },
    after: { state: after.state },
  })
  return after
}

import type { PurchaseOrderAct } from '../../shared/orders/order-states.ts'
import { purchaseOrderTransitions } from '../../shared/orders/order-states.ts'
import { changeStock } from '../catalogue/index.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requirePurchaseOrderAct } from './move-purchase-order.ts'
import { requireOwnCooperative, requireOwnUnit } from './orders.policy.ts'
import {
  lockPurchaseOrder,
  orderLinesOf,
  type PurchaseOrderRow,
  releaseBudget,
  updatePurchaseOrder,
} from './purchase-orders.queries.ts'

/** The cooperative undertakes to deliver (§6.1). */
export async function confirmPurchaseOrder(
  tx: Transaction,
  context: Context,
  input: { id: string },
): Promise<void> {
  const order = await lockPurchaseOrder(tx, input.id)
  requireOwnCooperative(context.actor, order)
  await decide(tx, context, { order, act: 'confirm', reason: '' })
}

/** The cooperative refuses, with the reason: what was reserved returns to stock and budget. */
export async function declinePurchaseOrder(
  tx: Transaction,
  context: Context,
  input: { id: string; reason: string },
): Promise<void> {
  const order = await lockPurchaseOrder(tx, input.id)
  requireOwnCooperative(context.actor, order)
  await decide(tx, context, { order, act: 'decline', reason: input.reason })
  await giveBack(tx, context, order)
}

/** The unit cancels what nobody has confirmed: what was reserved returns to stock and budget. */
export async function cancelPurchaseOrder(
  tx: Transaction,
  context: Context,
  input: { id: string; reason: string },
): Promise<void> {
  const order = await lockPurchaseOrder(tx, input.id)
  requireOwnUnit(context.actor, order)
  await decide(tx, context, { order, act: 'cancel', reason: input.reason })
  await giveBack(tx, context, order)
}

async function decide(
  tx: Transaction,
  context: Context,
  input: {
    order: PurchaseOrderRow
    act: Extract<PurchaseOrderAct, 'confirm' | 'decline' | 'cancel'>
    reason: string
  },
): Promise<void> {
  const { order, act, reason } = input
  requirePurchaseOrderAct(order, act)
  const state = purchaseOrderTransitions[act].to
  await updatePurchaseOrder(tx, order, {
    state,
    stateReason: reason,
    decidedBy: context.actor.personId,
    decidedAt: context.now,
  })
  const subject = { subjectType: 'purchase_order', subjectId: order.id }
  await recordAudit(tx, context, {
    action: `orders.${act}-purchase-order`,
    ...subject,
    before: { state: order.state },
    after: { state, reason },
  })
  const { number, unitId, cooperativeId } = order
  const payload = { number, unitId, cooperativeId, reason }
  await publishEvent(tx, context, { topic: `orders.purchase-order-${state}`, ...subject, payload })
}

/** Stock before budget, as placing takes them. */
async function giveBack(tx: Transaction, context: Context, order: PurchaseOrderRow) {
  const lines = await orderLinesOf(tx, order.id)
  const reserved = lines.map(({ lotId, orderedGrams }) => ({ lotId, changeGrams: orderedGrams }))
  await changeStock(tx, context, reserved)
  await releaseBudget(tx, order, order.committedCents)
}

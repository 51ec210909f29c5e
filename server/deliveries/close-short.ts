import { AppError } from '../../shared/errors.ts'
import { changeStock } from '../catalogue/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockPurchaseOrder, orderLinesOf, releaseBudget } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireSide } from './deliveries.policy.ts'
import { completeOrder, remainingPacks } from './order-progress.ts'
import { insertShortClosure, isClosedShort, linesOnTheirWay } from './shipments.queries.ts'

/**
 * The cooperative says that what it has not shipped will not come: its stock goes back to the
 * lots, its money to the budget (§5.8), and the order can come to its end. Something must have left
 * already; an order of which nothing leaves is declined, not closed short.
 */
export async function closeShort(
  tx: Transaction,
  context: Context,
  input: { purchaseOrderId: string; reason: string },
): Promise<{ isReceived: boolean }> {
  const order = await lockPurchaseOrder(tx, input.purchaseOrderId)
  requireSide(context.actor, order, 'cooperative')
  if (order.state !== 'shipped')
    throw new AppError('illegal_transition', { values: { state: order.state } })
  const onTheirWay = await linesOnTheirWay(tx, [order.id])
  if (onTheirWay.some((line) => line.state === 'prepared'))
    throw new AppError('illegal_transition', { values: { state: 'prepared' } })
  const lines = await orderLinesOf(tx, order.id)
  const remaining = remainingPacks(lines, onTheirWay)
  const open = lines.filter((line) => (remaining.get(line.id) ?? 0) > 0)
  if (open.length === 0 || (await isClosedShort(tx, order.id)))
    throw new AppError('nothing_left_to_ship')
  await changeStock(
    tx,
    context,
    open.map((line) => ({
      lotId: line.lotId,
      changeGrams: (remaining.get(line.id) ?? 0) * line.packGrams,
    })),
  )
  const missing = open.map((line) => (remaining.get(line.id) ?? 0) * line.unitPriceCents)
  await releaseBudget(
    tx,
    order,
    missing.reduce((sum, cents) => sum + cents, 0),
  )
  await insertShortClosure(tx, {
    purchaseOrderId: order.id,
    reason: input.reason,
    closedBy: context.actor.personId,
    closedAt: context.now,
  })
  await recordAudit(tx, context, {
    action: 'deliveries.close-short',
    subjectType: 'purchase_order',
    subjectId: order.id,
    after: {
      reason: input.reason,
      packsLeft: Object.fromEntries(open.map((line) => [line.id, remaining.get(line.id)])),
    },
  })
  await publishEvent(tx, context, {
    topic: 'deliveries.order-closed-short',
    subjectType: 'purchase_order',
    subjectId: order.id,
    payload: { number: order.number, unitId: order.unitId, reason: input.reason },
  })
  return { isReceived: await completeOrder(tx, context, order.id) }
}

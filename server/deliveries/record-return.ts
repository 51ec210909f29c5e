import type { ReturnReason } from '../../shared/deliveries/accept.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockPurchaseOrder } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { documentNumber } from '../platform/document-numbers.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireBuyer } from './deliveries.policy.ts'
import { receiptById, selectReturnable } from './receipts.queries.ts'
import { insertReturn } from './returns.queries.ts'

export interface RecordReturn {
  receiptId: string
  reason: ReturnReason
  note: string
  lines: { receiptLineId: string; grams: number }[]
}

/**
 * The unit asks to take accepted weight off a receipt, because it sends goods back or weighed
 * wrongly. Nothing counts before the cooperative has agreed. Returns the return's id.
 */
export async function recordReturn(
  tx: Transaction,
  context: Context,
  input: RecordReturn,
): Promise<string> {
  const receipt = await receiptById(tx, input.receiptId)
  if (receipt === null) throw new AppError('not_found')
  requireBuyer(context.actor, { unitId: receipt.unitId, cooperativeId: '' })
  const order = await lockPurchaseOrder(tx, receipt.purchaseOrderId)
  const orderLineIds = await checkLines(tx, input)
  const id = context.newId()
  const number = await documentNumber(tx, 'RT', context.now)
  const row = {
    id,
    number,
    receiptId: receipt.id,
    purchaseOrderId: order.id,
    unitId: order.unitId,
    cooperativeId: order.cooperativeId,
    reason: input.reason,
    note: input.note,
    state: 'recorded' as const,
    recordedBy: context.actor.personId,
    recordedAt: context.now,
  }
  await insertReturn(
    tx,
    row,
    input.lines.map((line) => ({
      id: context.newId(),
      returnId: id,
      receiptLineId: line.receiptLineId,
      orderLineId: orderLineIds.get(line.receiptLineId) as string,
      grams: line.grams,
    })),
  )
  await recordAudit(tx, context, {
    action: 'deliveries.record-return',
    subjectType: 'goods_return',
    subjectId: id,
    after: { number, ...input },
  })
  await publishEvent(tx, context, {
    topic: 'deliveries.return-recorded',
    subjectType: 'goods_return',
    subjectId: id,
    payload: { number, purchaseOrderId: order.id, cooperativeId: order.cooperativeId },
  })
  return id
}

/** Each line once, of this receipt, and never more than was accepted and not asked back yet. */
async function checkLines(tx: Transaction, input: RecordReturn): Promise<Map<string, string>> {
  const known = await selectReturnable(
    tx,
    input.lines.map((line) => line.receiptLineId),
  )
  const orderLineIds = new Map<string, string>()
  for (const [index, { receiptLineId, grams }] of input.lines.entries()) {
    const found = known.find(({ line }) => line.id === receiptLineId)
    if (found === undefined || found.line.receiptId !== input.receiptId)
      throw fieldError(['lines', index, 'receiptLineId'], 'not_found')
    if (orderLineIds.has(receiptLineId))
      throw fieldError(['lines', index, 'receiptLineId'], 'duplicate')
    const maximumGrams = found.line.acceptedGrams - found.askedGrams
    if (grams > maximumGrams)
      throw fieldError(['lines', index, 'grams'], 'above_accepted', { maximumGrams })
    orderLineIds.set(receiptLineId, found.line.orderLineId)
  }
  return orderLineIds
}

import { AppError } from '../../shared/errors.ts'
import { recordPayment as attributePayment } from '../attribution/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { linesForAttribution } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireDecider } from './billing.policy.ts'
import { lockInvoice } from './lock-invoice.ts'
import {
  decideRefundRow,
  type RefundRow,
  refundById,
  selectRefundLines,
} from './refunds.queries.ts'

/** The unit confirms that the money came back; negative entries of that day (§3.4). */
export async function confirmRefund(
  tx: Transaction,
  context: Context,
  input: { refundId: string },
): Promise<void> {
  const refund = await lockRefund(tx, context, input.refundId)
  const lines = (await selectRefundLines(tx, [refund.id])).map(({ line }) => line)
  await decideRefundRow(tx, refund.id, decided(context, 'confirmed', ''))
  await remember(tx, context, refund, { state: 'confirmed' })
  const known = await linesForAttribution(
    tx,
    lines.map((line) => line.orderLineId),
  )
  await attributePayment(tx, context, {
    occurredOn: refund.refundedOn,
    kind: 'refund',
    lines: lines.flatMap((line) => {
      const attributed = known.find((each) => each.orderLineId === line.orderLineId)
      if (attributed === undefined) return []
      const cause = { type: 'refund' as const, id: refund.id, lineId: line.id }
      return { line: attributed, cause, paidCents: -line.amountCents }
    }),
  })
}

/** The money did not come back; the lines are as paid as before. */
export async function rejectRefund(
  tx: Transaction,
  context: Context,
  input: { refundId: string; reason: string },
): Promise<void> {
  const refund = await lockRefund(tx, context, input.refundId)
  await decideRefundRow(tx, refund.id, decided(context, 'rejected', input.reason))
  await remember(tx, context, refund, { state: 'rejected', reason: input.reason })
}

/** An undecided refund that the actor may decide on, under the lock of its order. */
async function lockRefund(tx: Transaction, context: Context, refundId: string): Promise<RefundRow> {
  const found = await refundById(tx, refundId)
  if (found === null) throw new AppError('not_found')
  requireDecider(context.actor, { ...found, recordedSide: 'cooperative' })
  await lockInvoice(tx, found.invoiceId)
  const refund = await refundById(tx, refundId)
  if (refund?.state !== 'recorded')
    throw new AppError('illegal_transition', { values: { state: refund?.state } })
  return refund
}

function decided(context: Context, state: 'confirmed' | 'rejected', stateReason: string) {
  return { state, stateReason, decidedBy: context.actor.personId, decidedAt: context.now }
}

async function remember(
  tx: Transaction,
  context: Context,
  refund: RefundRow,
  after: { state: 'confirmed' | 'rejected'; reason?: string },
): Promise<void> {
  await recordAudit(tx, context, {
    action: `billing.${after.state === 'confirmed' ? 'confirm' : 'reject'}-refund`,
    subjectType: 'refund',
    subjectId: refund.id,
    before: { state: refund.state },
    after,
  })
  await publishEvent(tx, context, {
    topic: `billing.refund-${after.state}`,
    subjectType: 'refund',
    subjectId: refund.id,
    payload: { invoiceId: refund.invoiceId, amountCents: refund.amountCents },
  })
}

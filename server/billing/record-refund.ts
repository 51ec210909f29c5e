import { refundableOfLine } from '../../shared/billing/allocate-payment.ts'
import { fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireSide } from './billing.policy.ts'
import type { InvoiceWithLines } from './invoices.queries.ts'
import { lockInvoice, standingOf } from './lock-invoice.ts'
import { insertRefund, refundedByInvoiceLine } from './refunds.queries.ts'

export interface RecordRefund {
  invoiceId: string
  bankReference: string
  refundedOn: string
  reason: string
  lines: { orderLineId: string; amountCents: number }[]
}

/**
 * The cooperative records money it sent back, line by line, never more than was paid of a line.
 * It counts once the unit has confirmed it. Returns the refund's id.
 */
export async function recordRefund(
  tx: Transaction,
  context: Context,
  input: RecordRefund,
): Promise<string> {
  const invoice = await lockInvoice(tx, input.invoiceId)
  requireSide(context.actor, invoice, 'cooperative')
  if (input.refundedOn > dayOf(context.now)) throw fieldError(['refundedOn'], 'in_the_future')
  if (input.refundedOn < invoice.orderedOn) throw fieldError(['refundedOn'], 'before_the_order')
  await checkLines(tx, invoice, input)
  const id = context.newId()
  const { bankReference, refundedOn, reason } = input
  const amountCents = input.lines.reduce((sum, line) => sum + line.amountCents, 0)
  const isNew = await insertRefund(
    tx,
    {
      id,
      invoiceId: invoice.id,
      unitId: invoice.unitId,
      cooperativeId: invoice.cooperativeId,
      bankReference,
      amountCents,
      refundedOn,
      reason,
      state: 'recorded',
      recordedBy: context.actor.personId,
      recordedAt: context.now,
    },
    input.lines.map((line) => ({ id: context.newId(), refundId: id, ...line })),
  )
  if (!isNew) throw fieldError(['bankReference'], 'duplicate')
  await recordAudit(tx, context, {
    action: 'billing.record-refund',
    subjectType: 'refund',
    subjectId: id,
    after: { ...input, amountCents },
  })
  await publishEvent(tx, context, {
    topic: 'billing.refund-recorded',
    subjectType: 'refund',
    subjectId: id,
    payload: { invoiceId: invoice.id, amountCents },
  })
  return id
}

async function checkLines(
  tx: Transaction,
  invoice: InvoiceWithLines,
  input: RecordRefund,
): Promise<void> {
  const { confirmedCents } = await standingOf(tx, invoice)
  const asked = await refundedByInvoiceLine(tx, [invoice.id])
  const seen = new Set<string>()
  for (const [index, { orderLineId, amountCents }] of input.lines.entries()) {
    if (!invoice.lines.some((line) => line.orderLineId === orderLineId))
      throw fieldError(['lines', index, 'orderLineId'], 'not_found')
    if (seen.has(orderLineId)) throw fieldError(['lines', index, 'orderLineId'], 'duplicate')
    seen.add(orderLineId)
    const before = asked.find((line) => line.orderLineId === orderLineId)?.askedCents ?? 0
    const maximumCents = refundableOfLine(invoice, orderLineId, confirmedCents) - before
    if (amountCents > maximumCents)
      throw fieldError(['lines', index, 'amountCents'], 'above_refundable', { maximumCents })
  }
}

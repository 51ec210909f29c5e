import { paymentByLine } from '../../shared/billing/allocate-payment.ts'
import { AppError } from '../../shared/errors.ts'
import { recordPayment as attributePayment } from '../attribution/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { linesForAttribution } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireDecider } from './billing.policy.ts'
import type { InvoiceWithLines } from './invoices.queries.ts'
import { lockInvoice, standingOf } from './lock-invoice.ts'
import {
  decidePaymentRow,
  insertPaymentLines,
  type PaymentRow,
  paymentById,
} from './payments.queries.ts'

/**
 * The other side confirms that the money arrived: only now it is paid (§7.5). Its goods part is
 * split over the lines from cumulative sums, goods before freight, and counts for attribution.
 */
export async function confirmPayment(
  tx: Transaction,
  context: Context,
  input: { paymentId: string },
): Promise<void> {
  const { payment, invoice } = await lockPayment(tx, context, input.paymentId)
  const { confirmedCents } = await standingOf(tx, invoice)
  const lines = paymentByLine(invoice, confirmedCents, payment.amountCents).map((line) => ({
    id: context.newId(),
    paymentId: payment.id,
    ...line,
  }))
  await decidePaymentRow(tx, payment.id, decided(context, 'confirmed', ''))
  await insertPaymentLines(tx, lines)
  await remember(tx, context, payment, { state: 'confirmed' })
  const known = await linesForAttribution(
    tx,
    lines.map((line) => line.orderLineId),
  )
  await attributePayment(tx, context, {
    occurredOn: payment.paidOn,
    kind: 'payment',
    lines: lines.flatMap((line) => {
      const attributed = known.find((each) => each.orderLineId === line.orderLineId)
      if (attributed === undefined) return []
      const cause = { type: 'payment' as const, id: payment.id, lineId: line.id }
      return { line: attributed, cause, paidCents: line.amountCents }
    }),
  })
}

/** The other side did not get the money; the amount is open again. */
export async function rejectPayment(
  tx: Transaction,
  context: Context,
  input: { paymentId: string; reason: string },
): Promise<void> {
  const { payment } = await lockPayment(tx, context, input.paymentId)
  await decidePaymentRow(tx, payment.id, decided(context, 'rejected', input.reason))
  await remember(tx, context, payment, { state: 'rejected', reason: input.reason })
}

/** An undecided payment that the actor may decide on, under the lock of its order. */
async function lockPayment(
  tx: Transaction,
  context: Context,
  paymentId: string,
): Promise<{ payment: PaymentRow; invoice: InvoiceWithLines }> {
  const found = await paymentById(tx, paymentId)
  if (found === null) throw new AppError('not_found')
  requireDecider(context.actor, found)
  const invoice = await lockInvoice(tx, found.invoiceId)
  const payment = await paymentById(tx, paymentId)
  if (payment?.state !== 'recorded')
    throw new AppError('illegal_transition', { values: { state: payment?.state } })
  return { payment, invoice }
}

function decided(context: Context, state: 'confirmed' | 'rejected', stateReason: string) {
  return { state, stateReason, decidedBy: context.actor.personId, decidedAt: context.now }
}

async function remember(
  tx: Transaction,
  context: Context,
  payment: PaymentRow,
  after: { state: 'confirmed' | 'rejected'; reason?: string },
): Promise<void> {
  await recordAudit(tx, context, {
    action: `billing.${after.state === 'confirmed' ? 'confirm' : 'reject'}-payment`,
    subjectType: 'payment',
    subjectId: payment.id,
    before: { state: payment.state },
    after,
  })
  await publishEvent(tx, context, {
    topic: `billing.payment-${after.state}`,
    subjectType: 'payment',
    subjectId: payment.id,
    payload: { invoiceId: payment.invoiceId, amountCents: payment.amountCents },
  })
}

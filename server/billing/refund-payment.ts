import { refundableOfLine } from '../../shared/billing/allocate-payment.ts'
import { fieldError } from '../../shared/errors.ts'
import { recordPayment as attributePayment } from '../attribution/index.ts'
import {
  decide,
  lockUndecided,
  publishRecorded,
  recordedNow,
  requireSide,
  type TwoSidedKind,
} from '../deliveries/index.ts'
import { attributedLines } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { InvoiceWithLines } from './invoices.queries.ts'
import { invoiceById, lockInvoice, moneyOf } from './pay-invoice.ts'
import { postInvoiceMove } from './post-entries.ts'
import { requirePostingDay } from './posting-days.ts'
import {
  insertRefund,
  type RefundRow,
  refundById,
  refundedByInvoiceLine,
  selectRefundLines,
  updateRefund,
} from './refunds.queries.ts'

/** Money that a cooperative sent back, by the lines of the order it was paid for. */
export interface RecordRefund {
  invoiceId: string
  bankReference: string
  refundedOn: string
  reason: string
  lines: { orderLineId: string; amountCents: number }[]
}

/** Refunds are recorded by the cooperative, which sends the money, and decided by the unit. */
const refunds: TwoSidedKind<RefundRow> = {
  domain: 'billing',
  noun: 'refund',
  subjectType: 'refund',
  recordedSide: () => 'cooperative',
  find: refundById,
  lock: (tx, row) => lockInvoice(tx, row.invoiceId),
  update: updateRefund,
  payload: ({ invoiceId, amountCents }) => ({ invoiceId, amountCents }),
}

/**
 * The cooperative records money it sent back, line by line, never more than was paid of a line.
 * The refund counts once the unit has confirmed it. Returns the refund's id.
 */
export async function recordRefund(
  tx: Transaction,
  context: Context,
  input: RecordRefund,
): Promise<string> {
  const invoice = await lockInvoice(tx, input.invoiceId)
  requireSide(context.actor, invoice, 'cooperative')
  requirePostingDay(context.now, input.refundedOn, 'refundedOn')
  if (input.refundedOn < invoice.orderedOn) throw fieldError(['refundedOn'], 'before_the_order')
  await checkLines(tx, invoice, input)
  const id = context.newId()
  const { bankReference, refundedOn, reason } = input
  const amountCents = input.lines.reduce((sum, line) => sum + line.amountCents, 0)
  const row = await insertRefund(
    tx,
    {
      id,
      invoiceId: invoice.id,
      unitId: invoice.unitId,
      cooperativeId: invoice.cooperativeId,
      supervisingCountyCode: invoice.supervisingCountyCode,
      bankReference,
      amountCents,
      refundedOn,
      reason,
      ...recordedNow(context),
    },
    input.lines.map((line) => ({ id: context.newId(), refundId: id, ...line })),
  )
  if (row === null) throw fieldError(['bankReference'], 'duplicate')
  await publishRecorded(tx, context, refunds, { row, after: { ...input, amountCents } })
  return id
}

/** The unit confirms that the money came back; negative entries of that day (§3.4). */
export async function confirmRefund(
  tx: Transaction,
  context: Context,
  input: { refundId: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, refunds, input.refundId)
  const lines = (await selectRefundLines(tx, [row.id])).map(({ line }) => line)
  const invoice = await invoiceById(tx, row.invoiceId)
  const { balanceCents } = await moneyOf(tx, invoice)
  await decide(tx, context, refunds, { row, decision: { state: 'confirmed' } })
  await postInvoiceMove(tx, context, {
    cause: { kind: 'refund', id: row.id },
    invoice,
    occurredOn: row.refundedOn,
    balance: { beforeCents: balanceCents, afterCents: balanceCents + row.amountCents },
    against: [{ account: 'bank_clearing', cents: -row.amountCents }],
  })
  await attributePayment(tx, context, {
    occurredOn: row.refundedOn,
    kind: 'refund',
    lines: (await attributedLines(tx, lines)).map((line) => ({
      line: line.attributed,
      cause: { type: 'refund', id: row.id, lineId: line.id },
      paidCents: -line.amountCents,
    })),
  })
}

/** The money did not come back; the lines are as paid as before. */
export async function rejectRefund(
  tx: Transaction,
  context: Context,
  input: { refundId: string; reason: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, refunds, input.refundId)
  const decision = { state: 'rejected' as const, reason: input.reason }
  await decide(tx, context, refunds, { row, decision })
}

/** Each line once, of this invoice, and never more than was paid of it and not yet sent back. */
async function checkLines(
  tx: Transaction,
  invoice: InvoiceWithLines,
  input: RecordRefund,
): Promise<void> {
  const { confirmedCents } = await moneyOf(tx, invoice)
  const refunded = await refundedByInvoiceLine(tx, [invoice.id])
  const seen = new Set<string>()
  for (const [index, { orderLineId, amountCents }] of input.lines.entries()) {
    if (!invoice.lines.some((line) => line.orderLineId === orderLineId))
      throw fieldError(['lines', index, 'orderLineId'], 'not_found')
    if (seen.has(orderLineId)) throw fieldError(['lines', index, 'orderLineId'], 'duplicate')
    seen.add(orderLineId)
    const before = refunded.find((line) => line.orderLineId === orderLineId)?.askedCents ?? 0
    const maximumCents = refundableOfLine(invoice, orderLineId, confirmedCents) - before
    if (amountCents > maximumCents)
      throw fieldError(['lines', index, 'amountCents'], 'above_refundable', { maximumCents })
  }
}

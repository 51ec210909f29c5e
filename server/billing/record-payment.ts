import { fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { sideOf } from './billing.policy.ts'
import { lockInvoice, standingOf } from './lock-invoice.ts'
import { insertPayment } from './payments.queries.ts'

export interface RecordPayment {
  invoiceId: string
  amountCents: number
  bankReference: string
  paidOn: string
}

/**
 * Records a bank transfer for an invoice: by the unit that sent it, or by the cooperative that
 * found it in its account. It is paid when the other side has confirmed it, not before (§7.5).
 * Returns the payment's id.
 */
export async function recordPayment(
  tx: Transaction,
  context: Context,
  input: RecordPayment,
): Promise<string> {
  const invoice = await lockInvoice(tx, input.invoiceId)
  const recordedSide = sideOf(context.actor, invoice)
  const { amountCents, bankReference, paidOn } = input
  if (paidOn > dayOf(context.now)) throw fieldError(['paidOn'], 'in_the_future')
  if (paidOn < invoice.orderedOn) throw fieldError(['paidOn'], 'before_the_order')
  const { openCents } = await standingOf(tx, invoice)
  if (amountCents > openCents) throw fieldError(['amountCents'], 'above_open', { openCents })
  const id = context.newId()
  const row = {
    id,
    invoiceId: invoice.id,
    unitId: invoice.unitId,
    cooperativeId: invoice.cooperativeId,
    method: 'bank_transfer' as const,
    recordedSide,
    bankReference,
    amountCents,
    paidOn,
    state: 'recorded' as const,
    recordedBy: context.actor.personId,
    recordedAt: context.now,
  }
  if (!(await insertPayment(tx, row))) throw fieldError(['bankReference'], 'duplicate')
  await recordAudit(tx, context, {
    action: 'billing.record-payment',
    subjectType: 'payment',
    subjectId: id,
    after: { invoiceId: invoice.id, recordedSide, amountCents, bankReference, paidOn },
  })
  await publishEvent(tx, context, {
    topic: 'billing.payment-recorded',
    subjectType: 'payment',
    subjectId: id,
    payload: {
      invoiceId: invoice.id,
      unitId: invoice.unitId,
      cooperativeId: invoice.cooperativeId,
      recordedSide,
      amountCents,
    },
  })
  return id
}

import { decide, type TwoSidedKind } from '../../deliveries/index.ts'
import { type Context, systemActor } from '../../platform/context.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { payments } from '../pay-invoice.ts'
import { paymentById, updatePayment } from '../payments.queries.ts'
import { refunds } from '../refund-payment.ts'
import { type RefundRow, updateRefund } from '../refunds.queries.ts'

/** What the provider decides is written for the person who started the payment, in no role. */
export function byProvider(context: Context, personId: string): Context {
  return { ...context, actor: { ...systemActor, personId } }
}

/** Refunds that the provider decides about, with what it says beside. */
export const refundsByProvider = (columns: Partial<RefundRow> = {}): TwoSidedKind<RefundRow> => ({
  ...refunds,
  update: (tx, id, decision) => updateRefund(tx, id, { ...decision, ...columns, decidedBy: null }),
})

/** A part of an online payment that will not be paid; its invoice is open again. */
export async function refusePayment(
  tx: Transaction,
  context: Context,
  paymentId: string,
  reason: string,
): Promise<void> {
  const row = await paymentById(tx, paymentId)
  if (row?.state !== 'recorded') return
  const kind = {
    ...payments,
    update: (tx: Transaction, id: string, decision: object) =>
      updatePayment(tx, id, { ...decision, decidedBy: null }),
  }
  await decide(tx, context, kind, { row, decision: { state: 'rejected', reason } })
}

/** A refund that the provider did not make; the lines are as paid as before. */
export async function refuseRefund(
  tx: Transaction,
  context: Context,
  row: RefundRow,
  reason: string,
): Promise<void> {
  await decide(tx, context, refundsByProvider(), { row, decision: { state: 'rejected', reason } })
}

import { AppError } from '../../shared/errors.ts'
import { withdraw } from '../deliveries/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { payments, requireBankTransfer } from './pay-invoice.ts'
import { isPaymentOfRun, type PaymentRow } from './payments.queries.ts'
import { refunds } from './refund-payment.ts'

/**
 * Takes back a payment that one's own side entered by mistake, before the other side has decided;
 * the bank's line that it was matched with is free again. Not one of a payment run, which two
 * persons released (§11.2): that comes back by the run.
 */
export async function withdrawPayment(
  tx: Transaction,
  context: Context,
  { paymentId: id, reason }: { paymentId: string; reason: string },
): Promise<void> {
  const require = async (row: PaymentRow) => {
    requireBankTransfer(row)
    if (await isPaymentOfRun(tx, row.id)) throw new AppError('payment_of_run')
  }
  await withdraw(tx, context, payments, { id, reason, require })
}

/** Takes back a refund that the cooperative entered by mistake, as `withdrawPayment`. */
export async function withdrawRefund(
  tx: Transaction,
  context: Context,
  { refundId: id, reason }: { refundId: string; reason: string },
): Promise<void> {
  await withdraw(tx, context, refunds, { id, reason, require: requireBankTransfer })
}

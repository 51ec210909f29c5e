import { fieldError } from '../../../shared/errors.ts'
import { dayOf } from '../../../shared/scalars.ts'
import type { Context } from '../../platform/context.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { recordRefund } from '../refund-payment.ts'
import { settleSoon } from './online.queries.ts'
import { refundableOnline } from './view.queries.ts'

/** Money sent back the way it came. */
export interface RequestOnlineRefund {
  invoiceId: string
  reason: string
  freightCents: number
  lines: { orderLineId: string; amountCents: number }[]
}

/**
 * The cooperative sends back, line by line, what was paid online: what it was transferred of it is
 * reversed first, then the provider refunds the payer. It counts when the provider says so.
 * Returns the refund's id.
 */
export async function requestOnlineRefund(
  tx: Transaction,
  context: Context,
  input: RequestOnlineRefund,
): Promise<string> {
  const wantedCents = input.lines.reduce((sum, line) => sum + line.amountCents, input.freightCents)
  const id = await recordRefund(tx, context, {
    ...input,
    method: 'online',
    bankReference: context.newId(),
    refundedOn: dayOf(context.now),
  })
  // Under the order's lock, and this refund is counted already.
  const leftCents = await refundableOnline(tx, input.invoiceId)
  if (leftCents < 0)
    throw fieldError(['lines', 0, 'amountCents'], 'above_refundable', {
      maximumCents: Math.max(0, wantedCents + leftCents),
    })
  await settleSoon(tx, [context.actor.organisationId ?? ''], context.now)
  return id
}

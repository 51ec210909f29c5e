import type { z } from 'zod'
import type { payment, refund } from '../../shared/billing/billing.schemas.ts'
import type { PaymentDetails } from './payments.queries.ts'
import type { RefundDetails, RefundLineDetails } from './refunds.queries.ts'

/** A payment as the API shows it. */
export function paymentView(row: PaymentDetails): z.input<typeof payment> {
  const { payment: it } = row
  return {
    ...decisionView(row, it),
    recordedSide: it.recordedSide,
    paidOn: it.paidOn,
  }
}

/** A refund as the API shows it; `lines` may hold those of others. */
export function refundView(
  row: RefundDetails,
  lines: readonly RefundLineDetails[],
): z.input<typeof refund> {
  const { refund: it } = row
  return {
    ...decisionView(row, it),
    refundedOn: it.refundedOn,
    reason: it.reason,
    lines: lines
      .filter(({ line }) => line.refundId === it.id)
      .map(({ line, productName }) => ({
        orderLineId: line.orderLineId,
        productName,
        amountCents: line.amountCents,
      })),
  }
}

type Names = Omit<PaymentDetails, 'payment'>
type Decided = PaymentDetails['payment'] | RefundDetails['refund']

function decisionView(names: Names, it: Decided) {
  return {
    id: it.id,
    invoiceId: it.invoiceId,
    invoiceNumber: names.invoiceNumber,
    purchaseOrderId: names.purchaseOrderId,
    purchaseOrderNumber: names.purchaseOrderNumber,
    unit: { id: it.unitId, name: names.unitName },
    cooperative: { id: it.cooperativeId, name: names.cooperativeName },
    bankReference: it.bankReference,
    amountCents: it.amountCents,
    state: it.state,
    stateReason: it.stateReason,
    recordedByName: names.recordedByName,
    recordedAt: it.recordedAt.toISOString(),
    decidedByName: names.decidedByName,
    decidedAt: it.decidedAt?.toISOString() ?? null,
  }
}

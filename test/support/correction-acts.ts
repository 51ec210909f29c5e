import type { BusyWorld } from './factories/busy-world.ts'
import type { Acts } from './write-acts.ts'

/** One act of every endpoint that puts money right that was entered or paid wrongly. */
export function correctionActs(world: BusyWorld): Acts {
  const { manager, finance, paymentId, refundId } = world
  const body = { reason: '录错' }
  const small = { as: manager, params: { invoiceId: world.smallInvoiceId } }
  const waiver = { as: manager, params: { waiverId: world.waiverId } }
  return {
    'billing.waiveDifference': { ...small, body: { amountCents: 50, reason: '抹零' } },
    'billing.confirmWaiver': waiver,
    'billing.rejectWaiver': { ...waiver, body },
    'billing.withdrawPayment': { as: finance, params: { paymentId }, body },
    'billing.withdrawRefund': { as: manager, params: { refundId }, body },
    'billing.setOff': {
      as: manager,
      params: { fromInvoiceId: world.overpaidInvoiceId },
      body: { invoiceId: world.invoiceId, amountCents: 10 },
    },
    'billing.voidInvoice': { ...small, body },
  }
}

import { type MaybeRefOrGetter, toValue } from 'vue'
import * as api from '../../shared/billing/billing.api.ts'
import * as corrections from '../../shared/billing/corrections.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'
import { usePaymentDecision, useRefundDecision } from './use-payments.ts'

export type PaymentBody = Call<typeof api.recordPayment>['body']
export type RefundBody = Call<typeof api.recordRefund>['body']

/** One invoice with the payments and refunds recorded for it; each act loads it anew. */
export function useInvoice(invoiceId: MaybeRefOrGetter<string>) {
  const id = () => toValue(invoiceId)
  const params = () => ({ invoiceId: id() })
  const load = useLoad((signal) => call(api.getInvoice, { params: params() }, { signal }), [id])

  const recordPayment = useAct(async (body: PaymentBody) => {
    const payment = await call(api.recordPayment, { params: params(), body })
    await load.reload()
    return payment
  })
  const recordRefund = useAct(async (body: RefundBody) => {
    const refund = await call(api.recordRefund, { params: params(), body })
    await load.reload()
    return refund
  })
  const voidInvoice = useAct(async (reason: string) => {
    const invoice = await call(corrections.voidInvoice, { params: params(), body: { reason } })
    await load.reload()
    return invoice
  })
  const openFile = useAct((fileId: string) => download(readFile, { params: { fileId } }))

  return {
    ...load,
    recordPayment,
    recordRefund,
    voidInvoice,
    paymentDecision: usePaymentDecision(load.reload),
    refundDecision: useRefundDecision(load.reload),
    openFile,
  }
}

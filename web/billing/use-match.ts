import { type MaybeRefOrGetter, toValue } from 'vue'
import { getMatch } from '../../shared/billing/billing.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'
import { usePaymentDecision, useRefundDecision } from './use-payments.ts'

/** The three-way match of a purchase order, with what of its money can be decided on. */
export function useMatch(purchaseOrderId: MaybeRefOrGetter<string>) {
  const id = () => toValue(purchaseOrderId)
  const params = () => ({ purchaseOrderId: id() })
  const load = useLoad((signal) => call(getMatch, { params: params() }, { signal }), [id])
  return {
    ...load,
    paymentDecision: usePaymentDecision(load.reload),
    refundDecision: useRefundDecision(load.reload),
  }
}

/** The match for the page of the order; null while there is nothing to match. */
export function useOrderPapers(purchaseOrderId: MaybeRefOrGetter<string | null>) {
  const id = () => toValue(purchaseOrderId)
  return useLoad(
    async (signal) => {
      const orderId = id()
      return orderId === null
        ? null
        : call(getMatch, { params: { purchaseOrderId: orderId } }, { signal })
    },
    [id],
  )
}

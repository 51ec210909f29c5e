import { computed, ref } from 'vue'
import * as api from '../../shared/billing/billing.api.ts'
import { withdrawPayment, withdrawRefund } from '../../shared/billing/corrections.api.ts'
import type { DecisionState } from '../../shared/deliveries/two-sided-record.ts'
import { call } from '../platform/api.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'

/** Deciding on payments; `decided` loads what a confirmed payment changes. */
export function usePaymentDecision(decided: () => unknown) {
  return useDecision({
    confirm: (paymentId) => call(api.confirmPayment, { params: { paymentId } }),
    reject: (paymentId, reason) =>
      call(api.rejectPayment, { params: { paymentId }, body: { reason } }),
    withdraw: (paymentId, reason) =>
      call(withdrawPayment, { params: { paymentId }, body: { reason } }),
    decided,
  })
}

/** Deciding on refunds, as `usePaymentDecision`. */
export function useRefundDecision(decided: () => unknown) {
  return useDecision({
    confirm: (refundId) => call(api.confirmRefund, { params: { refundId } }),
    reject: (refundId, reason) =>
      call(api.rejectRefund, { params: { refundId }, body: { reason } }),
    withdraw: (refundId, reason) =>
      call(withdrawRefund, { params: { refundId }, body: { reason } }),
    decided,
  })
}

/** The actor's payments and refunds in one state; at first those that wait for a decision. */
export function usePayments() {
  const state = ref<DecisionState | ''>('recorded')
  const inState = computed(() => (state.value === '' ? {} : { state: state.value }))
  const payments = useCursorList({
    filters: {},
    sources: [inState],
    load: ({ page, signal }) =>
      call(api.listPayments, { query: { ...page, ...inState.value } }, { signal }),
  })
  const refunds = useCursorList({
    filters: {},
    sources: [inState],
    load: ({ page, signal }) =>
      call(api.listRefunds, { query: { ...page, ...inState.value } }, { signal }),
  })
  return {
    state,
    payments,
    refunds,
    paymentDecision: usePaymentDecision(payments.reload),
    refundDecision: useRefundDecision(refunds.reload),
  }
}

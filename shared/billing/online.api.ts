import { z } from 'zod'
import { feeBearer } from '../assistance/policies.ts'
import { endpoint } from '../endpoint.ts'
import { enteredCents } from '../money.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id } from '../scalars.ts'
import { text } from '../text.ts'
import { refund } from './billing.schemas.ts'
import {
  chargeback,
  clearingBalance,
  maximumTogether,
  onlineExceptions,
  onlineMethod,
  onlinePayment,
  onlineRefundDraft,
  payableInvoice,
  payeeAccount,
  providerFees,
  reconciliation,
  unreadyPayees,
} from './online.schemas.ts'

const paying: readonly Role[] = ['finance']
const selling: readonly Role[] = ['cooperative_manager']
const overseeing: readonly Role[] = ['platform_admin']
const onlinePath = z.object({ onlinePaymentId: id })

export const listPayableOnline = endpoint({
  name: 'billing.listPayableOnline',
  summary: 'Ways to pay online, and the open invoices that may be paid so, oldest first',
  method: 'GET',
  path: '/api/v1/payable-online',
  access: paying,
  query: cursorQuery,
  response: cursorPage(payableInvoice).extend({
    /** None where no provider is set up. */
    methods: z.array(onlineMethod),
    /** Who bears the provider's fees of a payment that starts today; never the payer. */
    feeBearer,
  }),
})

export const listOnlinePayments = endpoint({
  name: 'billing.listOnlinePayments',
  summary: 'The online payments of one’s own unit, latest first',
  method: 'GET',
  path: '/api/v1/online-payments',
  access: paying,
  query: cursorQuery,
  response: cursorPage(onlinePayment),
})

export const listChargebacks = endpoint({
  name: 'billing.listChargebacks',
  summary: 'Disputes of online payments of one’s own, as their payers’ banks brought them',
  method: 'GET',
  path: '/api/v1/payment-disputes',
  access: [...selling, ...paying],
  query: z.object({ invoiceId: id.optional() }),
  /** The latest, at most 50. */
  response: z.object({ items: z.array(chargeback) }),
})

export const startOnlinePayment = endpoint({
  name: 'billing.startOnlinePayment',
  summary: 'Start to pay all that is open of one or several invoices online',
  method: 'POST',
  path: '/api/v1/online-payments',
  access: paying,
  body: z.object({ method: onlineMethod, invoiceIds: z.array(id).min(1).max(maximumTogether) }),
  response: onlinePayment,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'provider_not_set_up'],
})

export const getOnlinePayment = endpoint({
  name: 'billing.getOnlinePayment',
  summary: 'An online payment, with the address of the page to pay on while it is open',
  method: 'GET',
  path: '/api/v1/online-payments/:onlinePaymentId',
  access: paying,
  params: onlinePath,
  response: onlinePayment,
  errors: ['not_found'],
})

export const checkOnlinePayment = endpoint({
  name: 'billing.checkOnlinePayment',
  summary: 'Have the provider asked now whether an online payment is paid',
  method: 'POST',
  path: '/api/v1/online-payments/:onlinePaymentId/check',
  access: paying,
  params: onlinePath,
  response: onlinePayment,
  status: 202,
  errors: ['not_found'],
})

export const cancelOnlinePayment = endpoint({
  name: 'billing.cancelOnlinePayment',
  summary: 'Give up an online payment that is not paid, so that its invoices are open again',
  method: 'POST',
  path: '/api/v1/online-payments/:onlinePaymentId/cancellation',
  access: paying,
  params: onlinePath,
  response: onlinePayment,
  status: 202,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const draftOnlineRefund = endpoint({
  name: 'billing.draftOnlineRefund',
  summary: 'What of an invoice may be sent back the way it was paid online',
  method: 'GET',
  path: '/api/v1/invoices/:invoiceId/online-refund',
  access: selling,
  params: z.object({ invoiceId: id }),
  response: onlineRefundDraft,
  errors: ['not_found'],
})

export const requestOnlineRefund = endpoint({
  name: 'billing.requestOnlineRefund',
  summary: 'Send back, line by line, what was paid online; counts once the provider says so',
  method: 'POST',
  path: '/api/v1/invoices/:invoiceId/online-refunds',
  access: selling,
  params: z.object({ invoiceId: id }),
  body: z.object({
    reason: text(500, 1),
    freightCents: enteredCents.default(0),
    lines: z.array(z.object({ orderLineId: id, amountCents: enteredCents.min(1) })).max(500),
  }),
  response: refund,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'provider_not_set_up'],
})

export const getPayeeAccount = endpoint({
  name: 'billing.getPayeeAccount',
  summary: "The cooperative's account at the payment provider, and its payouts",
  method: 'GET',
  path: '/api/v1/payee-account',
  access: selling,
  response: payeeAccount,
})

export const openPayeeAccount = endpoint({
  name: 'billing.openPayeeAccount',
  summary: 'Open an account at the provider, or ask for a new link into its form',
  method: 'POST',
  path: '/api/v1/payee-account',
  access: selling,
  response: payeeAccount,
  status: 202,
  idempotent: true,
  errors: ['provider_not_set_up'],
})

export const receiveProviderEvent = endpoint({
  name: 'billing.receiveProviderEvent',
  summary: 'Take a signed report of the payment provider',
  method: 'POST',
  path: '/api/v1/stripe/events',
  access: 'public',
  response: z.object({ isNew: z.boolean() }),
  errors: ['not_found', 'malformed_request'],
})

export const listReconciliations = endpoint({
  name: 'billing.listReconciliations',
  summary:
    'Comparisons with the payment provider, fees, clearing accounts, and what needs somebody',
  method: 'GET',
  path: '/api/v1/reconciliations',
  access: overseeing,
  response: z.object({
    isOffered: z.boolean(),
    days: z.array(reconciliation),
    exceptions: onlineExceptions,
    fees: providerFees,
    clearing: z.array(clearingBalance),
    unreadyPayees,
  }),
})

export const requestReconciliation = endpoint({
  name: 'billing.requestReconciliation',
  summary: 'Have a day compared with the payment provider',
  method: 'POST',
  path: '/api/v1/reconciliations/:day',
  access: overseeing,
  params: z.object({ day }),
  response: reconciliation,
  status: 202,
  errors: ['provider_not_set_up'],
})

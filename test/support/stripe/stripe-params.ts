import type Stripe from 'stripe'

type Names<P> = readonly (keyof P & string)[]

/** Every parameter the fake takes, by the address it is sent to; the library's types know each. */
export const knownParams: Record<string, readonly string[]> = {
  'POST /v1/checkout/sessions': [
    'mode',
    'allowed_payment_method_types',
    'payment_method_options',
    'line_items',
    'client_reference_id',
    'metadata',
    'payment_intent_data',
    'success_url',
    'cancel_url',
    'expires_at',
  ] satisfies Names<Stripe.Checkout.SessionCreateParams>,
  'POST /v1/checkout/sessions/:id/expire': [] satisfies Names<Stripe.Checkout.SessionExpireParams>,
  'GET /v1/checkout/sessions/:id': [
    'expand',
  ] satisfies Names<Stripe.Checkout.SessionRetrieveParams>,
  'GET /v1/payment_intents/:id': ['expand'] satisfies Names<Stripe.PaymentIntentRetrieveParams>,
  'POST /v1/refunds': [
    'payment_intent',
    'amount',
    'metadata',
  ] satisfies Names<Stripe.RefundCreateParams>,
  'GET /v1/refunds': [
    'payment_intent',
    'limit',
    'starting_after',
    'expand',
  ] satisfies Names<Stripe.RefundListParams>,
  'GET /v1/disputes': [
    'payment_intent',
    'limit',
    'starting_after',
    'expand',
  ] satisfies Names<Stripe.DisputeListParams>,
  'POST /v1/transfers': [
    'amount',
    'currency',
    'destination',
    'source_transaction',
    'transfer_group',
    'metadata',
    'expand',
  ] satisfies Names<Stripe.TransferCreateParams>,
  'GET /v1/transfers': [
    'transfer_group',
    'limit',
    'starting_after',
    'expand',
  ] satisfies Names<Stripe.TransferListParams>,
  'POST /v1/transfers/:id/reversals': [
    'amount',
    'metadata',
    'expand',
  ] satisfies Names<Stripe.TransferCreateReversalParams>,
  'GET /v1/transfers/:id/reversals': [
    'limit',
    'starting_after',
    'expand',
  ] satisfies Names<Stripe.TransferListReversalsParams>,
  'POST /v1/accounts': [
    'type',
    'business_profile',
    'capabilities',
    'metadata',
  ] satisfies Names<Stripe.AccountCreateParams>,
  'GET /v1/accounts/:id': ['expand'] satisfies Names<Stripe.AccountRetrieveParams>,
  'POST /v1/account_links': [
    'account',
    'type',
    'return_url',
    'refresh_url',
  ] satisfies Names<Stripe.AccountLinkCreateParams>,
  'GET /v1/balance': ['expand'] satisfies Names<Stripe.BalanceRetrieveParams>,
  'GET /v1/payouts': [
    'created',
    'limit',
    'starting_after',
    'expand',
  ] satisfies Names<Stripe.PayoutListParams>,
  'GET /v1/payouts/:id': ['expand'] satisfies Names<Stripe.PayoutRetrieveParams>,
  'GET /v1/balance_transactions': [
    'created',
    'limit',
    'starting_after',
    'expand',
  ] satisfies Names<Stripe.BalanceTransactionListParams>,
}

export type Params = { [name: string]: string | Params }

/** A form as Stripe reads it: `a[b][0]=c` is a list in an object. */
export function readForm(text: string): Params {
  const params: Params = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.replaceAll(']', '').split('[')
    let at = params
    for (const part of path.slice(0, -1)) {
      at[part] ??= {}
      at = at[part] as Params
    }
    at[path.at(-1) ?? ''] = value
  }
  return params
}

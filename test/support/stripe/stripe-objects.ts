import type Stripe from 'stripe'

// Objects as Stripe answers them: each satisfies the library's type, with every field of the
// published examples (see stripe-words.test.ts).

type Made = { id: string; created: number }
const livemode = false
const currency = 'cny'
const list = <T>(url: string): Stripe.ApiList<T> => ({
  object: 'list',
  data: [],
  has_more: false,
  url,
})

export function session(
  made: Made & { expiresAt: number; amount: number; method: string; paymentId: string },
  urls: { success: string; cancel: string; own: string },
): Stripe.Checkout.Session {
  const { id, created } = made
  return {
    ...{ id, object: 'checkout.session', created, livemode, currency },
    ...{ adaptive_pricing: null, after_expiration: null, allow_promotion_codes: null },
    ...{ allowed_payment_method_types: [made.method], amount_subtotal: made.amount },
    amount_total: made.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    ...{ billing_address_collection: null, cancel_url: urls.cancel, client_secret: null },
    ...{ client_reference_id: made.paymentId, collected_information: null, consent: null },
    ...{ consent_collection: null, currency_conversion: null, custom_fields: [] },
    custom_text: {
      ...{ after_submit: null, shipping_address: null, submit: null },
      terms_of_service_acceptance: null,
    },
    ...{ customer: null, customer_account: null, customer_creation: 'if_required' },
    ...{ customer_details: null, customer_email: null, discounts: [] },
    ...{ expires_at: made.expiresAt, integration_identifier: null, invoice: null },
    ...{ invoice_creation: null, locale: null, managed_payments: null },
    ...{ metadata: { payment: made.paymentId }, mode: 'payment', origin_context: null },
    ...{ payment_intent: null, payment_link: null, payment_method_collection: 'if_required' },
    ...{ payment_method_configuration_details: null, payment_method_options: {} },
    ...{ payment_method_types: [made.method], payment_status: 'unpaid', permissions: null },
    phone_number_collection: { enabled: false },
    ...{ recovered_from: null, saved_payment_method_options: null, setup_intent: null },
    ...{ shipping_address_collection: null, shipping_cost: null, shipping_options: [] },
    ...{ status: 'open', submit_type: null, subscription: null, success_url: urls.success },
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ...{ ui_mode: 'hosted_page', url: `${urls.own}/c/pay/${id}` },
    wallet_options: null,
  }
}

export function intent(
  made: Made & { amount: number; method: string; metadata: Stripe.Metadata; group: string },
): Stripe.PaymentIntent {
  const { id, created, amount, metadata } = made
  return {
    ...{ id, object: 'payment_intent', created, livemode, currency, amount, metadata },
    ...{ allowed_payment_method_types: null, amount_capturable: 0, amount_details: { tip: {} } },
    ...{ amount_received: 0, application: null, application_fee_amount: null },
    ...{ automatic_payment_methods: null, canceled_at: null, cancellation_reason: null },
    ...{ capture_method: 'automatic_async', client_secret: `${id}_secret` },
    ...{ confirmation_method: 'automatic', customer: null, customer_account: null },
    ...{ description: null, excluded_payment_method_types: null, last_payment_error: null },
    ...{ latest_charge: null, managed_payments: null, next_action: null, on_behalf_of: null },
    ...{ payment_method: null, payment_method_configuration_details: null },
    ...{ payment_method_options: {}, payment_method_types: [made.method], payment_record: null },
    ...{ processing: null, receipt_email: null, review: null, setup_future_usage: null },
    ...{ shipping: null, source: null, statement_descriptor: null },
    ...{ statement_descriptor_suffix: null, status: 'requires_payment_method' },
    ...{ transfer_data: null, transfer_group: made.group },
  }
}

export function charge(
  made: Made & { intent: Stripe.PaymentIntent; movement: string },
): Stripe.Charge {
  const { id, created } = made
  const { amount, metadata, transfer_group, payment_method_types } = made.intent
  const address = {
    ...{ city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  }
  return {
    ...{ id, object: 'charge', created, livemode, currency, amount, metadata, transfer_group },
    ...{ amount_captured: amount, amount_refunded: 0, application: null, application_fee: null },
    ...{ application_fee_amount: null, balance_transaction: made.movement },
    billing_details: { address, email: null, name: null, phone: null, tax_id: null },
    ...{ calculated_statement_descriptor: 'CUNJI', captured: true, customer: null },
    ...{ description: null, disputed: false, failure_balance_transaction: null },
    ...{ failure_code: null, failure_message: null, fraud_details: {}, on_behalf_of: null },
    ...{ outcome: null, paid: true, payment_intent: made.intent.id, payment_method: 'pm_fake' },
    payment_method_details: { type: payment_method_types[0] ?? 'card' },
    ...{ receipt_email: null, receipt_number: null, receipt_url: null, refunded: false },
    ...{ refunds: list(`/v1/charges/${id}/refunds`), review: null, shipping: null },
    ...{ source: null, source_transfer: null, statement_descriptor: null },
    ...{ statement_descriptor_suffix: null, status: 'succeeded', transfer_data: null },
  }
}

export function balanceTransaction(
  made: Made & {
    amount: number
    fee: number
    type: Stripe.BalanceTransaction.Type
    source: string
  },
): Stripe.BalanceTransaction {
  const { id, created, amount, fee, type, source } = made
  return {
    ...{ id, object: 'balance_transaction', created, currency, amount, fee, net: amount - fee },
    ...{ available_on: created, balance_type: 'payments', description: null },
    exchange_rate: null,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: null, type: 'stripe_fee' }],
    ...{ reporting_category: String(type), source, status: 'available', type },
  }
}

export function refund(
  made: Made & {
    amount: number
    charge: Stripe.Charge
    metadata: Stripe.Metadata
    movement: string
  },
): Stripe.Refund {
  const { id, created, amount, metadata } = made
  return {
    ...{ id, object: 'refund', created, currency, amount, metadata },
    ...{ balance_transaction: made.movement, charge: made.charge.id, customer: null },
    ...{ customer_account: null, destination_details: { type: 'card', card: { type: 'refund' } } },
    ...{ payment_intent: made.charge.payment_intent, payment_method: null, reason: null },
    ...{ receipt_number: null, source_transfer_reversal: null, status: 'succeeded' },
    transfer_reversal: null,
  }
}

export function transfer(
  made: Made & {
    amount: number
    destination: string
    source: string
    group: string
    metadata: Stripe.Metadata
    movement: string
  },
): Stripe.Transfer {
  const { id, created, amount, destination, metadata } = made
  return {
    ...{ id, object: 'transfer', created, livemode, currency, amount, destination, metadata },
    ...{ amount_reversed: 0, balance_transaction: made.movement, description: null },
    destination_payment: `py_of_${id}`,
    ...{ reversals: list(`/v1/transfers/${id}/reversals`), reversed: false },
    ...{ source_transaction: made.source, source_type: 'card', transfer_group: made.group },
  }
}

export function transferReversal(
  made: Made & { amount: number; transfer: string; metadata: Stripe.Metadata; movement: string },
): Stripe.TransferReversal {
  const { id, created, amount, metadata, transfer: of } = made
  return {
    ...{ id, object: 'transfer_reversal', created, currency, amount, metadata, transfer: of },
    ...{ balance_transaction: made.movement, destination_payment_refund: null },
    source_refund: null,
  }
}

export function dispute(
  made: Made & { amount: number; charge: Stripe.Charge; dueBy: number },
): Stripe.Dispute {
  const { id, created, amount } = made
  return {
    ...{ id, object: 'dispute', created, livemode, currency, amount, metadata: {} },
    ...{ balance_transactions: [], charge: made.charge.id, enhanced_eligibility_types: [] },
    evidence: {} as Stripe.Dispute.Evidence,
    evidence_details: {
      due_by: made.dueBy,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    } as Stripe.Dispute.EvidenceDetails,
    ...{ intended_submission_method: null, is_charge_refundable: false },
    payment_intent: made.charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: { brand: 'visa', case_type: 'chargeback', network_reason_code: '10.4' },
    } as Stripe.Dispute.PaymentMethodDetails,
    ...{ reason: 'fraudulent', status: 'needs_response' },
  }
}

export function payout(made: Made & { amount: number; movement: string }): Stripe.Payout {
  const { id, created, amount } = made
  return {
    ...{ id, object: 'payout', created, livemode, currency, amount, metadata: {} },
    ...{ application_fee: null, application_fee_amount: null, arrival_date: created },
    ...{ automatic: true, balance_transaction: made.movement, description: 'STRIPE PAYOUT' },
    ...{ destination: 'ba_fake', failure_balance_transaction: null, failure_code: null },
    ...{ failure_message: null, method: 'standard', original_payout: null, payout_method: null },
    ...{ reconciliation_status: 'in_progress', reversed_by: null, source_type: 'card' },
    ...{ statement_descriptor: null, status: 'in_transit', trace_id: null, type: 'bank_account' },
  }
}

export function account(made: Made & { name: string; metadata: Stripe.Metadata }): Stripe.Account {
  const { id, created, metadata } = made
  const nothing = { alternatives: [], current_deadline: null, disabled_reason: null, errors: [] }
  const due = { currently_due: ['external_account'], eventually_due: ['external_account'] }
  return {
    ...{ id, object: 'account', created, metadata, email: null, type: 'express', country: 'HK' },
    business_profile: { name: made.name } as Stripe.Account.BusinessProfile,
    business_type: null,
    capabilities: { transfers: 'inactive' },
    ...{ charges_enabled: false, details_submitted: false, payouts_enabled: false },
    ...{ controller: { type: 'application' }, default_currency: currency },
    external_accounts: list(`/v1/accounts/${id}/external_accounts`),
    future_requirements: { ...nothing, ...noneDue, past_due: [], pending_verification: [] },
    requirements: { ...nothing, ...due, past_due: [], pending_verification: [] },
    settings: null,
    tos_acceptance: { date: null, ip: null, user_agent: null },
  }
}
const noneDue = { currently_due: [], eventually_due: [] }

export function accountLink(created: number, url: string): Stripe.AccountLink {
  return { object: 'account_link', created, expires_at: created + 300, url }
}

export function balance(amount: number): Stripe.Balance {
  const none = [{ amount: 0, currency }]
  return {
    object: 'balance',
    available: [{ amount, currency, source_types: { card: amount } }],
    connect_reserved: none,
    livemode,
    pending: [{ amount: 0, currency, source_types: { card: 0 } }],
  }
}

export function event(
  made: Made & { type: string; account?: string },
  object: object,
): Stripe.Event {
  const { id, created, type, account: of } = made
  return {
    ...{ id, object: 'event', created, livemode, type, api_version: '2026-10-28.endive' },
    ...(of !== undefined && { account: of }),
    data: { object: structuredClone(object) },
    ...{ pending_webhooks: 1, request: { id: null, idempotency_key: null } },
  } as Stripe.Event
}

import Stripe from 'stripe'
import {
  type CheckoutToOpen,
  type EarlierCall,
  type FormToOpen,
  type MadeMovement,
  type PaymentProvider,
  type ProviderPayment,
  ProviderRefusal,
  type RefundToMake,
  type TransferToMake,
} from './provider.ts'
import { readSignedEvent, subjectOf } from './stripe-events.ts'
import type { StripeSettings } from './stripe-settings.ts'
import {
  accountOf,
  disputeOf,
  expanded,
  idOf,
  instantOf,
  movementOf,
  payoutOf,
  refundOf,
} from './stripe-words.ts'

/** The version whose words this folder knows: another is chosen here, with its differences read. */
const apiVersion = '2026-10-28.endive'
const currency = 'cny'
const everything = 100

/** A provider that speaks to Stripe by its own library. Nothing it throws holds a key. */
export function stripeProvider(settings: StripeSettings): PaymentProvider {
  const stripe = new Stripe(settings.secretKey, {
    apiVersion,
    maxNetworkRetries: 1,
    timeout: 20_000,
    telemetry: false,
    ...addressOf(settings.url),
  })
  return {
    ...paymentsAt(stripe),
    ...movesAt(stripe),
    ...accountsAt(stripe),
    readEvent: (raw, signature) =>
      readSignedEvent(stripe, { raw, signature, secret: settings.webhookSecret }),
  }
}

function addressOf(url: string | undefined) {
  if (url === undefined) return {}
  const { hostname, port, protocol } = new URL(url)
  const name = protocol === 'http:' ? ('http' as const) : ('https' as const)
  return { host: hostname, protocol: name, port: port || (name === 'http' ? 80 : 443) }
}

function paymentsAt(stripe: Stripe) {
  return {
    openCheckout: (checkout: CheckoutToOpen, key: string) =>
      refusing(async () => {
        const session = await stripe.checkout.sessions.create(sessionOf(checkout), {
          idempotencyKey: key,
        })
        return { sessionId: session.id, url: session.url ?? '' }
      }),
    closeCheckout: (sessionId: string, key: string) =>
      refusing(async () => {
        await stripe.checkout.sessions.expire(sessionId, {}, { idempotencyKey: key })
      }),
    readPayment: (sessionId: string) => refusing(() => readPayment(stripe, sessionId)),
    findPaymentOf: (intentId: string) =>
      refusing(async () => {
        const { metadata } = await stripe.paymentIntents.retrieve(intentId)
        return metadata.payment ?? null
      }),
    refund: ({ intentId, refundId, callId, amountCents }: RefundToMake, key: string) =>
      refusing(async () => {
        const made = await stripe.refunds.create(
          {
            payment_intent: intentId,
            amount: amountCents,
            metadata: { refund: refundId, call: callId },
          },
          { idempotencyKey: key },
        )
        return { id: made.id }
      }),
  }
}

/** The page is Stripe's own: no script of theirs on our pages, no card number near our program. */
function sessionOf(checkout: CheckoutToOpen): Stripe.Checkout.SessionCreateParams {
  const { paymentId, method, items, successUrl, cancelUrl, expiresAt } = checkout
  return {
    mode: 'payment',
    allowed_payment_method_types: [method],
    ...(method === 'wechat_pay' && {
      payment_method_options: { wechat_pay: { client: 'web' as const } },
    }),
    line_items: items.map(({ name, amountCents }) => ({
      quantity: 1,
      price_data: { currency, unit_amount: amountCents, product_data: { name } },
    })),
    client_reference_id: paymentId,
    metadata: { payment: paymentId },
    payment_intent_data: { metadata: { payment: paymentId }, transfer_group: paymentId },
    success_url: successUrl,
    cancel_url: cancelUrl,
    expires_at: Math.floor(expiresAt.getTime() / 1_000),
  }
}

async function readPayment(stripe: Stripe, sessionId: string): Promise<ProviderPayment> {
  const session = await stripe.checkout.sessions.retrieve(sessionId, {
    expand: ['payment_intent.latest_charge.balance_transaction'],
  })
  const intent = expanded(session.payment_intent)
  const charge = expanded(intent?.latest_charge ?? null)
  const state = session.status === 'expired' ? ('expired' as const) : ('open' as const)
  const failure = intent?.last_payment_error?.code ?? ''
  if (session.payment_status !== 'paid' || intent === null || charge === null)
    return { state, failure, paid: null, refunds: [], disputes: [] }
  const of = { payment_intent: intent.id, limit: everything }
  const expand = ['data.balance_transaction', 'data.failure_balance_transaction']
  const [refunds, disputes] = await Promise.all([
    stripe.refunds.list({ ...of, expand }).autoPagingToArray({ limit: 1_000 }),
    stripe.disputes.list(of).autoPagingToArray({ limit: 1_000 }),
  ])
  const movement = expanded(charge.balance_transaction)
  return {
    state: 'paid',
    failure: '',
    paid: {
      intentId: intent.id,
      chargeId: charge.id,
      at: instantOf(charge.created),
      movement: movement && movementOf(movement),
    },
    refunds: refunds.map(refundOf),
    disputes: disputes.map(disputeOf),
  }
}

function movesAt(stripe: Stripe) {
  const expand = ['balance_transaction']
  const made = (object: Stripe.Transfer | Stripe.TransferReversal): MadeMovement => {
    const movement = expanded(object.balance_transaction)
    if (movement === null) throw new Error('a transfer was made without its movement')
    return { id: object.id, movement: movementOf(movement) }
  }
  return {
    transfer: (transfer: TransferToMake, key: string) =>
      refusing(async () =>
        made(
          await stripe.transfers.create(
            {
              amount: transfer.amountCents,
              currency,
              destination: transfer.accountId,
              source_transaction: transfer.chargeId,
              transfer_group: transfer.paymentId,
              metadata: { call: transfer.callId },
              expand,
            },
            { idempotencyKey: key },
          ),
        ),
      ),
    reverseTransfer: (
      reversal: { transferId: string; amountCents: number; callId: string },
      key: string,
    ) =>
      refusing(async () =>
        made(
          await stripe.transfers.createReversal(
            reversal.transferId,
            { amount: reversal.amountCents, metadata: { call: reversal.callId }, expand },
            { idempotencyKey: key },
          ),
        ),
      ),
    findMade: (call: EarlierCall) => refusing(() => findMade(stripe, call)),
    listMovements: (from: Date, until: Date) =>
      refusing(async () => {
        const created = { gte: secondsOf(from), lt: secondsOf(until) }
        const list = stripe.balanceTransactions.list({
          ...{ created, limit: everything },
          expand: ['data.source'],
        })
        const movements = []
        for await (const movement of list)
          movements.push({
            ...movementOf(movement),
            type: movement.type,
            sourceId: idOf(movement.source) ?? '',
            subject: subjectOf(movement.source),
          })
        return movements
      }),
  }
}

/** Keys are remembered for a day: what is older is looked for by the call's own id. */
async function findMade(stripe: Stripe, call: EarlierCall) {
  const limit = everything
  const ours = ({ metadata }: { metadata: Stripe.Metadata | null }) =>
    metadata?.call === call.callId
  if (call.kind === 'refund') {
    const refunds = stripe.refunds.list({ payment_intent: call.intentId, limit })
    const found = (await refunds.autoPagingToArray({ limit: 1_000 })).find(ours)
    return found ? { id: found.id } : null
  }
  const expand = ['data.balance_transaction']
  const list =
    call.kind === 'transfer'
      ? stripe.transfers.list({ transfer_group: call.paymentId, limit, expand })
      : stripe.transfers.listReversals(call.transferId ?? '', { limit, expand })
  const all: (Stripe.Transfer | Stripe.TransferReversal)[] = await list.autoPagingToArray({
    limit: 1_000,
  })
  const found = all.find(ours)
  const movement = expanded(found?.balance_transaction ?? null)
  return found && movement ? { id: found.id, movement: movementOf(movement) } : null
}

function accountsAt(stripe: Stripe) {
  return {
    openAccount: ({ cooperativeId, name }: { cooperativeId: string; name: string }, key: string) =>
      refusing(async () => {
        const account = await stripe.accounts.create(
          {
            type: 'express',
            business_profile: { name },
            capabilities: { transfers: { requested: true } },
            metadata: { cooperative: cooperativeId },
          },
          { idempotencyKey: key },
        )
        return account.id
      }),
    openForm: ({ accountId, returnUrl, refreshUrl }: FormToOpen, key: string) =>
      refusing(async () => {
        const link = await stripe.accountLinks.create(
          {
            account: accountId,
            type: 'account_onboarding',
            return_url: returnUrl,
            refresh_url: refreshUrl,
          },
          { idempotencyKey: key },
        )
        return { url: link.url, expiresAt: instantOf(link.expires_at) }
      }),
    readAccount: (accountId: string) =>
      refusing(async () => accountOf(await stripe.accounts.retrieve(accountId))),
    readBalance: (accountId?: string) =>
      refusing(async () => {
        const options = accountId === undefined ? {} : { stripeAccount: accountId }
        const balance = await stripe.balance.retrieve({}, options)
        const sum = (rows: readonly { amount: number; currency: string }[]) =>
          rows.reduce((total, row) => total + (row.currency === currency ? row.amount : 0), 0)
        const availableCents = sum(balance.available)
        return { availableCents, totalCents: availableCents + sum(balance.pending) }
      }),
    readPayout: (accountId: string, payoutId: string) =>
      refusing(async () =>
        payoutOf(await stripe.payouts.retrieve(payoutId, {}, { stripeAccount: accountId })),
      ),
    listPayouts: (accountId: string, since: Date) =>
      refusing(async () => {
        const asked = { created: { gte: secondsOf(since) }, limit: everything }
        const list = stripe.payouts.list(asked, { stripeAccount: accountId })
        return (await list.autoPagingToArray({ limit: 1_000 })).map(payoutOf)
      }),
  }
}

/**
 * A refusal for good is told apart from what another time may not meet. What Stripe's errors carry
 * besides, such as headers and texts about the request, goes no further.
 */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    const code = error.code ?? error.type
    const status = error.statusCode ?? 0
    // 409: the same key is under way; 401 and 403: the keys are wrong, and may be put right.
    if (status >= 400 && status < 500 && ![401, 403, 409, 429].includes(status))
      throw new ProviderRefusal(code)
    throw new Error(`the payment provider answered ${status || 'nothing'} (${code})`)
  }
}

const secondsOf = (at: Date) => Math.floor(at.getTime() / 1_000)

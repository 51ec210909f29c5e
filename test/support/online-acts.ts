import Stripe from 'stripe'
import type { BusyWorld } from './factories/busy-world.ts'
import type { Act } from './write-acts.ts'

const reason = '天气原因'

/** Keys with which online payment is offered; nothing is sent to the provider by a request. */
export const stripeKeys = {
  STRIPE_SECRET_KEY: 'sk_test_that_only_tests_know',
  STRIPE_WEBHOOK_SECRET: 'whsec_that_only_tests_know',
}

/** A report about nothing that the program keeps, signed as the provider signs. */
function aReport(): Act {
  const body = { id: 'evt_of_nothing', object: 'event', type: 'x', data: { object: {} } }
  const payload = JSON.stringify(body)
  const signer = new Stripe('sk_test_signing')
  const { STRIPE_WEBHOOK_SECRET: secret } = stripeKeys
  const header = signer.webhooks.generateTestHeaderString({ payload, secret })
  return { body, headers: { 'stripe-signature': header } }
}

/** The acts of online payment. */
export function onlineActs(world: BusyWorld): Record<string, Act> {
  const { manager, finance, admin, onlinePaymentId, orderLines } = world
  const payment = { as: finance, params: { onlinePaymentId } }
  const lines = [{ orderLineId: orderLines[0]?.id, amountCents: 100 }]
  return {
    'billing.startOnlinePayment': {
      as: finance,
      body: { method: 'card', invoiceIds: [world.invoiceId] },
    },
    'billing.checkOnlinePayment': payment,
    'billing.cancelOnlinePayment': payment,
    'billing.requestOnlineRefund': {
      as: manager,
      params: { invoiceId: world.invoiceId },
      body: { reason, lines },
    },
    'billing.openPayeeAccount': { as: manager },
    'billing.receiveProviderEvent': aReport(),
    'billing.requestReconciliation': { as: admin, params: { day: '2026-11-20' } },
  }
}

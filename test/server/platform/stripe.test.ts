import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { newId } from '../../../server/platform/ids.ts'
import { ProviderRefusal, WrongSignature } from '../../../server/platform/stripe/provider.ts'
import { stripeProvider } from '../../../server/platform/stripe/stripe-provider.ts'
import { testClock } from '../../support/clock.ts'
import { testEnvironment } from '../../support/environment.ts'
import { fakeStripe } from '../../support/stripe/fake-stripe.ts'

const fake = await fakeStripe()
const { stripeTestKey: key } = testEnvironment
const webhookSecret = fake.settings.STRIPE_WEBHOOK_SECRET ?? ''

/** Where the journeys are made, and how somebody pays there without a page. */
const places = {
  fake: {
    settings: { secretKey: 'sk_test_fake', webhookSecret, url: fake.url },
    clock: testClock,
    pay: async (sessionId: string) => fake.money.pay(sessionId).id,
  },
  ...(key?.startsWith('sk_test_') && {
    Stripe: {
      settings: { secretKey: key, webhookSecret },
      clock: () => new Date(performance.timeOrigin + performance.now()),
      pay: async (_: string, payment: string) => {
        const intent = await new Stripe(key).paymentIntents.create({
          ...{ amount: 10_000, currency: 'cny', confirm: true, metadata: { payment } },
          payment_method: 'pm_card_bypassPending',
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        })
        return intent.id
      },
    },
  }),
}

describe.each(Object.entries(places))('at %s', (_, { settings, clock, pay }) => {
  const provider = stripeProvider(settings)
  const page = { successUrl: 'https://cunji.test/back', cancelUrl: 'https://cunji.test/' }
  const checkout = (method: 'card' | 'alipay' | 'wechat_pay') => ({
    ...{ paymentId: newId(), method, ...page },
    items: [{ name: '下庄天路果蔬专业合作社', amountCents: 10_000 }],
    expiresAt: new Date(clock().getTime() + 3_600_000),
  })

  test.each(['card', 'alipay', 'wechat_pay'] as const)(
    '§7.3 a page for %s is opened once under its key, and closed',
    async (method) => {
      const [wanted, once] = [checkout(method), newId()]
      const opened = await provider.openCheckout(wanted, once)
      expect(await provider.openCheckout(wanted, once)).toEqual(opened)
      expect(opened.url).toMatch(/^https?:/)
      const open = { state: 'open', paid: null, refunds: [], disputes: [] }
      expect(await provider.readPayment(opened.sessionId)).toMatchObject(open)
      await provider.closeCheckout(opened.sessionId, newId())
      expect((await provider.readPayment(opened.sessionId)).state).toBe('expired')
    },
    30_000,
  )

  test('§7.3 what was paid is refunded once, found again and listed', async () => {
    const from = new Date(clock().getTime() - 60_000)
    const wanted = checkout('card')
    const { sessionId } = await provider.openCheckout(wanted, newId())
    const intentId = await pay(sessionId, wanted.paymentId)
    expect(await provider.findPaymentOf(intentId)).toBe(wanted.paymentId)
    const [callId, refundId] = [newId(), newId()]
    const refund = { intentId, refundId, callId, amountCents: 2_500 }
    const made = await provider.refund(refund, callId)
    expect(await provider.refund(refund, callId)).toEqual(made)
    const { paymentId } = wanted
    const earlier = { kind: 'refund' as const, callId, intentId, paymentId, transferId: null }
    expect(await provider.findMade(earlier)).toMatchObject(made)
    expect(await provider.findMade({ ...earlier, callId: newId() })).toBeNull()
    const above = { ...refund, callId: newId(), amountCents: 9_999 }
    await expect(provider.refund(above, above.callId)).rejects.toThrow(ProviderRefusal)
    const moved = await provider.listMovements(from, new Date(clock().getTime() + 60_000))
    const amounts = moved.map((movement) => movement.amountCents)
    expect(amounts).toEqual(expect.arrayContaining([10_000, -2_500]))
    expect((await provider.readBalance()).totalCents).toEqual(expect.any(Number))
  }, 60_000)

  test('§7.3 an account is opened once, and takes nothing before its form is filled in', async () => {
    const [cooperative, once] = [{ cooperativeId: newId(), name: '下庄合作社' }, newId()]
    const accountId = await provider.openAccount(cooperative, once)
    expect(await provider.openAccount(cooperative, once)).toBe(accountId)
    const urls = { returnUrl: page.successUrl, refreshUrl: page.cancelUrl }
    const form = await provider.openForm({ accountId, ...urls }, newId())
    expect(form.expiresAt.getTime()).toBeGreaterThan(clock().getTime())
    const account = await provider.readAccount(accountId)
    expect(account).toMatchObject({ takesTransfers: false, isSubmitted: false })
    expect(await provider.listPayouts(accountId, new Date(0))).toEqual([])
    await expect(provider.readPayment('cs_test_unknown')).rejects.toThrow(ProviderRefusal)
  }, 60_000)
})

test('§7.3 only what is signed over its bytes is a report', () => {
  const provider = stripeProvider(places.fake.settings)
  const payload = JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'x',
    data: { object: {} },
  })
  const signer = new Stripe('sk_test_signing')
  const header = signer.webhooks.generateTestHeaderString({ payload, secret: webhookSecret })
  expect(provider.readEvent(Buffer.from(payload), header)).toMatchObject({ id: 'evt_1' })
  expect(() => provider.readEvent(Buffer.from(`${payload} `), header)).toThrow(WrongSignature)
})

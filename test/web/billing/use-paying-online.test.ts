import { expect, test, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import type { Membership } from '../../../shared/accounts/accounts.schemas.ts'
import * as online from '../../../shared/billing/online.api.ts'
import type { Reply } from '../../../shared/endpoint.ts'
import { fieldError } from '../../../shared/errors.ts'
import { moneyReason, providerWord } from '../../../web/billing/online-texts.ts'
import { useOnlinePayment } from '../../../web/billing/use-online-payment.ts'
import { usePayeeAccount } from '../../../web/billing/use-payee-account.ts'
import { usePayingOnline } from '../../../web/billing/use-paying-online.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()
const uuid = (number: number) => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`
const acting: Partial<Membership> = { kind: 'unit', roles: ['finance'] }

test('§7.2 what is chosen of several pages is summed by cooperative and paid at once', async () => {
  api.on(online.listPayableOnline, ({ query }) => {
    const first = query.cursor === undefined
    const numbers = first ? [1, 2] : [3]
    const nextCursor = first ? 'next' : null
    const items = numbers.map(aPayable)
    const offer = { methods: ['card' as const], feeBearer: 'cooperative' as const }
    return { ...offer, items, nextCursor, total: null }
  })
  api.on(online.listOnlinePayments, () => ({ items: [], nextCursor: null, total: null }))
  api.on(online.startOnlinePayment, () => {
    throw fieldError(['invoiceIds', 1], 'payee_not_ready')
  })
  const { result: paying } = await inApp(() => usePayingOnline(), { acting })
  await api.settled()
  paying.chosenIds.value = [uuid(1)]
  await paying.invoices.more.run()
  paying.chosenIds.value = [uuid(3), uuid(1), uuid(2)]
  expect(paying.shares.value).toMatchObject([
    { cooperative: { name: 'B' }, count: 2, cents: 400 },
    { cooperative: { name: 'A' }, count: 1, cents: 200 },
  ])
  expect(paying.totalCents.value).toBe(600)
  expect(await paying.start.run('card')).toBeNull()
  expect(paying.sentIds.value).toEqual([uuid(1), uuid(2), uuid(3)])
  expect(api.requests(online.startOnlinePayment)[0]?.body.invoiceIds).toEqual(paying.sentIds.value)
})

test('§7.3 a payment is asked for until it has ended, and the provider once its payer is back', async () => {
  vi.useFakeTimers()
  let state: Payment['state'] = 'open'
  api.on(online.getOnlinePayment, () => aPayment(state))
  api.on(online.checkOnlinePayment, () => aPayment(state))
  const isBack = ref(false)
  const { result: payment } = await inApp(() => useOnlinePayment(uuid(9), isBack), { acting })
  const passed = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)
  await passed(4_100)
  expect(api.requests(online.getOnlinePayment)).toHaveLength(3)
  isBack.value = true
  await nextTick()
  await passed(2_100)
  expect(api.requests(online.checkOnlinePayment)).toHaveLength(2)
  state = 'paid'
  await passed(60_000)
  expect(payment.data.value?.state).toBe('paid')
  expect(api.requests(online.checkOnlinePayment)).toHaveLength(3)
  vi.useRealTimers()
})

test('§7.2 a cooperative is led into the provider’s form as soon as there is a link', async () => {
  vi.useFakeTimers()
  let formUrl: string | null = null
  api.on(online.getPayeeAccount, () => aPayee(formUrl))
  api.on(online.openPayeeAccount, () => aPayee(null))
  const left: string[] = []
  const { result: payee } = await inApp(() => usePayeeAccount((url) => left.push(url)), { acting })
  await vi.advanceTimersByTimeAsync(10)
  await payee.open.run()
  await vi.advanceTimersByTimeAsync(1_500)
  expect(left).toEqual([])
  formUrl = 'https://provider.test/form'
  await vi.advanceTimersByTimeAsync(1_500)
  expect(left).toEqual([formUrl])
  vi.useRealTimers()
})

test('§7.2 back from the form a cooperative sees what came of it by itself', async () => {
  vi.useFakeTimers()
  let answer = aPayee(null)
  api.on(online.getPayeeAccount, () => answer)
  const back = () => inApp(() => usePayeeAccount(() => {}, { isBack: true }), { acting })
  const { result: left } = await back()
  await vi.advanceTimersByTimeAsync(27_000)
  expect(left.isConfirming.value).toBe(true)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(left.isConfirming.value).toBe(false)
  const { result: submitted } = await back()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(submitted.isConfirming.value).toBe(true)
  const { account } = answer
  answer = { ...answer, account: account && { ...account, state: 'ready' } }
  await vi.advanceTimersByTimeAsync(2_000)
  expect(submitted.data.value?.account?.state).toBe('ready')
  expect(submitted.isConfirming.value).toBe(false)
  vi.useRealTimers()
})

test('what the provider says is said in the reader’s language, what people wrote as it is', () => {
  const t = (key: string, words?: object) =>
    key === 'online.reasons.disputed' ? '争议' : words ? `代码 ${JSON.stringify(words)}` : key
  expect(moneyReason(t, 'online', 'disputed')).toBe('争议')
  expect(moneyReason(t, 'online', '坏果 two')).toBe('坏果 two')
  expect(moneyReason(t, 'bank_transfer', 'disputed')).toBe('disputed')
  expect(providerWord(t, 'reasons', 'card_of_a_kind')).toBe('代码 {"code":"card_of_a_kind"}')
})

type Payment = Reply<typeof online.getOnlinePayment>

const aPayable = (number: number) => ({
  ...{ invoiceId: uuid(number), invoiceNumber: String(number), issuedOn: '2026-11-20' },
  cooperative: { id: uuid(90 + (number % 2)), name: number % 2 ? 'B' : 'A' },
  ...{ openCents: number * 100, isReady: true },
})

const aPayment = (state: Payment['state']): Payment => ({
  ...{ id: uuid(9), unit: { id: uuid(80), name: '机关' }, method: 'card', state },
  ...{ amountCents: 600, checkoutUrl: null, failure: '', startedAt: '2026-11-22T02:00:00Z' },
  ...{ startedByName: '陈会计', expiresAt: '2026-11-22T03:00:00Z', paidAt: null, parts: [] },
})

const aPayee = (formUrl: string | null): Reply<typeof online.getPayeeAccount> => ({
  ...{ isOffered: true, payouts: [], dueCents: 0 },
  fees: { bearer: 'cooperative', ownYearCents: 0, platformYearCents: 0 },
  account: {
    ...{ state: 'incomplete', paysOut: false, missingFacts: 3, failure: '', formUrl },
    openedAt: '2026-11-22T02:00:00Z',
  },
})

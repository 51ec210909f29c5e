import { expect, test } from 'vitest'
import { recordSettlements, reverseSettlement } from '../../../shared/billing/settlements.api.ts'
import { issueSlips, renewSlip, showSlip } from '../../../shared/billing/slips.api.ts'
import { testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, database } = await testApp({ clock: () => now })

const paidTo = (householdNumber: string, amountCents: number) => ({
  ...{ villageCode: '500237222213', recipientKind: 'household' as const },
  ...{ householdNumber, recipientName: '毛建国', amountCents, settledOn: '2026-07-21' },
})

async function settledOrder() {
  const order = await aReceivedOrder(database)
  const { purchaseOrderId, manager } = order
  const { invoiceId } = await anInvoice(database, order)
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 60_000 })
  const collective = { recipientKind: 'collective' as const, householdNumber: null }
  const rows = [
    paidTo('012', 30_000),
    paidTo('０12', 2_000),
    paidTo('第７户', 500),
    { ...paidTo('', 5_000), ...collective, recipientName: '下庄村集体' },
  ]
  const body = { purchaseOrderId, rows }
  const { items } = await call(recordSettlements, { body }, { as: manager })
  const print = () =>
    call(issueSlips, { body: { of: { kind: 'order', purchaseOrderId } } }, { as: manager })
  return { ...order, settled: items, print }
}

test('§3.14 a household sees with the code of its slip what it was paid, and nothing else', async () => {
  const order = await settledOrder()
  const { items, isMore } = await order.print()
  expect(isMore).toBe(false)
  expect(items.map((slip) => [slip.householdNumber, slip.yearCents])).toEqual([
    ['7', 500],
    ['12', 32_000],
  ])
  const { id, code, ...slip } = items[1] ?? expect.fail('a household was paid')
  expect(slip).toMatchObject({ recipientName: '毛**', year: 2026 })
  const lines = slip.lines.map((line) => [line.amountCents, line.state])
  expect(lines.toSorted()).toEqual([
    [2_000, 'counted'],
    [30_000, 'counted'],
  ])
  expect(slip.lines[0]).toMatchObject({
    unitName: expect.stringMatching(/./),
    goods: expect.arrayContaining(['巫山脆李']),
  })
  // As it is typed off the paper, on a Chinese keyboard, without an account.
  const typed = code
    .toLowerCase()
    .replace(/(.{4})/g, '$1 ')
    .replace('A', 'Ａ')
  expect(await call(showSlip, { body: { code: typed } })).toEqual(slip)
  const pasted = `https://cunji.test/h#${code}\u200b`
  expect(await call(showSlip, { body: { code: pasted } })).toEqual(slip)
  const another = `${code.slice(0, 15)}${code.endsWith('2') ? '3' : '2'}`
  expect((await refusal(showSlip, { body: { code: another } })).code).toBe('not_found')
  expect(id).not.toBe('')
})

test('§3.14 a household keeps its code until the slip is renewed; the old one opens nothing', async () => {
  const order = await settledOrder()
  const prints = await Promise.all([order.print(), order.print(), order.print()])
  const codes = prints.map(({ items }) => items.map((slip) => slip.code))
  expect(codes[1]).toEqual(codes[0])
  expect(codes[2]).toEqual(codes[0])
  const [, slip] = prints[0]?.items ?? []
  const renewal = { params: { slipId: slip?.id ?? '' } }
  const renewed = await call(renewSlip, renewal, { as: order.manager })
  expect((await refusal(showSlip, { body: { code: slip?.code ?? '' } })).code).toBe('not_found')
  expect((await call(showSlip, { body: renewed })).householdNumber).toBe('12')
  expect((await order.print()).items[1]?.code).toBe(renewed.code)
  const again = await refusal(renewSlip, renewal, { as: order.manager })
  expect(again.code).toBe('illegal_transition')
})

test('§3.14 what was taken back stays on the slip, and counts no more', async () => {
  const order = await settledOrder()
  const first = order.settled.find(({ amountCents }) => amountCents === 30_000)
  const reversing = { params: { settlementId: first?.id ?? '' }, body: { reason: '填错户号' } }
  await call(reverseSettlement, reversing, { as: order.manager })
  const [, slip] = (await order.print()).items
  expect(slip?.yearCents).toBe(2_000)
  expect(slip?.lines.map((line) => line.state).toSorted()).toEqual(['counted', 'reversed'])
})

test('§4.3 neither another cooperative’s orders nor its slips', async () => {
  const order = await settledOrder()
  const other = await settledOrder()
  const { purchaseOrderId } = other
  const of = { of: { kind: 'order' as const, purchaseOrderId } }
  expect((await refusal(issueSlips, { body: of }, { as: order.manager })).code).toBe('not_found')
  const slipId = (await other.print()).items[0]?.id ?? ''
  const foreign = await refusal(renewSlip, { params: { slipId } }, { as: order.manager })
  expect(foreign.code).toBe('not_found')
  const july = { kind: 'period' as const, from: '2026-07-01', to: '2026-07-31' }
  const mine = await call(issueSlips, { body: { of: july } }, { as: order.manager })
  expect(mine.items.map((slip) => slip.householdNumber)).toEqual(['7', '12'])
  const backwards = { of: { ...july, to: '2026-06-30' } }
  expect((await refusal(issueSlips, { body: backwards }, { as: order.manager })).fields).toEqual([
    { path: ['of', 'to'], code: 'dates_out_of_order' },
  ])
})

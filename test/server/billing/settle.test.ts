import { expect, test } from 'vitest'
import * as api from '../../../shared/billing/settlements.api.ts'
import { readProgress } from '../../../shared/reports/reports.api.ts'
import { testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, database } = await testApp({ clock: () => now })

const village = '500237222213'
const household = (
  householdNumber: string | null,
  amountCents: number,
  recipientName = '毛建国',
) => ({
  villageCode: village,
  recipientKind: 'household' as const,
  householdNumber,
  recipientName,
  amountCents,
  settledOn: '2026-07-21',
})

async function paidOrder() {
  const order = await aReceivedOrder(database)
  const { invoiceId } = await anInvoice(database, order)
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 60_000 })
  return order
}

test('what was paid is suggested by village, beside what was settled already', async () => {
  const order = await paidOrder()
  const { purchaseOrderId } = order
  const body = { purchaseOrderId, rows: [household('012', 30_000)] }
  const { items } = await call(api.recordSettlements, { body }, { as: order.manager })
  expect(items[0]).toMatchObject({ recipientName: '毛**', isReversed: false })
  const params = { purchaseOrderId }
  expect(await call(api.suggestSettlements, { params }, { as: order.manager })).toMatchObject({
    paidCents: 60_000,
    settledCents: 30_000,
    villages: [{ villageCode: village, paidCents: 60_000, settledCents: 30_000 }],
  })
})

test('§3.14 households are counted once each, by village and number; income of the collective apart', async () => {
  const order = await paidOrder()
  const rows = [
    household('001', 100),
    household('001', 200),
    household('002', 300),
    { ...household(null, 5_000, '下庄村集体'), recipientKind: 'collective' as const },
  ]
  const body = { purchaseOrderId: order.purchaseOrderId, rows }
  const { items } = await call(api.recordSettlements, { body }, { as: order.manager })
  const query = { period: '2026-07' }
  const stated = () => call(readProgress, { query }, { as: order.unit.buyer })
  expect(await stated()).toMatchObject({ households: { settled: 2 }, collectiveCents: 5_000 })
  const reversing = {
    params: { settlementId: items[2]?.id as string },
    body: { reason: '填错户号' },
  }
  expect(await call(api.reverseSettlement, reversing, { as: order.manager })).toMatchObject({
    amountCents: -300,
  })
  expect((await refusal(api.reverseSettlement, reversing, { as: order.manager })).code).toBe(
    'illegal_transition',
  )
  expect(await stated()).toMatchObject({ households: { settled: 1 }, collectiveCents: 5_000 })
})

test('§9 no identity-card numbers, a household by number, a village that exists: at the field', async () => {
  const order = await paidOrder()
  const rows = [
    household(null, 100),
    household('3', 100, '毛建国51022419680203123X'),
    { ...household('4', 100), settledOn: '2026-07-22' },
  ]
  const problem = await refusal(api.recordSettlements, { body: { rows } }, { as: order.manager })
  expect(problem.fields?.map(({ path, code }) => [path.join('.'), code])).toEqual([
    ['rows.0.householdNumber', 'household_number_required'],
    ['rows.1.recipientName', 'identity_number'],
    ['rows.2.settledOn', 'in_the_future'],
  ])
  const nowhere = { body: { rows: [{ ...household('5', 1), villageCode: '999999999999' }] } }
  expect(
    (await refusal(api.recordSettlements, nowhere, { as: order.manager })).fields?.[0],
  ).toMatchObject({
    path: ['rows', 0, 'villageCode'],
    code: 'unknown_village',
  })
  const of = { body: { purchaseOrderId: order.purchaseOrderId, rows: [household('1', 1)] } }
  const other = await aReceivedOrder(database)
  expect((await refusal(api.recordSettlements, of, { as: other.manager })).code).toBe('not_found')
  expect((await refusal(api.recordSettlements, of, { as: order.finance })).code).toBe('forbidden')
})

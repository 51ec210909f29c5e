import { expect, test } from 'vitest'
import * as api from '../../../shared/deliveries/deliveries.api.ts'
import { testApp } from '../../support/app.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'

const later = new Date('2026-08-02T01:00:00Z')
const { call, refusal, database } = await testApp({ clock: () => later })

async function received() {
  const order = await aReceivedOrder(database, {
    lines: [{ quantity: 10 }],
    weighed: [{ deductionCents: 500 }],
  })
  const params = { receiptId: order.receiptId }
  const receipt = await call(api.getReceipt, { params }, { as: order.receiver })
  const receiptLineId = receipt.lines[0]?.id as string
  const asking = (grams: number) => ({
    params,
    body: { reason: 'spoiled' as const, lines: [{ receiptLineId, grams }] },
  })
  return { ...order, asking }
}

async function accepted(purchaseOrderId: string) {
  const [row] = await database.sql`select accepted_grams as grams, accepted_cents as cents
    from attribution.recognition_lines where purchase_order_id = ${purchaseOrderId}`
  return { ...row }
}

test('§3.4 a return posts negative facts in the period in which it happens, and edits nothing', async () => {
  const order = await received()
  const recorded = await call(api.recordReturn, order.asking(5_000), { as: order.receiver })
  expect(recorded.state).toBe('recorded')
  expect(await accepted(order.purchaseOrderId)).toEqual({ grams: 50_000, cents: 59_500 })

  const params = { returnId: recorded.id }
  const confirmed = await call(api.confirmReturn, { params }, { as: order.manager })
  expect(confirmed.lines[0]).toMatchObject({ grams: 5_000, cents: 6_000 })
  expect(await accepted(order.purchaseOrderId)).toEqual({ grams: 45_000, cents: 53_500 })
  const facts = await database.sql`select kind, grams, cents, occurred_on::text as day
    from attribution.recognition_facts where cause_id in (${order.receiptId}, ${recorded.id})
      order by occurred_on`
  expect(facts.map((fact) => ({ ...fact }))).toEqual([
    { kind: 'acceptance', grams: 50_000, cents: 59_500, day: '2026-07-15' },
    { kind: 'return', grams: -5_000, cents: -6_000, day: '2026-08-02' },
  ])
  const receipt = await call(
    api.getReceipt,
    { params: { receiptId: order.receiptId } },
    { as: order.manager },
  )
  expect(receipt.lines[0]).toMatchObject({ acceptedGrams: 50_000, returnedGrams: 5_000 })
})

test('a return of everything leaves nothing accepted, deductions or not', async () => {
  const order = await received()
  const recorded = await call(api.recordReturn, order.asking(50_000), { as: order.receiver })
  await call(api.confirmReturn, { params: { returnId: recorded.id } }, { as: order.manager })
  expect(await accepted(order.purchaseOrderId)).toEqual({ grams: 0, cents: 0 })
})

test('no more goes back than was accepted, open requests included; a rejected one frees it', async () => {
  const order = await received()
  const first = await call(api.recordReturn, order.asking(30_000), { as: order.receiver })
  const problem = await refusal(api.recordReturn, order.asking(20_001), { as: order.receiver })
  expect(problem.fields).toEqual([
    { path: ['lines', 0, 'grams'], code: 'above_accepted', values: { maximumGrams: 20_000 } },
  ])
  const rejecting = { params: { returnId: first.id }, body: { reason: '没有收到退货' } }
  await call(api.rejectReturn, rejecting, { as: order.manager })
  const confirming = { params: { returnId: first.id } }
  const late = await refusal(api.confirmReturn, confirming, { as: order.manager })
  expect(late.code).toBe('illegal_transition')
  await call(api.recordReturn, order.asking(50_000), { as: order.receiver })
})

test('the two sides agree: neither alone, nor one person on both', async () => {
  const order = await received()
  const recorded = await call(api.recordReturn, order.asking(1_000), { as: order.receiver })
  const params = { returnId: recorded.id }
  expect((await refusal(api.confirmReturn, { params }, { as: order.receiver })).code).toBe(
    'forbidden',
  )
  const both = { ...order.manager, personId: order.receiver.personId }
  expect((await refusal(api.confirmReturn, { params }, { as: both })).code).toBe('same_person')
  const stranger = (await aReceivedOrder(database)).manager
  expect((await refusal(api.confirmReturn, { params }, { as: stranger })).code).toBe('not_found')
})

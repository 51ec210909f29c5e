import { expect, test } from 'vitest'
import {
  approveRequisition,
  listRequisitions,
  readRequisition,
  rejectRequisition,
  withdrawRequisition,
} from '../../../shared/orders/orders.api.ts'
import { testApp } from '../../support/app.ts'
import { aBuyingUnit, aPlacedOrder, aSeller, orderedAt } from '../../support/factories/orders.ts'

const { call, refusal, send, database } = await testApp({ clock: () => orderedAt })
const { sql } = database
const unit = await aBuyingUnit(database, {
  freeUpToCents: 10_000,
  approverUpToCents: 100_000,
  budget: { year: 2026, budgetCents: 500_000 },
})
const seller = await aSeller(database)
const as = unit.approver

async function submitted(quantity = 5) {
  const offer = await seller.offer({ stockGrams: 100_000 })
  const { buyer, channelId } = unit
  const lines = [{ packId: offer.packId, quantity }]
  const requisition = await aPlacedOrder(database, { buyer, channelId, lines })
  return { ...offer, requisition, params: { id: requisition.id } }
}

const stockOf = async (lotId: string | null) =>
  (await sql`select available_grams from catalogue.lot_stock where lot_id = ${lotId}`)[0]
    ?.available_grams

test('§5.4 above the free limit an order waits, reserves nothing, and is placed when signed', async () => {
  const { requisition, params, lotId } = await submitted()
  expect(requisition.state).toBe('submitted')
  expect(requisition.purchaseOrders).toEqual([])
  expect(await stockOf(lotId)).toBe(100_000)
  const shown = await call(readRequisition, { params }, { as })
  expect(shown).toMatchObject({ state: 'submitted', version: 1, approverUpToCents: 100_000 })
  const before = shown.budget?.committedCents ?? 0
  const placed = await call(approveRequisition, { params, body: { version: 1 } }, { as })
  expect(placed).toMatchObject({ state: 'placed', goodsCents: 30_000 })
  expect(placed.purchaseOrders).toHaveLength(1)
  expect(await stockOf(lotId)).toBe(75_000)
  const after = await call(readRequisition, { params }, { as })
  expect(after).toMatchObject({ state: 'placed', decidedBy: { id: unit.approver.personId } })
  expect(after.budget?.committedCents).toBe(before + 30_000)
})

test('§5.4 who asks never signs, and nobody signs above their limit', async () => {
  const both = await unit.member('buyer')
  const offer = await seller.offer()
  const lines = [{ packId: offer.packId, quantity: 5 }]
  const { id } = await aPlacedOrder(database, { buyer: both, channelId: unit.channelId, lines })
  const own = { params: { id }, body: { version: 1 } }
  const self = { ...both, roles: ['approver', 'buyer'] as const }
  expect((await refusal(approveRequisition, own, { as: self })).code).toBe('own_requisition')
  const big = await submitted(17)
  const above = { params: big.params, body: { version: 1 } }
  expect((await refusal(approveRequisition, above, { as })).code).toBe('above_approver_limit')
  expect(await stockOf(big.lotId)).toBe(100_000)
})

test('§5.4 price, stock, budget and version are checked again when it is signed', async () => {
  const first = await submitted()
  const sign = { params: first.params, body: { version: 1 } }
  expect((await refusal(approveRequisition, { ...sign, body: { version: 2 } }, { as })).code).toBe(
    'stale_version',
  )
  await reprice(first.packId, 6100)
  expect((await refusal(approveRequisition, sign, { as })).fields).toEqual([
    {
      path: ['lines', 0, 'quantity'],
      code: 'price_changed',
      values: { before: '60.00', now: '61.00' },
    },
  ])
  await reprice(first.packId, 6000)
  await sql`update catalogue.lot_stock set available_grams = 20_000 where lot_id = ${first.lotId}`
  expect((await refusal(approveRequisition, sign, { as })).fields?.[0]).toMatchObject({
    code: 'out_of_stock',
    values: { left: 4 },
  })
  await sql`update catalogue.lot_stock set available_grams = 100_000 where lot_id = ${first.lotId}`
  await sql`update orders.unit_budgets set budget_cents = committed_cents + 29_999
    where unit_id = ${unit.id}`
  expect((await refusal(approveRequisition, sign, { as })).code).toBe('budget_exceeded')
  await sql`update orders.unit_budgets set budget_cents = 500_000 where unit_id = ${unit.id}`
  expect((await call(approveRequisition, sign, { as })).state).toBe('placed')
})

test('§5.5 signed twice at once, by one or by two: it is placed once', async () => {
  const { params, lotId } = await submitted()
  const second = await unit.member('approver')
  const sign = { params, body: { version: 1 } }
  const key = 'one signature, sent twice'
  const answers = await Promise.all([
    send(approveRequisition, sign, { as, key }),
    send(approveRequisition, sign, { as, key }),
    send(approveRequisition, sign, { as: second }),
  ])
  const statuses = answers.map((answer) => answer.statusCode)
  // An answer is given again byte for byte; a refusal is not kept, and each names its own request.
  if (statuses[0] === 200) expect(answers[0]?.body).toBe(answers[1]?.body)
  expect(statuses).toEqual(statuses[0] === 200 ? [200, 200, 409] : [409, 409, 200])
  expect(await stockOf(lotId)).toBe(75_000)
  const [orders] =
    await sql`select count(*) from orders.purchase_orders where requisition_id = ${params.id}`
  expect(orders?.count).toBe(1)
})

test('rejected with a reason, withdrawn by who asked; neither can be signed any more', async () => {
  const rejected = await submitted()
  const reason = '本周菜单已定'
  const { params } = rejected
  const own = { params, body: { reason } }
  const done = await call(rejectRequisition, own, { as })
  expect(done).toMatchObject({ state: 'rejected', stateReason: reason })
  const sign = { params, body: { version: done.version } }
  expect((await refusal(approveRequisition, sign, { as })).code).toBe('illegal_transition')
  const withdrawn = await submitted()
  const taken = { params: withdrawn.params }
  const colleague = await unit.member('buyer')
  expect((await refusal(withdrawRequisition, taken, { as: colleague })).code).toBe('forbidden')
  const back = await call(withdrawRequisition, taken, { as: unit.buyer })
  expect(back).toMatchObject({ state: 'withdrawn', decidedBy: null })
})

test('another unit’s requisition does not exist for its approver', async () => {
  const stranger = await aBuyingUnit(database)
  const { params } = await submitted()
  const sign = { params, body: { version: 1 } }
  for (const refused of [
    await refusal(readRequisition, { params }, { as: stranger.approver }),
    await refusal(approveRequisition, sign, { as: stranger.approver }),
    await refusal(
      rejectRequisition,
      { params, body: { reason: '不可' } },
      { as: stranger.approver },
    ),
  ])
    expect(refused.code).toBe('not_found')
})

test('the list: filter, order, page, and one statement however long it is', async () => {
  const list = (query: object) =>
    call(listRequisitions, { query: { count: 'true', ...query } }, { as })
  const all = await list({ pageSize: 3, sort: 'amount' })
  expect(all.items).toHaveLength(3)
  expect(all.total).toBeGreaterThan(5)
  const amounts = all.items.map((item) => item.goodsCents)
  expect(amounts).toEqual([...amounts].sort((a, b) => a - b))
  const rejected = await list({ state: 'rejected' })
  expect(rejected.items.every((item) => item.state === 'rejected')).toBe(true)
  const [first] = rejected.items
  expect((await list({ search: first?.number.slice(-6) ?? '' })).items[0]?.id).toBe(first?.id)
  expect((await list({ search: '100%_' })).total).toBe(0)
  expect((await list({ from: '2026-07-07' })).total).toBe(0)
  expect((await list({ from: '2026-07-06', to: '2026-07-06' })).total).toBe(all.total)
  const stranger = await aBuyingUnit(database)
  expect((await call(listRequisitions, { query: {} }, { as: stranger.buyer })).items).toEqual([])
})

test('no order is placed through a requisition whose unit lost its channel', async () => {
  const { params } = await submitted()
  await sql`update organisations.buying_channels set closed_at = ${orderedAt}
    where id = ${unit.channelId}`
  const sign = { params, body: { version: 1 } }
  expect((await refusal(approveRequisition, sign, { as })).fields?.[0]?.path).toEqual(['channelId'])
  await sql`update organisations.buying_channels set closed_at = null where id = ${unit.channelId}`
})

/** Changes a pack's price as the command does: with its version, and what is shown of it. */
async function reprice(packId: string, priceCents: number): Promise<void> {
  await sql`update catalogue.packs set price_cents = ${priceCents}, version = version + 1
    where id = ${packId}`
  await sql`select catalogue.write_documents(array(
    select product_id from catalogue.packs where id = ${packId}))`
}

import { expect, test } from 'vitest'
import { markReceived, markShipped } from '../../../server/orders/index.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import {
  cancelPurchaseOrder,
  confirmPurchaseOrder,
  declinePurchaseOrder,
  listPurchaseOrders,
  readPurchaseOrder,
} from '../../../shared/orders/orders.api.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { aBuyingUnit, aPlacedOrder, aSeller, orderedAt } from '../../support/factories/orders.ts'

const { call, refusal, send, database } = await testApp({ clock: () => orderedAt })
const { sql } = database
const unit = await aBuyingUnit(database, { budget: { year: 2026, budgetCents: 10_000_000 } })
const seller = await aSeller(database)
const reason = '连日大雨，无法采摘'

async function placed() {
  const offer = await seller.offer({ stockGrams: 100_000 })
  const { buyer, channelId } = unit
  const lines = [{ packId: offer.packId, quantity: 4 }]
  const requisition = await aPlacedOrder(database, { buyer, channelId, lines })
  const [order] = requisition.purchaseOrders
  return { ...offer, params: { id: order?.id ?? '' } }
}

const stockOf = async (lotId: string | null) =>
  (await sql`select available_grams from catalogue.lot_stock where lot_id = ${lotId}`)[0]
    ?.available_grams

const committed = async () =>
  (await sql`select committed_cents from orders.unit_budgets where unit_id = ${unit.id}`)[0]
    ?.committed_cents

test('confirmed, shipped, received: each step with its time, in its order', async () => {
  const { params } = await placed()
  await call(confirmPurchaseOrder, { params }, { as: seller.manager })
  const context = contextFor(seller.manager, new Date('2026-07-08T01:00:00Z'))
  await transaction(database.db, (tx) => markShipped(tx, context, params.id))
  await transaction(database.db, (tx) => markShipped(tx, context, params.id))
  await transaction(database.db, (tx) => markReceived(tx, context, params.id))
  const order = await call(readPurchaseOrder, { params }, { as: unit.buyer })
  expect(order.state).toBe('received')
  expect(order.timeline.map(({ step }) => step)).toEqual([
    'requested',
    'placed',
    'confirmed',
    'shipped',
    'received',
  ])
  expect(order.lines[0]).toMatchObject({ quantity: 4, orderedGrams: 20_000, packName: '箱' })
  const audit = await sql`select action from evidence.audit_entries where subject_id = ${params.id}`
  expect(audit.map((entry) => entry.action)).toEqual([
    'orders.confirm-purchase-order',
    'orders.mark-shipped',
    'orders.mark-received',
  ])
})

test.each([
  ['declined by the cooperative', declinePurchaseOrder, () => seller.manager, 'declined'],
  ['cancelled by the unit', cancelPurchaseOrder, () => unit.buyer, 'cancelled'],
])('%s: stock and budget return, once', async (_, endpoint, actor, state) => {
  const before = await committed()
  const { params, lotId } = await placed()
  expect([await stockOf(lotId), await committed()]).toEqual([80_000, before + 24_000])
  const decision = { params, body: { reason } }
  const key = `one ${state} order, twice`
  const [first, again] = [
    await send(endpoint, decision, { as: actor(), key }),
    await send(endpoint, decision, { as: actor(), key }),
  ]
  expect(first.json()).toMatchObject({ state, stateReason: reason })
  expect(again.body).toBe(first.body)
  expect([await stockOf(lotId), await committed()]).toEqual([100_000, before])
  expect((await refusal(endpoint, decision, { as: actor() })).code).toBe('illegal_transition')
  const [announced] = await sql`select topic from platform.outbox
    where subject_id = ${params.id} order by id desc limit 1`
  expect(announced?.topic).toBe(`orders.purchase-order-${state}`)
})

test('§5.3 cancelled and confirmed at once: exactly one of them happens', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { params, lotId } = await placed()
    const [confirmed, cancelled] = await Promise.all([
      send(confirmPurchaseOrder, { params }, { as: seller.manager }),
      send(cancelPurchaseOrder, { params, body: { reason } }, { as: unit.buyer }),
    ])
    expect([confirmed.statusCode, cancelled.statusCode].sort()).toEqual([200, 409])
    expect(await stockOf(lotId)).toBe(cancelled.statusCode === 200 ? 100_000 : 80_000)
  }
})

test('a confirmed order is not cancelled, and each side decides on its own only', async () => {
  const { params } = await placed()
  const stranger = await aSeller(database, { name: '石径村金奈李合作社' })
  const other = await aBuyingUnit(database)
  const decision = { params, body: { reason } }
  expect((await refusal(confirmPurchaseOrder, { params }, { as: stranger.manager })).code).toBe(
    'not_found',
  )
  expect((await refusal(cancelPurchaseOrder, decision, { as: other.buyer })).code).toBe('not_found')
  expect((await refusal(readPurchaseOrder, { params }, { as: other.buyer })).code).toBe('not_found')
  await call(confirmPurchaseOrder, { params }, { as: seller.manager })
  const problem = await refusal(cancelPurchaseOrder, decision, { as: unit.buyer })
  expect(problem).toMatchObject({
    code: 'illegal_transition',
    values: { act: 'cancel', state: 'confirmed' },
  })
})

test('an official sees the orders of the area, and nobody else’s', async () => {
  const { params } = await placed()
  const official = (divisionCode: string) => signedIn({ roles: ['official'], divisionCode })
  const shown = await call(readPurchaseOrder, { params }, { as: official('5002') })
  expect(shown.id).toBe(params.id)
  const elsewhere = { as: official('4418') }
  expect((await refusal(readPurchaseOrder, { params }, elsewhere)).code).toBe('not_found')
  expect((await call(listPurchaseOrders, { query: {} }, elsewhere)).items).toEqual([])
  const packer = signedIn({ roles: ['cooperative_packer'], organisationId: seller.id })
  const { items } = await call(
    listPurchaseOrders,
    { query: { state: ['placed', 'confirmed'], sort: 'neededOn', search: '示例机关' } },
    { as: packer },
  )
  expect(items.map((item) => item.id)).toContain(params.id)
  expect(items[0]).toMatchObject({ lineCount: 1, orderedGrams: 20_000 })
})

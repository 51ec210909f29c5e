import { expect, test } from 'vitest'
import { readEarlierOrder, readLastOrder } from '../../../shared/orders/basket.api.ts'
import {
  listRequisitions,
  placeRequisition,
  readRequisition,
} from '../../../shared/orders/orders.api.ts'
import { testApp } from '../../support/app.ts'
import { aLot } from '../../support/factories/catalogue.ts'
import { aBuyingUnit, aSeller, neededOn, orderedAt } from '../../support/factories/orders.ts'

const { call, refusal, send, database } = await testApp({ clock: () => orderedAt })
const { sql } = database
const unit = await aBuyingUnit(database)
const seller = await aSeller(database, {
  terms: { areas: [{ code: '5001', freightCentsPerKg: 50 }], minimumOrderCents: 10_000 },
})
const plums = await seller.offer({
  minimumQuantity: 2,
  tiers: [{ fromQuantity: 10, priceCents: 5_500 }],
})

const placing = (lines: { packId: string; quantity: number }[], change: object = {}) => ({
  body: { channelId: unit.channelId, neededOn, lines, ...change },
})

const stockOf = async (lotId: string | null) =>
  (
    await sql<{ grams: number }[]>`
    select available_grams as grams from catalogue.lot_stock where lot_id = ${lotId}`
  )[0]?.grams

test('an order is split by cooperative, priced by tier, and takes its stock', async () => {
  const other = await aSeller(database, { name: '石径村金奈李合作社' })
  const tea = await other.offer({
    name: '绿茶',
    category: 'tea',
    packGrams: 500,
    priceCents: 8_000,
  })
  const before = await stockOf(plums.lotId)
  const placed = await call(
    placeRequisition,
    placing([
      { packId: plums.packId, quantity: 12 },
      { packId: tea.packId, quantity: 3 },
    ]),
    { as: unit.buyer },
  )
  expect(placed.state).toBe('placed')
  expect(placed.goodsCents).toBe(12 * 5_500 + 3 * 8_000)
  expect(placed.freightCents).toBe(60 * 50)
  expect(placed.purchaseOrders.map((order) => order.goodsCents).sort()).toEqual([24_000, 66_000])
  expect(await stockOf(plums.lotId)).toBe((before ?? 0) - 60_000)
  const lines = await sql`
    select product_name, quantity, ordered_grams, unit_price_cents, amount_cents, line_number
    from orders.order_lines l join orders.purchase_orders o on o.id = l.purchase_order_id
    where requisition_id = ${placed.id} order by product_name`
  expect(lines).toHaveLength(2)
  expect(lines.find((line) => line.product_name === '巫山脆李')).toEqual({
    product_name: '巫山脆李',
    quantity: 12,
    ordered_grams: 60_000,
    unit_price_cents: 5_500,
    amount_cents: 66_000,
    line_number: 1,
  })
  const [audit] = await sql`select * from evidence.audit_entries where subject_id = ${placed.id}`
  expect(audit).toMatchObject({
    action: 'orders.place-requisition',
    person_id: unit.buyer.personId,
  })
  const announced = await sql<{ payload: { purchaseOrders: { id: string }[] } }[]>`
    select payload from platform.outbox where subject_id = ${placed.id}`
  expect(announced.map(({ payload }) => payload.purchaseOrders.map(({ id }) => id))).toEqual([
    placed.purchaseOrders.map(({ id }) => id),
  ])
})

test('a line goes on to the next lot in whole packs, what expires first comes first', async () => {
  const seed = { originCode: '500237222213', stockGrams: 12_000 }
  const apples = await seller.offer({ name: '苹果', stockGrams: 0 })
  const { productId, packId } = apples
  const late = await aLot(database, { ...seed, productId, expiresOn: '2026-09-30' })
  const soon = await aLot(database, { ...seed, productId, expiresOn: '2026-08-01' })
  const spoiled = await aLot(database, { ...seed, productId, expiresOn: '2026-07-14' })
  const placed = await call(placeRequisition, placing([{ packId, quantity: 4 }]), {
    as: unit.buyer,
  })
  const lines = await sql`select lot_id, quantity from orders.order_lines l
    join orders.purchase_orders o on o.id = l.purchase_order_id
    where requisition_id = ${placed.id} order by line_number`
  expect(lines).toEqual([
    { lot_id: soon, quantity: 2 },
    { lot_id: late, quantity: 2 },
  ])
  expect(await stockOf(spoiled)).toBe(12_000)
  const refused = await refusal(placeRequisition, placing([{ packId, quantity: 2 }]), {
    as: unit.buyer,
  })
  expect(refused.fields).toEqual([
    { path: ['lines', 0, 'quantity'], code: 'out_of_stock', values: { left: 0 } },
  ])
})

test('a requisition that is placed at once shows its lines as they were asked', async () => {
  const buying = await aBuyingUnit(database)
  const other = await aSeller(database, { name: '龙溪镇蔬菜合作社' })
  const peas = await other.offer({ name: '豌豆', stockGrams: 10_000 })
  const { productId, packId } = peas
  await aLot(database, { productId, originCode: '500237222213', stockGrams: 40_000 })
  const beans = await other.offer({ name: '四季豆' })
  const body = {
    ...{ channelId: buying.channelId, neededOn },
    lines: [
      { packId: beans.packId, quantity: 3 },
      { packId: plums.packId, quantity: 12 },
      { packId, quantity: 4 },
    ],
  }
  const as = buying.buyer
  const { id } = await call(placeRequisition, { body }, { as })
  const parts = await sql`select quantity from orders.order_lines where pack_id = ${packId}`
  expect(parts).toHaveLength(2)
  const shown = await call(readRequisition, { params: { id } }, { as })
  expect(shown.lines).toEqual(
    [beans, plums, peas].map((offer, at) => ({
      ...{ packId: offer.packId, productId: offer.productId },
      ...{ cooperativeId: (offer === plums ? seller : other).id, packName: expect.any(String) },
      ...{ productName: ['四季豆', '巫山脆李', '豌豆'][at], packGrams: 5_000 },
      quantity: [3, 12, 4][at],
      unitPriceCents: at === 1 ? 5_500 : 6_000,
      amountCents: [18_000, 66_000, 24_000][at],
    })),
  )
  expect(shown.cooperatives.map(({ id: sellerId }) => sellerId)).toEqual(
    [seller.id, other.id].sort(),
  )
  const { items } = await call(listRequisitions, { query: {} }, { as })
  expect(items).toMatchObject([{ id, lineCount: 3, cooperativeCount: 2 }])
  const earlier = [
    await call(readEarlierOrder, { params: { id } }, { as }),
    await call(readLastOrder, {}, { as }),
  ]
  for (const { lines } of earlier) expect(lines).toMatchObject(body.lines)
})

const refusals: [
  string,
  () => Promise<{ line?: object; change?: object; offer?: object }>,
  object,
][] = [
  ['a pack nobody knows', async () => ({ line: { packId: unit.id } }), { code: 'not_found' }],
  [
    'fewer packs than the least',
    async () => ({ line: { quantity: 1 } }),
    { path: ['lines', 0, 'quantity'], code: 'below_minimum_quantity', values: { minimum: 2 } },
  ],
  [
    'more than there is',
    async () => ({ line: { quantity: 9 }, offer: { stockGrams: 21_000 } }),
    { path: ['lines', 0, 'quantity'], code: 'out_of_stock', values: { left: 4 } },
  ],
  [
    'a lot whose certificate lapses before',
    async () => ({ offer: { lot: { certificateValidTo: '2026-07-10' } } }),
    { path: ['lines', 0, 'quantity'], code: 'certificate_lapsed', values: { left: 0 } },
  ],
  [
    'another season',
    async () => ({ offer: { seasonWindows: [{ starts: '09-01', ends: '10-15' }] } }),
    { path: ['lines', 0, 'packId'], code: 'out_of_season' },
  ],
  [
    'a product not yet approved',
    async () => ({ offer: { state: 'in_review' } }),
    { path: ['lines', 0, 'packId'], code: 'not_for_sale' },
  ],
  [
    'another price than the one seen',
    async () => ({ line: { expectedUnitPriceCents: 5_900 } }),
    {
      path: ['lines', 0, 'quantity'],
      code: 'price_changed',
      values: { before: '59.00', now: '60.00' },
    },
  ],
  [
    'a day before it can be there',
    async () => ({ change: { neededOn: '2026-07-07' } }),
    { path: ['neededOn'], code: 'too_soon' },
  ],
  [
    'a day more than a year ahead',
    async () => ({ change: { neededOn: '2099-11-26' } }),
    { path: ['neededOn'], code: 'too_far_ahead' },
  ],
]

test.each(refusals)('§5.2 refused: %s', async (_, input, expected) => {
  const { line, change, offer } = await input()
  const { packId } = await seller.offer({ minimumQuantity: 2, ...offer })
  const lines = [{ packId, quantity: 2, ...line }]
  const problem = await refusal(placeRequisition, placing(lines, change), { as: unit.buyer })
  expect(problem.code).toBe('validation_failed')
  expect(problem.fields).toContainEqual(expect.objectContaining(expected))
})

test('§5.2 refused: an order below what a cooperative delivers at all', async () => {
  const { packId } = await seller.offer({ priceCents: 1_000 })
  const problem = await refusal(placeRequisition, placing([{ packId, quantity: 9 }]), {
    as: unit.buyer,
  })
  expect(problem.fields).toEqual([
    {
      path: ['lines', 0, 'quantity'],
      code: 'below_minimum_order',
      values: { cooperative: seller.name, minimum: '100.00', missing: '10.00' },
    },
  ])
})

test('§5.2 refused: a place where the cooperative does not deliver', async () => {
  const far = await aBuyingUnit(database, { divisionCode: '440106' })
  const lines = [{ packId: plums.packId, quantity: 2 }]
  const body = { channelId: far.channelId, neededOn, lines }
  const problem = await refusal(placeRequisition, { body }, { as: far.buyer })
  expect(problem.fields).toEqual([
    {
      path: ['lines', 0, 'packId'],
      code: 'not_delivered_there',
      values: { cooperative: seller.name },
    },
  ])
})

test('§5.2 after the cut-off, Asia/Shanghai, an order counts as the next day’s', async () => {
  const evening = await testApp({ database, clock: () => new Date('2026-07-06T08:00:00Z') })
  const lines = [{ packId: plums.packId, quantity: 2 }]
  const problem = await evening.refusal(
    placeRequisition,
    placing(lines, { neededOn: '2026-07-08' }),
    {
      as: unit.buyer,
    },
  )
  expect(problem.fields?.[0]).toMatchObject({
    code: 'too_soon',
    values: { earliest: '2026-07-09', cutOff: '16:00' },
  })
  await call(placeRequisition, placing(lines, { neededOn: '2026-07-08' }), { as: unit.buyer })
})

test('§5.5 the same key and body, the same bytes; another body is refused', async () => {
  const input = placing([{ packId: plums.packId, quantity: 2 }])
  const key = 'an-order-of-their-own'
  const first = await send(placeRequisition, input, { as: unit.buyer, key })
  const again = await send(placeRequisition, input, { as: unit.buyer, key })
  expect([first.statusCode, again.statusCode]).toEqual([201, 201])
  expect(again.body).toBe(first.body)
  const other = placing([{ packId: plums.packId, quantity: 3 }])
  const problem = await refusal(placeRequisition, other, { as: unit.buyer, key })
  expect(problem.code).toBe('idempotency_key_reused')
})

test('a channel of another unit is not found, and only buyers order', async () => {
  const other = await aBuyingUnit(database)
  const input = placing([{ packId: plums.packId, quantity: 2 }])
  const problem = await refusal(placeRequisition, input, { as: other.buyer })
  expect(problem.fields).toEqual([{ path: ['channelId'], code: 'not_found' }])
  expect((await refusal(placeRequisition, input, { as: unit.approver })).code).toBe('forbidden')
})

import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import type { Call } from '../../../shared/endpoint.ts'
import { listPurchaseOrders, listRequisitions } from '../../../shared/orders/orders.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aGroup } from '../../support/factories/assistance.ts'
import { aBuyingUnit, aPlacedOrder, aSeller, orderedAt } from '../../support/factories/orders.ts'
import { breaksInvariants } from '../../support/invariants.ts'

const { call, refusal, database } = await testApp({ clock: () => orderedAt })
const [first, second] = [await aBuyingUnit(database), await aBuyingUnit(database)]
const inCounty = await aSeller(database)
const elsewhere = await aSeller(database, { countyCode: '441826', name: '别县合作社' })
const group = await aGroup(database, { leadUnitId: first.id, memberUnitIds: [second.id] })

for (const [index, unit] of [first, second, first, first, second, first, second].entries()) {
  const seller = index === 2 ? elsewhere : inCounty
  const { packId } = await seller.offer({ stockGrams: 100_000 })
  const lines = [{ packId, quantity: 1 + (index % 3) }]
  const at = new Date(orderedAt.getTime() - (index % 4) * 3_600_000)
  await aPlacedOrder(database, { buyer: unit.buyer, channelId: unit.channelId, lines, at })
}

const official = (divisionCode: string) => signedIn({ roles: ['official'], divisionCode })
const viewers: [string, Actor, number][] = [
  ['a unit', first.buyer, 4],
  ['a cooperative', inCounty.manager, 6],
  ['an official of the county', official('500237'), 6],
  ['an official of the city', official('5002'), 6],
  ['an official of the province', official('44'), 1],
  ['a group', signedIn({ roles: ['group_coordinator'], organisationId: group.id }), 7],
  ['the platform', signedIn({ roles: ['platform_admin'] }), 7],
]

type Query = Call<typeof listPurchaseOrders>['query']

/** Pages of two, one after the other, to the last. */
async function pagesOf(as: Actor, query: Query) {
  const rows = []
  let cursor: string | undefined
  do {
    const page = await call(
      listPurchaseOrders,
      { query: { ...query, pageSize: 2, cursor } },
      { as },
    )
    rows.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return rows
}

test.each(viewers)('%s reads every order once, in each order, page by page', async (_, as, all) => {
  for (const sort of ['placedAt', '-placedAt', 'neededOn', 'amount', '-amount'] as const) {
    const whole = await call(listPurchaseOrders, { query: { sort, count: 'true' } }, { as })
    expect(whole).toMatchObject({ total: all, nextCursor: null })
    expect(whole.items).toHaveLength(all)
    expect(await pagesOf(as, { sort })).toEqual(whole.items)
  }
  const { items } = await call(listPurchaseOrders, { query: {} }, { as })
  const times = items.map((order) => order.placedAt)
  expect(times).toEqual([...times].sort().reverse())
})

test('a cursor of another order, or of nobody, is refused at its field', async () => {
  const as = first.buyer
  const { nextCursor } = await call(listPurchaseOrders, { query: { pageSize: 1 } }, { as })
  for (const query of [
    { sort: 'amount', cursor: nextCursor ?? '' },
    { cursor: 'bm9ib2R5' },
    { cursor: Buffer.from('["-placedAt","yesterday","1"]').toString('base64url') },
  ] as const) {
    const problem = await refusal(listPurchaseOrders, { query }, { as })
    expect(problem).toMatchObject({ code: 'validation_failed', fields: [{ path: ['cursor'] }] })
  }
})

test('a whole number is looked for as it stands, a part of a name or number within', async () => {
  const as = inCounty.manager
  const [order] = (await call(listPurchaseOrders, { query: {} }, { as })).items
  const numbersOf = async (search: string) =>
    (await call(listPurchaseOrders, { query: { search } }, { as })).items.map(({ id }) => id)
  expect(await numbersOf(order?.number.toLowerCase() ?? '')).toEqual([order?.id])
  expect(await numbersOf(order?.number.slice(-4) ?? '')).toContain(order?.id)
  // §2.7: as an input method for Chinese types it.
  const wide = (text = '') =>
    text.replaceAll(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
  expect(await numbersOf(wide(order?.number))).toEqual([order?.id])
  expect(await numbersOf(wide(order?.number.slice(-4)))).toContain(order?.id)
  expect(await numbersOf(order?.unit.name.slice(1) ?? '')).toContain(order?.id)
})

test.each<[string, number]>([
  ['500237', 6],
  ['50', 6],
  ['441826', 1],
  ['44', 1],
])('officials of %s read each requisition of their area once, page by page', async (area, all) => {
  const as = official(area)
  for (const sort of ['requestedAt', '-requestedAt', 'neededOn', '-amount'] as const) {
    const whole = await call(listRequisitions, { query: { sort, count: 'true' } }, { as })
    expect(whole).toMatchObject({ total: all, nextCursor: null })
    const above = await call(listRequisitions, { query: { sort, pageSize: 4 } }, { as })
    const cursor = above.nextCursor ?? undefined
    const below = cursor ? await call(listRequisitions, { query: { sort, cursor } }, { as }) : null
    expect([...above.items, ...(below?.items ?? [])]).toEqual(whole.items)
  }
})

test('a requisition of sellers of two counties stands once in the list of their province', async () => {
  const neighbour = await aSeller(database, { countyCode: '500103', name: '邻县合作社' })
  const packs = [await inCounty.offer({}), await neighbour.offer({})]
  const lines = packs.map(({ packId }) => ({ packId, quantity: 1 }))
  await aPlacedOrder(database, { buyer: first.buyer, channelId: first.channelId, lines })
  for (const [area, all] of [
    ['50', 7],
    ['500103', 1],
  ] as const) {
    const query = { count: 'true' as const }
    const page = await call(listRequisitions, { query }, { as: official(area) })
    expect(page.total).toBe(all)
    expect(new Set(page.items.map(({ id }) => id)).size).toBe(all)
  }
})

test('requisitions of a group come from all of its members, page by page', async () => {
  const as = signedIn({ roles: ['group_coordinator'], organisationId: group.id })
  const whole = await call(listRequisitions, { query: { count: 'true' } }, { as })
  expect(whole.total).toBe(8)
  const above = await call(listRequisitions, { query: { pageSize: 3 } }, { as })
  const query = { pageSize: 10, cursor: above.nextCursor ?? undefined }
  const below = await call(listRequisitions, { query }, { as })
  expect([...above.items, ...below.items]).toEqual(whole.items)
})

test('a filter looks through a thousand orders, and the next page goes on behind them', async () => {
  const as = signedIn({ roles: ['platform_admin'] })
  const [oldest] = (await call(listPurchaseOrders, { query: { sort: 'placedAt' } }, { as })).items
  breaksInvariants(database, 'orders are copied without what stands behind them')
  const columns = await database.sql<{ name: string }[]>`
    select attname as name from pg_attribute where attrelid = 'orders.purchase_orders'::regclass
      and attnum > 0 and attgenerated = '' and attname not in ('id', 'number', 'placed_at')`
  const names = columns.map(({ name }) => name).join(', ')
  await database.sql.unsafe(`insert into orders.purchase_orders (id, number, placed_at, ${names})
    select gen_random_uuid(), 'PO-' || i, placed_at + i * interval '1 day', ${names}
    from (select * from orders.purchase_orders limit 1) one, generate_series(1, 1500) i`)
  const query = { search: oldest?.number.slice(3) ?? '', count: 'true' as const }
  const near = await call(listPurchaseOrders, { query }, { as })
  expect(near).toMatchObject({ items: [], total: null })
  const cursor = near.nextCursor ?? ''
  const far = await call(listPurchaseOrders, { query: { ...query, cursor } }, { as })
  expect(far.items.map(({ id }) => id)).toEqual([oldest?.id])
  expect(far.nextCursor).toBeNull()
})

import { expect, test } from 'vitest'
import { placeRequisition, quoteRequisition } from '../../../shared/orders/orders.api.ts'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { aBuyingUnit, aSeller, neededOn, orderedAt } from '../../support/factories/orders.ts'
import { untilBlocked } from '../../support/race.ts'

const database = await testDatabase({ max: 20 })
const { sql } = database
const clock = () => orderedAt
const first = await testApp({ database, clock })
/** A second program on the same database. */
const two = await testApp({ database, clock })

/** A unit and a seller of their own, so that a change reaches one test only. */
async function market() {
  const unit = await aBuyingUnit(database, { budget: { year: 2026, budgetCents: 1_000_000_000 } })
  const seller = await aSeller(database)
  const { packId, productId, lotId } = await seller.offer({ priceCents: 6_000 })
  const seen = { packId, quantity: 1, expectedUnitPriceCents: 6_000 }
  const body = { channelId: unit.channelId, neededOn, lines: [seen] }
  return { unit, seller, packId, productId, lotId, body }
}

type Market = Awaited<ReturnType<typeof market>>
type Change = [what: string, change: (market: Market) => Promise<unknown>, refusedAs: string]

/** Makes a change and, as the commands do, writes anew what is shown of the product. */
async function changed(of: Market, change: Change[1]): Promise<void> {
  await change(of)
  await sql`select catalogue.write_documents(array[${of.productId}::uuid])`
}

/** Everything an order hangs on, changed as the commands change it. */
const changes: Change[] = [
  [
    'a price',
    ({ packId }) => sql`update catalogue.packs set price_cents = 7_000, version = version + 1
      where id = ${packId}`,
    'price_changed',
  ],
  [
    'a tier',
    async ({ packId }) => {
      await sql`insert into catalogue.price_tiers values (${packId}, 2, 5_000)`
      await sql`update catalogue.packs set price_cents = 7_000, version = version + 1
        where id = ${packId}`
    },
    'price_changed',
  ],
  [
    'a minimum quantity',
    ({ packId }) => sql`update catalogue.packs set minimum_quantity = 2, version = version + 1
      where id = ${packId}`,
    'below_minimum_quantity',
  ],
  [
    'a pack withdrawn',
    ({ packId }) =>
      sql`update catalogue.packs set withdrawn_at = ${orderedAt} where id = ${packId}`,
    'not_for_sale',
  ],
  [
    'a product held',
    ({ productId }) => sql`update catalogue.products set state = 'held' where id = ${productId}`,
    'not_for_sale',
  ],
  [
    'a season',
    async ({ productId }) => {
      await sql`insert into catalogue.season_windows values (${productId}, 0, '11-01', '12-31')`
      await sql`update catalogue.products set version = version + 1 where id = ${productId}`
    },
    'out_of_season',
  ],
  [
    'terms of sale',
    ({ seller }) => sql`update catalogue.sales_terms set minimum_order_cents = 6_001,
      version = version + 1 where cooperative_id = ${seller.id}`,
    'below_minimum_order',
  ],
  [
    'where the cooperative delivers',
    async ({ seller }) => {
      await sql`delete from catalogue.delivery_areas where cooperative_id = ${seller.id}`
      await sql`update catalogue.sales_terms set version = version + 1
        where cooperative_id = ${seller.id}`
    },
    'not_delivered_there',
  ],
  ['an admission', ({ seller }) => suspend(seller), 'not_for_sale'],
  [
    'the place of a channel',
    ({ unit }) => sql`update organisations.buying_channels set division_code = '440106'
      where id = ${unit.channelId}`,
    'not_delivered_there',
  ],
  [
    'a channel closed',
    ({ unit }) => sql`update organisations.buying_channels set closed_at = ${orderedAt}
      where id = ${unit.channelId}`,
    'not_found',
  ],
  [
    'a lot closed',
    ({ lotId }) => sql`update catalogue.lots set closed_at = ${orderedAt} where id = ${lotId}`,
    'out_of_stock',
  ],
  [
    'a budget',
    ({ unit }) => sql`update orders.unit_budgets set budget_cents = 5_999 + committed_cents
      where unit_id = ${unit.id}`,
    'budget_exceeded',
  ],
  [
    'what passes without a signature',
    ({ unit }) => sql`update orders.approval_limits set free_up_to_cents = 5_999
      where unit_id = ${unit.id}`,
    'submitted',
  ],
]

test.each(changes)(
  '%s, changed elsewhere, is obeyed by the next order of another server',
  async (_, change, refusedAs) => {
    const world = await market()
    const as = world.unit.buyer
    await first.call(quoteRequisition, { body: world.body }, { as })
    expect((await first.call(placeRequisition, { body: world.body }, { as })).state).toBe('placed')
    await changed(world, change)
    for (const app of [first, two])
      expect(outcomeOf(await app.send(placeRequisition, { body: world.body }, { as }))).toBe(
        refusedAs,
      )
  },
)

test.each(changes.filter(([what]) => what !== 'an admission'))(
  '%s, changed between reading and placing, is seen under the locks',
  async (_, change, refusedAs) => {
    const world = await market()
    expect(await placedAcross(world, () => changed(world, change))).toBe(refusedAs)
    const [stock] = await sql`
    select available_grams from catalogue.lot_stock where lot_id = ${world.lotId}`
    expect(stock).toEqual({ available_grams: 10_000_000 })
  },
)

test('an admission that ends between reading and placing is seen', async () => {
  const { unit, seller, body } = await market()
  const holder = await sql.reserve()
  await holder`begin`
  await holder`select pg_advisory_xact_lock(hashtextextended('assistance.pairings', 0))`
  const waiting = first.send(placeRequisition, { body }, { as: unit.buyer })
  await untilBlocked(database)
  await suspend(seller)
  await holder`commit`
  holder.release()
  expect(outcomeOf(await waiting)).toBe('not_for_sale')
})

test('an admission does not end over orders that are being placed: it waits for them', async () => {
  const { unit, seller, lotId, body } = await market()
  const holder = await sql.reserve()
  await holder`begin`
  await holder`select from catalogue.lot_stock where lot_id = ${lotId} for no key update`
  const waiting = first.send(placeRequisition, { body }, { as: unit.buyer })
  await untilBlocked(database)
  const suspended = suspend(seller).execute()
  await untilBlocked(database, 2)
  await holder`commit`
  holder.release()
  expect(outcomeOf(await waiting)).toBe('placed')
  await suspended
  const next = await first.send(placeRequisition, { body }, { as: unit.buyer })
  expect(outcomeOf(next)).toBe('not_for_sale')
})

test('§3.12 general terms that begin between reading and placing are obeyed', async () => {
  const world = await market()
  await sql`delete from catalogue.sales_terms where cooperative_id = ${world.seller.id}`
  const begin = () =>
    sql`insert into catalogue.default_sales_terms values ('2026-07-06', 6_001, '16:00', 2)`
  expect(await placedAcross(world, begin)).toBe('below_minimum_order')
})

test('§3.6 a pairing recorded elsewhere is credited by the next order of either server', async () => {
  const { unit, body } = await market()
  await first.call(placeRequisition, { body }, { as: unit.buyer })
  await sql`insert into assistance.pairings
    (id, organisation_id, division_code, kind, from_date, created_at)
    values (${first.deps.newId()}, ${unit.id}, '500237', 'designated', '2026-01-01', ${orderedAt})`
  for (const app of [first, two]) {
    const { id } = await app.call(placeRequisition, { body }, { as: unit.buyer })
    const [row] = await sql`select credit from orders.purchase_orders where requisition_id = ${id}`
    expect(row?.credit.pairedCodes).toEqual([{ unitId: unit.id, codes: ['500237'] }])
  }
})

test('§5.8 a budget begun while an order is placed counts it', async () => {
  const unit = await aBuyingUnit(database)
  const { packId, lotId } = await (await aSeller(database)).offer()
  const body = { channelId: unit.channelId, neededOn, lines: [{ packId, quantity: 1 }] }
  const holder = await sql.reserve()
  await holder`begin`
  const lock = `orders.budget ${unit.id}`
  await holder`select pg_advisory_xact_lock_shared(hashtextextended(${lock}, 2026))`
  await holder`select from catalogue.lot_stock where lot_id = ${lotId} for no key update`
  const begun = sql`select orders.begin_budget(${unit.id}, 2026, 1_000_000)`.execute()
  await untilBlocked(database)
  const placed = first.call(placeRequisition, { body }, { as: unit.buyer })
  await untilBlocked(database, 2)
  await holder`commit`
  holder.release()
  await Promise.all([begun, placed])
  const [budget] = await sql`select committed_cents,
      (select sum(goods_cents + freight_cents)::bigint from orders.purchase_orders
        where unit_id = ${unit.id}) as ordered_cents
    from orders.unit_budgets where unit_id = ${unit.id}`
  expect(budget).toEqual({ committed_cents: 6_000, ordered_cents: 6_000 })
})

/** What becomes of an order when the change is made after it read and before it places. */
async function placedAcross(
  { unit, lotId, body }: Market,
  change: () => Promise<unknown>,
): Promise<unknown> {
  const holder = await sql.reserve()
  await holder`begin`
  await holder`select from catalogue.lot_stock where lot_id = ${lotId} for no key update`
  const waiting = first.send(placeRequisition, { body }, { as: unit.buyer })
  await untilBlocked(database)
  await change()
  await holder`commit`
  holder.release()
  return outcomeOf(await waiting)
}

const suspend = (seller: Market['seller']) =>
  sql`update organisations.cooperatives set state = 'suspended'
    where organisation_id = ${seller.id}`

/** The state of what was placed, or why it was refused. */
function outcomeOf(answer: { json(): unknown }): unknown {
  const { state, code, fields } = answer.json() as {
    state?: string
    code?: string
    fields?: { code: string }[]
  }
  return state ?? fields?.[0]?.code ?? code
}

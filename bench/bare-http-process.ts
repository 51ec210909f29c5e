import fastify from 'fastify'
import { createClient } from '../server/platform/db/driver.ts'
import { monthDayNumber } from '../shared/catalogue/season.ts'
import { dayOf } from '../shared/scalars.ts'
import { barePlacing } from './bare-placing.ts'
import { serveParent, settingsOfThisChild } from './child.ts'

/**
 * Routes that do nothing but run one plain statement on the driver and print its rows: the text
 * that is kept of what a product shows, and beside it what a page shows that changes with other
 * things, as its stock, its seller's and its places' names, the season and the usual price.
 */
const { url } = settingsOfThisChild<{ url: string }>()
const today = () => monthDayNumber(dayOf(new Date()))
const sql = createClient({ url, applicationName: 'cunji-bench-bare' })
const app = fastify()

app.get(
  '/api/v1/catalogue',
  async () => sql`
    select card, seller.name as "cooperativeName", is_example as "isExample",
      origin.path_name as "originName", season @> ${today()}::integer as "isInSeason",
      (select sum(available_grams)::bigint from catalogue.lots
        join catalogue.lot_stock on lot_id = lots.id
        where product_id = products.id and closed_at is null
          and (expires_on >= current_date or expires_on is null)
          and (certificate_valid_to >= current_date or certificate_valid_to is null))
        as "availableGrams",
      median_cents_per_jin as "medianCentsPerJin", offers as "comparableOffers", terms
    from (select * from catalogue.products where state = 'approved'
      order by latest_harvest desc nulls last, id desc limit 24) products
    join catalogue.product_documents on product_id = products.id
    join organisations.organisations seller on seller.id = cooperative_id
    join villages.divisions origin on origin.code = origin_code
    left join catalogue.seller_documents using (cooperative_id)
    left join catalogue.produce_medians using (category, produce_key)
    order by latest_harvest desc nulls last, products.id desc`,
)

app.get<{ Params: { productId: string } }>(
  '/api/v1/catalogue/products/:productId',
  async ({ params }) => sql`
    select page, seller.name as "cooperativeName", is_example as "isExample",
      season @> ${today()}::integer as "isInSeason",
      median_cents_per_jin as "medianCentsPerJin", offers, terms, areas, lots,
      array(select available_grams from catalogue.lot_stock where lot_id = any(lot_ids))
        as "availableGrams",
      array(select path_name from villages.divisions
        where code = any(place_codes || origin_code || seller_documents.area_codes)) as names
    from catalogue.products
    join catalogue.product_documents on product_id = products.id
    join organisations.organisations seller on seller.id = cooperative_id
    left join catalogue.seller_documents using (cooperative_id)
    left join catalogue.produce_medians using (category, produce_key)
    where products.id = ${params.productId} and state = 'approved'`,
)

/** The newest 50 orders of the county of the bench. */
const newestOrders = `
  select purchase_orders.id, number, state, unit_id, unit.name as unit_name, cooperative_id,
    cooperative.name as cooperative_name, needed_on, goods_cents, freight_cents, placed_at,
    lines.count as line_count, lines.grams as ordered_grams
  from (select * from orders.purchase_orders where supervising_county_code = '500101'
    order by placed_at desc, id desc limit 50) purchase_orders
  join organisations.organisations unit on unit.id = unit_id
  join organisations.organisations cooperative on cooperative.id = cooperative_id
  cross join lateral (
    select count(*)::integer, sum(ordered_grams)::bigint as grams
    from orders.order_lines where purchase_order_id = purchase_orders.id) lines
  order by placed_at desc, purchase_orders.id desc`

app.get('/api/v1/purchase-orders', async () => sql.unsafe(newestOrders, [], { prepare: true }))

app.post<{ Body: unknown[] }>('/api/v1/requisitions', async ({ body }, reply) => {
  const [row] = await sql.unsafe(barePlacing, body as never[], { prepare: true })
  if (row?.lines !== 5) throw new Error('the bare route found no stock')
  return reply.code(201).send(row)
})

serveParent(await app.listen({ port: 0, host: '127.0.0.1' }))

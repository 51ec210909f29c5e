import fastify from 'fastify'
import { createClient } from '../server/platform/db/driver.ts'
import { barePlacing } from './bare-placing.ts'
import { serveParent, settingsOfThisChild } from './child.ts'

/**
 * Routes that do nothing but run one plain statement on the driver and print its rows: the
 * text that is kept of what a product shows.
 */
const { url } = settingsOfThisChild<{ url: string }>()
const sql = createClient({ url, applicationName: 'cunji-bench-bare' })
const app = fastify()

app.get(
  '/api/v1/catalogue',
  async () => sql`
    select card
    from catalogue.products join catalogue.product_documents on product_id = id
    where state = 'approved' order by latest_harvest desc nulls last, id desc limit 24`,
)

app.get<{ Params: { productId: string } }>(
  '/api/v1/catalogue/products/:productId',
  async ({ params }) => sql`
    select page
    from catalogue.products join catalogue.product_documents on product_id = id
    where id = ${params.productId} and state = 'approved'`,
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

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

app.post<{ Body: unknown[] }>('/api/v1/requisitions', async ({ body }, reply) => {
  const [row] = await sql.unsafe(barePlacing, body as never[], { prepare: true })
  if (row?.lines !== 5) throw new Error('the bare route found no stock')
  return reply.code(201).send(row)
})

serveParent(await app.listen({ port: 0, host: '127.0.0.1' }))

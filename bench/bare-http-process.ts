import { drizzle } from 'drizzle-orm/postgres-js'
import fastify from 'fastify'
import { selectPage } from '../server/catalogue/browse.queries.ts'
import { findProductPage } from '../server/catalogue/product-page.queries.ts'
import { createClient } from '../server/platform/db/driver.ts'
import type { Database } from '../server/platform/db/transaction.ts'
import { browse } from '../shared/catalogue/catalogue.api.ts'
import { monthDayNumber } from '../shared/catalogue/season.ts'
import { dayOf } from '../shared/scalars.ts'
import { barePlacing } from './bare-placing.ts'
import { serveParent, settingsOfThisChild } from './child.ts'
import { idOf } from './ids.ts'

/**
 * Routes that do nothing but run one statement on the driver and print its rows: the program's own
 * for reading, the plainest for placing.
 */
const { url } = settingsOfThisChild<{ url: string }>()
const settings = { url, applicationName: 'cunji-bench-bare' }
const sql = createClient(settings)
const app = fastify()
const today = dayOf(new Date())
const unitId = null
const someProduct = idOf('product', 1)

const page = await statementOf((db) => {
  const query = browse.query.parse({})
  return selectPage(db, { query, today, monthDay: monthDayNumber(today), unitId })
})
const product = await statementOf((db) =>
  findProductPage(db, { productId: someProduct, today, unitId }),
)

app.get('/api/v1/catalogue', async () =>
  sql.unsafe(page.text, page.values as never[], { prepare: true }),
)

app.get<{ Params: { productId: string } }>(
  '/api/v1/catalogue/products/:productId',
  async ({ params }) => {
    const values = product.values.map((value) => (value === someProduct ? params.productId : value))
    return sql.unsafe(product.text, values as never[], { prepare: true })
  },
)

app.post<{ Body: unknown[] }>('/api/v1/requisitions', async ({ body }, reply) => {
  const [row] = await sql.unsafe(barePlacing, body as never[], { prepare: true })
  if (row?.lines !== 5) throw new Error('the bare route found no stock')
  return reply.code(201).send(row)
})

/** What the program sends for a question. */
async function statementOf(ask: (db: Database) => Promise<unknown>) {
  const statement = { text: '', values: [] as unknown[] }
  const logQuery = (text: string, values: unknown[]) => Object.assign(statement, { text, values })
  const client = createClient({ ...settings, max: 1 })
  await ask(drizzle({ client, casing: 'snake_case', logger: { logQuery } }))
  await client.end()
  return statement
}

serveParent(await app.listen({ port: 0, host: '127.0.0.1' }))

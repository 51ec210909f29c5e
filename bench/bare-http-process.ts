import fastify from 'fastify'
import { browseStatement } from '../server/catalogue/browse.queries.ts'
import { productPageStatement } from '../server/catalogue/product-page.queries.ts'
import { createClient } from '../server/platform/db/driver.ts'
import { browse } from '../shared/catalogue/catalogue.api.ts'
import { monthDayNumber } from '../shared/catalogue/season.ts'
import { dayOf } from '../shared/scalars.ts'
import { serveParent, settingsOfThisChild } from './child.ts'

/** Routes that do nothing but run the program's own SQL on the driver and print the rows. */
const { url } = settingsOfThisChild<{ url: string }>()
const sql = createClient({
  url,
  prepare: true,
  max: 16,
  statementTimeoutMs: 30_000,
  lockTimeoutMs: 10_000,
  idleInTransactionTimeoutMs: 60_000,
  applicationName: 'cunji-bench-bare',
})
const app = fastify()
const today = dayOf(new Date())

app.get('/api/v1/catalogue', async (request) => {
  const query = browse.query.parse(request.query)
  const monthDay = monthDayNumber(today)
  return rowsOf(browseStatement({ query, today, monthDay, unitId: null }))
})

app.get<{ Params: { productId: string } }>(
  '/api/v1/catalogue/products/:productId',
  async (request) =>
    rowsOf(productPageStatement({ productId: request.params.productId, today, unitId: null })),
)

function rowsOf(statement: { text: string; values: unknown[] }) {
  return sql.unsafe(statement.text, statement.values as never[], { prepare: true })
}

serveParent(await app.listen({ port: 0, host: '127.0.0.1' }), async () => null)

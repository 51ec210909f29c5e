import { afterAll, expect, test } from 'vitest'
import type { Endpoint } from '../../shared/endpoint.ts'
import { testApp } from '../support/app.ts'
import { anyParams, everyEndpoint } from '../support/contract.ts'
import { connectTest, testDatabase } from '../support/database.ts'
import { aWholeThread } from '../support/factories/thread.ts'
import { insertPlaces } from '../support/factories/villages.ts'
import { breaksInvariants } from '../support/invariants.ts'
import { copyRows } from '../support/row-copies.ts'
import { countBuffers } from '../support/statements.ts'

const database = await testDatabase()
breaksInvariants(database, 'rows are copied without what stands behind them')
// One connection, so that a statement is planned for good before it is measured.
const single = connectTest({ url: database.url, max: 1, applicationName: 'cunji-test' })
afterAll(() => single.close())
const { send, deps } = await testApp({ database: single, settings: { RATE_LIMIT: '0' } })
await insertPlaces(database)
const { records, people } = await aWholeThread(database, deps.config)

/** Lists that may read what they do not show, some for one reader only, and why. */
const mayGrow: Record<string, string> = {
  'catalogue.browse': 'the shop window has plans of its own, tested beside its statements',
  'orders.listRequisitions, official': 'which of them became orders in the area, the orders say',
}

const lists = (await everyEndpoint()).filter(
  ({ method, response }) =>
    method === 'GET' && 'shape' in response && 'items' in Object(response.shape),
)

/** PostgreSQL keeps a plan for good after five executions. */
const executionsUntilPlanned = 6

interface Looked {
  list: string
  as: string
  buffers: number
}

test('no list reads more because there is more that it does not show', {
  timeout: 120_000,
}, async () => {
  await copyRows(database.sql, 1, 300)
  const before = await lookAtAll()
  await copyRows(database.sql, 301, 900)
  const after = await lookAtAll()
  const counts = { lists: lists.length, 'lists as people see them': before.length }
  process.stdout.write(`lists examined: ${JSON.stringify(counts)}\n`)
  expect(before.length).toBeGreaterThan(lists.length)
  const grown = after.flatMap(({ list, as, buffers }, index) => {
    const was = before[index]?.buffers ?? 0
    if (list in mayGrow || `${list}, ${as}` in mayGrow) return []
    return buffers <= was * 1.1 + 12 ? [] : [{ list, as, was, buffers }]
  })
  expect(grown).toEqual([])
})

/** Every list, read by everybody who may read it. */
async function lookAtAll(): Promise<Looked[]> {
  const looked: Looked[] = []
  for (const endpoint of lists) {
    for (const person of people) {
      const read = () =>
        send(endpoint, { params: paramsOf(endpoint), query: { pageSize: 5 } }, { as: person })
      if ((await read()).statusCode !== 200) continue
      for (let time = 1; time < executionsUntilPlanned; time += 1) await read()
      const buffers = await countBuffers(database, read)
      looked.push({ list: endpoint.name, as: person.roles.join(), buffers })
    }
  }
  return looked
}

/** Each parameter from the record that the word before it names. */
function paramsOf(endpoint: Endpoint): Record<string, string> {
  const parts = endpoint.path.split('/')
  const known = parts.flatMap((part, index) => {
    const record = records[parts[index - 1] ?? '']
    return part.startsWith(':') && record !== undefined ? [[part.slice(1), record]] : []
  })
  return { ...anyParams(endpoint), ...Object.fromEntries(known) }
}

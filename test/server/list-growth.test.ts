import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
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
// Tables as small as these are read whole where large ones are not: that way is closed to them
// wherever there is another.
await database.sql.unsafe(
  `alter database ${new URL(database.url).pathname.slice(1)} set enable_seqscan = off`,
)
// One connection, so that a statement is planned for good before it is measured.
const single = connectTest({ url: database.url, max: 1, applicationName: 'cunji-test' })
afterAll(() => single.close())
const { send, deps } = await testApp({ database: single, settings: { RATE_LIMIT: '0' } })
await insertPlaces(database)
const { records, people } = await aWholeThread(database, deps.config)

/** Lists that may read what they do not show, for all or one reader, and why. */
const mayGrow: Record<string, string> = {
  'catalogue.browse': 'the shop window has plans of its own, with a growth test of their own',
  'catalogue.reviewQueue {"state":"withdrawn"} official':
    'it is merged from the cooperatives of the area, of which the copies are as many as rows',
}

const lists = (await everyEndpoint()).filter(
  ({ method, response }) =>
    method === 'GET' && 'shape' in response && 'items' in Object(response.shape),
)

/** PostgreSQL keeps a plan for good after five executions. */
const executionsUntilPlanned = 6

interface Looked {
  list: string
  asked: string
  as: string
  buffers: number
}

test('no list reads more because there is more that it does not show', {
  timeout: 300_000,
}, async () => {
  // More than the thousand rows that a page looks through for what no index finds.
  await copyRows(database.sql, 1, 1_100)
  const before = await lookAtAll(executionsUntilPlanned)
  await copyRows(database.sql, 1_101, 3_300)
  // What was planned for good is only planned anew, since the tables have grown.
  const after = await lookAtAll(2)
  const counts = { lists: lists.length, 'lists as people see them': before.length }
  process.stdout.write(`lists examined: ${JSON.stringify(counts)}\n`)
  expect(before.length).toBeGreaterThan(lists.length)
  const keyOf = ({ list, asked, as }: Looked) => `${list} ${asked} ${as}`
  const buffersBefore = new Map(before.map((looked) => [keyOf(looked), looked.buffers]))
  const grown = after.flatMap((looked) => {
    const { list, asked, as, buffers } = looked
    const was = buffersBefore.get(keyOf(looked)) ?? 0
    if (list in mayGrow || keyOf(looked) in mayGrow) return []
    // The thousand rows that a filter looks through lie more or less apart. And few rows are read
    // in another way than many: a join of small tables is not worth its index.
    const most = was * (asked === '{}' ? 1.1 : 1.6) + 24
    return buffers <= most ? [] : [{ list, asked, as, was, buffers }]
  })
  expect(grown).toEqual([])
})

/** Every list, read by everybody who may read it. */
async function lookAtAll(executions: number): Promise<Looked[]> {
  const looked: Looked[] = []
  for (const endpoint of lists) {
    for (const person of people) {
      for (const question of questionsTo(endpoint)) {
        const query = { pageSize: 5, ...question }
        const read = () => send(endpoint, { params: paramsOf(endpoint), query }, { as: person })
        if ((await read()).statusCode !== 200) continue
        for (let time = 1; time < executions; time += 1) await read()
        const buffers = await countBuffers(database, read)
        const asked = JSON.stringify(question)
        looked.push({ list: endpoint.name, asked, as: person.roles.join(), buffers })
      }
    }
  }
  return looked
}

/** The list as it comes, in each of its orders, in two states, and by words that nobody wrote. */
function questionsTo(endpoint: Endpoint): Record<string, string>[] {
  const shape: Record<string, z.ZodType> = endpoint.query?.shape ?? {}
  const asked = Object.entries(shape).flatMap(([name, schema]) => {
    if (['search', 'q', 'text'].includes(name)) return [{ [name]: '没有的字' }]
    if (name === 'sort') return optionsOf(schema).map((option) => ({ sort: option }))
    if (name !== 'state') return []
    const states = optionsOf(schema)
    return [states[0], states.at(-1)].flatMap((state) => (state ? [{ state }] : []))
  })
  return [{}, ...asked]
}

/** The values of an enumeration, also below what may be left out or given several times. */
function optionsOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String)
  if (schema instanceof z.ZodUnion) return optionsOf(schema.options[0] as z.ZodType)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return optionsOf(schema.unwrap() as z.ZodType)
  return []
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

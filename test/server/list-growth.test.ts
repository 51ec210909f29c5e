import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { ordersPlaced } from '../../server/orders/index.ts'
import { targetChanges } from '../../shared/assistance/targets.api.ts'
import { readPaymentByUnit } from '../../shared/billing/money-desk.api.ts'
import type { Endpoint } from '../../shared/endpoint.ts'
import { countUnread } from '../../shared/notices/notices.api.ts'
import { readFigures, readResults } from '../../shared/reports/reports.api.ts'
import { listFlagRates } from '../../shared/review/review.api.ts'
import { testApp } from '../support/app.ts'
import { anyParams, everyEndpoint } from '../support/contract.ts'
import { connectTest, testDatabase } from '../support/database.ts'
import { aWholeThread } from '../support/factories/thread.ts'
import { insertPlaces } from '../support/factories/villages.ts'
import { breaksInvariants } from '../support/invariants.ts'
import { copyRows } from '../support/row-copies.ts'
import { countBuffers, onStatement } from '../support/statements.ts'

const database = await testDatabase({ plansAsInProduction: true })
breaksInvariants(database, 'rows are copied without what stands behind them')
// Small tables are read whole, and joined by hashing all of them, where large ones are not: these
// ways are closed wherever there is another.
for (const way of ['seqscan', 'hashjoin', 'mergejoin'])
  await database.sql.unsafe(
    `alter database ${new URL(database.url).pathname.slice(1)} set enable_${way} = off`,
  )
// One connection, so that a statement is planned for good before it is measured.
const single = connectTest({ url: database.url, max: 1, applicationName: 'cunji-test' })
afterAll(() => single.close())
const { send, deps } = await testApp({ database: single, settings: { RATE_LIMIT: '0' } })
await insertPlaces(database)
const { records, people } = await aWholeThread(database, deps.config)

const mergedFromCooperatives =
  'it is merged from the cooperatives of the area, of which the copies are as many as rows'

/** Lists that may read what they do not show, for all or one reader, and why. */
const mayGrow: Record<string, string> = {
  'catalogue.browse': 'the shop window has plans of its own, with a growth test of their own',
  'reports.listTargetProgress': 'all its rows are shown, a thousand at most',
  'catalogue.listSupply': 'it adds up the goods of the counties, two thousand at most',
  'reports.listOneProduct': 'it looks at all villages of a place, a thousand at most',
  'reports.listReserve': 'beside it stands how many of all units of the place filed',
  'catalogue.reviewQueue {} official': mergedFromCooperatives,
  'catalogue.reviewQueue {"state":"draft"} official': mergedFromCooperatives,
  'catalogue.reviewQueue {"state":"withdrawn"} official': mergedFromCooperatives,
}

/** Sums of a period with their parts, whose plans have tests of their own. */
const isFigures = new Set<string>([readFigures.name, readResults.name])

/**
 * Lists, the numbers beside the navigation, which are counted as far as they are shown, and what
 * units pay in how many days, which is kept of those that paid.
 */
const lists = (await everyEndpoint()).filter(
  ({ name, method, response }) =>
    name === countUnread.name ||
    name === readPaymentByUnit.name ||
    (method === 'GET' &&
      !isFigures.has(name) &&
      'shape' in response &&
      'items' in Object(response.shape)),
)

/** PostgreSQL keeps a plan for good after five executions. */
const executionsUntilPlanned = 6

interface Reading {
  list: string
  filters: string
  as: string
  buffers: number
}

test('no list reads more because there is more that it does not show', {
  timeout: 300_000,
}, async () => {
  await copyRows(database.sql, 1, 300)
  const before = await readAll(executionsUntilPlanned)
  await copyRows(database.sql, 301, 900)
  // What was planned for good is only planned anew, since the tables have grown.
  const after = await readAll(1)
  const counts = { lists: lists.length, 'lists as people see them': before.length }
  process.stdout.write(`lists examined: ${JSON.stringify(counts)}\n`)
  const isRead = new Set(before.map(({ list }) => list))
  expect(lists.map(({ name }) => name).filter((name) => !isRead.has(name))).toEqual([])
  expect(before.length).toBeGreaterThan(7 * lists.length)
  const keyOf = ({ list, filters, as }: Reading) => `${list} ${filters} ${as}`
  const buffersBefore = new Map(before.map((reading) => [keyOf(reading), reading.buffers]))
  const grown = after.flatMap((reading) => {
    const { list, filters, as, buffers } = reading
    const was = buffersBefore.get(keyOf(reading)) ?? 0
    if (list in mayGrow || keyOf(reading) in mayGrow) return []
    // The thousand rows that a filter looks through lie more or less apart. And few rows are read
    // in another way than many: a join of small tables is not worth its index.
    const most = was * (filters === '{}' ? 1.1 : 1.6) + 24
    return buffers <= most ? [] : [{ list, filters, as, was, buffers }]
  })
  expect(grown).toEqual([])
})

test('§8 old orders of a county are checked again page by page, from where the last one ended', async () => {
  const [last] = await database.sql<{ placedAt: string; id: string; scope: string }[]>`
    select placed_at::text as "placedAt", id, supervising_county_code as scope
    from orders.purchase_orders order by placed_at desc, id desc limit 1`
  const days = { fromDay: '2000-01-01', toDay: '2100-01-01' }
  const page = (scope: string) =>
    ordersPlaced(single.db, { ...days, scope, after: last ?? null, limit: 5 })
  for (const scope of [last?.scope ?? '', '']) {
    expect(await page(scope)).toEqual([])
    expect(await countBuffers(database, () => page(scope))).toBeLessThan(12)
  }
})

/** How often each statement has been executed; each is planned once for all who send it. */
const executed = new Map<string, number>()
/** The statements of the last reading. */
let sent: string[] = []
onStatement(single, (text) => {
  executed.set(text, (executed.get(text) ?? 0) + 1)
  sent.push(text)
})

/** Every list, read by everybody who may read it, when what it sends was executed so often. */
async function readAll(executions: number): Promise<Reading[]> {
  const readings: Reading[] = []
  executed.clear()
  for (const endpoint of lists) {
    const [plain = {}, ...narrowed] = questionsTo(endpoint)
    const narrowedFor = new Set<string | null>()
    for (const person of people) {
      // What narrows or orders a list is read in one way by all of an organisation.
      const isFirst = !narrowedFor.has(person.organisationId)
      for (const question of isFirst ? [plain, ...narrowed] : [plain]) {
        const query = { pageSize: 5, ...question }
        const read = () => {
          sent = []
          return send(endpoint, { params: paramsOf(endpoint), query }, { as: person })
        }
        const answer = await read()
        // Not for them; any other refusal would leave the list unread without a word.
        if (answer.statusCode === 403 || answer.statusCode === 404) continue
        expect(answer.statusCode, `${endpoint.name} ${JSON.stringify(query)}: ${answer.body}`).toBe(
          200,
        )
        narrowedFor.add(person.organisationId)
        while (sent.some((text) => (executed.get(text) ?? 0) < executions)) await read()
        const buffers = await countBuffers(database, read)
        const filters = JSON.stringify(question)
        readings.push({ list: endpoint.name, filters, as: person.roles.join(), buffers })
      }
    }
  }
  return readings
}

/** The list as it comes, in each of its orders, in two states, and by words that nobody wrote. */
function questionsTo(endpoint: Endpoint): Record<string, string>[] {
  const shape: Record<string, z.ZodType> = endpoint.query?.shape ?? {}
  const optional = Object.entries(shape).flatMap(([name, schema]) => {
    if (['search', 'q', 'text'].includes(name)) return [{ [name]: '没有的字' }]
    if (name === 'sort') return optionsOf(schema).map((option) => ({ sort: option }))
    if (name !== 'state') return []
    const states = optionsOf(schema)
    return [states[0], states.at(-1)].flatMap((state) => (state ? [{ state }] : []))
  })
  const isRequired = ([, schema]: [string, z.ZodType]) => !schema.safeParse(undefined).success
  const own = ownValues[endpoint.name]
  const required = Object.fromEntries(
    Object.entries(shape)
      .filter(isRequired)
      .map(([name]) => [name, requiredValues[name] ?? '']),
  )
  const base = { ...required, ...own }
  return [base, ...optional.map((question) => ({ ...base, ...question }))]
}

/** Values of what a list requires. */
const requiredValues: Record<string, string> = {
  from: '2026-01',
  to: '2026-12',
  account: 'receivable',
  area: '500237',
  by: 'village',
  period: '2026',
  text: '没有的字',
  year: '2026',
}

/** The values of an enumeration, also below what may be left out or given several times. */
function optionsOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String)
  if (schema instanceof z.ZodUnion) return optionsOf(schema.options[0] as z.ZodType)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return optionsOf(schema.unwrap() as z.ZodType)
  return []
}

/** Values of single lists, where they differ. */
const ownValues: Record<string, Record<string, string>> = {
  [listFlagRates.name]: { by: 'unit' },
  [targetChanges.name]: { organisationId: records.organisations ?? '', year: '2027' },
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

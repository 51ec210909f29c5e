import { expect, test } from 'vitest'
import type { Actor } from '../../server/platform/context.ts'
import { nilId } from '../../server/platform/ids.ts'
import type { Endpoint } from '../../shared/endpoint.ts'
import { readFigures } from '../../shared/reports/reports.api.ts'
import { type Role, roles } from '../../shared/roles.ts'
import { signedIn, testApp } from '../support/app.ts'
import { everyEndpoint, paramsOfRecords } from '../support/contract.ts'
import { aBusyWorld } from '../support/factories/busy-world.ts'
import { actsOfAnybody, actsOfOtherSides } from '../support/factories/other-sides.ts'
import { aWholeThread } from '../support/factories/thread.ts'
import { stripeKeys } from '../support/online-acts.ts'
import { sampleBody } from '../support/sample-body.ts'
import { takeBack } from '../support/take-back.ts'
import { type Act, actsOf } from '../support/write-acts.ts'

const { send, database, deps } = await testApp({ settings: { RATE_LIMIT: '0', ...stripeKeys } })
/** Third parties, who take part in nothing that is done here. */
const { records, people } = await aWholeThread(database, deps.config)
const world = await aBusyWorld(database, deps.config)
const acts = actsOf(world)
const ofOtherSides = await actsOfOtherSides(database, world, deps.config)

const endpoints = await everyEndpoint()
/** Makes the first administrator where nobody is yet, and refuses everybody from then on. */
const beforeAnybody = 'organisations.setUp'
const writes = endpoints.filter(({ method, name }) => method !== 'GET' && name !== beforeAnybody)
const reads = endpoints.filter(({ method, access }) => method === 'GET' && access !== 'public')
/** The platform's administrators see everything, and record for others by a document. */
const bounded = roles.filter((role) => role !== 'platform_admin')

function mayCall({ access }: Endpoint, role: Role): boolean {
  return access === 'public' || access === 'signed-in' || access.includes(role)
}

/** Who acts in a role for the organisation that the busy world has of its kind. */
function actorIn(role: Role): Actor {
  const homes: Partial<Record<Role, string>> = {
    cooperative_manager: world.seller.id,
    cooperative_packer: world.seller.id,
    group_coordinator: world.group.id,
    official: world.authorityId,
  }
  const organisationId = homes[role] ?? world.unit.id
  const area = role === 'official' ? { divisionCode: '500237' } : {}
  return signedIn({ roles: [role], organisationId, personId: world.member.personId, ...area })
}

interface Attempt {
  endpoint: Endpoint
  act: Act
}

/** What somebody does to their own account they do in any role. */
const forOwnAccount = ({ sessionId, personId }: Actor, own: Actor): Actor =>
  sessionId === nilId ? own : { ...own, personId }

/** One's own account's acts by somebody in that role; others by whoever has it there. */
function inRole(act: Act, role: Role): Act {
  const { as } = act
  if (as === undefined) return act
  const own = actorIn(role)
  const isOfThatKind = as.organisationKind === own.organisationKind && as.sessionId === nilId
  return { ...act, as: isOfThatKind ? { ...as, roles: [role] } : forOwnAccount(as, own) }
}

async function attemptsOf(role: Role): Promise<Attempt[]> {
  const anybody = { as: actorIn(role), settings: deps.config }
  const further = { ...(await actsOfAnybody(database, world, anybody)), ...ofOtherSides[role] }
  return writes
    .filter((endpoint) => mayCall(endpoint, role))
    .flatMap((endpoint) => {
      const own = further[endpoint.name]
      const known = [acts[endpoint.name] ?? []].flat().map((act) => inRole(act, role))
      return [...(own ? [own] : []), ...known].map((act) => ({ endpoint, act }))
    })
}

const refusals = new Map<string, string>()

async function succeeds({ endpoint, act }: Attempt, role: Role): Promise<boolean> {
  const { as, headers, file, about: _about, ...input } = act
  const caller = { ...(as && { as }), ...(headers && { headers }), ...(file && { file }) }
  const { statusCode, body } = await send(endpoint, input, caller)
  expect(statusCode, `${endpoint.name}: ${body}`).toBeLessThan(500)
  if (statusCode >= 300) refusals.set(`${role} ${endpoint.name}`, `${statusCode} ${body}`)
  return statusCode < 300
}

const subjects = [
  {},
  { unitId: records.units },
  { groupId: records['assistance-groups'] },
  { divisionCode: '500237' },
]

function questions(endpoint: Endpoint): Record<string, unknown>[] {
  const sample = (endpoint.query && (sampleBody(endpoint.query) as object)) ?? {}
  const few = endpoint.name === readFigures.name && { metrics: 'distinct,paired' }
  const base = { ...sample, ...('period' in sample && { period: '2026' }), ...few }
  const asked = endpoint.name.startsWith('reports.') ? subjects : [{}]
  return asked.map((subject) => ({ ...base, ...subject }))
}

const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g

/** What somebody may read of the third parties, and every record that lists name. */
async function sightOf(role: Role, as: Actor): Promise<Set<string>> {
  const seen = new Set<string>()
  for (const endpoint of reads.filter((read) => mayCall(read, role)))
    for (const query of questions(endpoint)) {
      const params = paramsOfRecords(endpoint, records)
      const { statusCode, body } = await send(endpoint, { params, query }, { as })
      expect(statusCode, `${endpoint.name}: ${body}`).toBeLessThan(500)
      if (statusCode !== 200) continue
      if (endpoint.path.includes(':') || endpoint.name.startsWith('reports.'))
        seen.add(`${endpoint.name} ${JSON.stringify(query)}`)
      for (const [id] of body.matchAll(uuid)) seen.add(id)
    }
  return seen
}

/** Every id that stands in the database before anything is done. */
async function everyId(): Promise<Set<string>> {
  const [row] = await database.sql<{ ids: string[] }[]>`
    select array_agg(id)::text[] as ids from (
      select (xpath('//id/text()', query_to_xml(format('select %I as id from %I.%I',
        column_name, table_schema, table_name), false, false, '')))::text[] as found
      from information_schema.columns join information_schema.tables
        using (table_schema, table_name)
      where udt_name = 'uuid' and table_type = 'BASE TABLE'
        and table_schema !~ '^(pg_|pgboss|information_schema)') every_column, unnest(found) as id`
  return new Set(row?.ids)
}
const known = await everyId()

/** Third parties read their own figures: a unit, a seller, a group. */
const readers = people.filter(({ roles: [role] }) =>
  ['unit_leader', 'cooperative_manager', 'group_coordinator'].includes(role ?? ''),
)

/** Of everybody, by what one did oneself, or with all others in it. */
const ofEverybody = new Set([
  'reports.readVerification',
  'reports.readPublicTotals',
  'reports.readPublicCounties',
  'evidence.listAudit',
  'assistance.pairings',
])

/** The id of a request, and the median of the market, which every offer moves (§5.1). */
const ofNobody = /"requestId":"[^"]+"|"medianCentsPerJin":(\d+|null)/g

async function figures(): Promise<Record<string, string>> {
  const stated: Record<string, string> = {}
  for (const person of readers) {
    const [role = 'unit_leader'] = person.roles
    for (const endpoint of reads.filter((read) => mayCall(read, role))) {
      if (!/^(reports|billing|orders|deliveries|assistance)\./.test(endpoint.name)) continue
      if (endpoint.download !== undefined || ofEverybody.has(endpoint.name)) continue
      const [query = {}] = questions(endpoint)
      const params = paramsOfRecords(endpoint, records)
      const { body } = await send(endpoint, { params, query }, { as: person })
      stated[`${role} ${endpoint.name}`] = body.replaceAll(ofNobody, '')
    }
  }
  return stated
}

const before = await figures()

/** Every table in which an id stands, for words that a reader of a failure understands. */
async function tablesWith(id: string): Promise<string> {
  const [row] = await database.sql<{ tables: string | null }[]>`
    select string_agg(format('%s.%s.%s', table_schema, table_name, column_name), ', ') as tables
    from information_schema.columns join information_schema.tables
      using (table_schema, table_name)
    where udt_name = 'uuid' and table_type = 'BASE TABLE'
      and table_schema !~ '^(pg_|pgboss|information_schema)'
      and case udt_name when 'uuid' then query_to_xml(format('select from %I.%I where %I = %L',
        table_schema, table_name, column_name, ${id}::text), false, false, '')::text like '%<row%'
      end`
  return `${id} of ${row?.tables}`
}

/**
 * Colleagues, lines of one's own orders, and goods of purchases outside that one attests, which
 * lists show as soon as something is done.
 */
async function ownRecords({ organisationId, divisionCode }: Actor): Promise<string[]> {
  const rows = await database.sql<{ id: string }[]>`
    select person_id as id from accounts.memberships where organisation_id = ${organisationId}
    union all
    select line.id from orders.order_lines line
      join orders.purchase_orders purchase on purchase.id = line.purchase_order_id
      join orders.requisitions requisition on requisition.id = purchase.requisition_id
    where ${organisationId} in (purchase.cooperative_id, requisition.unit_id)
    union all
    select goods_id from review.outside_purchases
    where starts_with(village_code, ${divisionCode}::text)`
  return rows.map(({ id }) => id)
}

const succeeded = new Set<string>()
const refused: string[] = []
let batches = 0

interface Batch {
  done: Attempt[]
  gained: string[]
  moved: string[]
}

/** As many of the attempts as go together, what is seen after them, and which figures moved. */
async function run(role: Role, waiting: Attempt[], sight: Set<string>): Promise<Batch> {
  const batch: Batch = { done: [], gained: [], moved: [] }
  batches += 1
  await takeBack(database, async () => {
    for (const attempt of waiting) if (await succeeds(attempt, role)) batch.done.push(attempt)
    if (batch.done.length === 0) return
    // Whoever names a record knew it before.
    const sent = JSON.stringify(batch.done.map(({ act }) => [act.params, act.body]))
    for (const found of await sightOf(role, actorIn(role)))
      if (!sight.has(found) && !sent.includes(found) && (known.has(found) || found.includes(' ')))
        batch.gained.push(found)
    const after = await figures()
    for (const [name, figure] of Object.entries(before))
      if (after[name] !== figure) batch.moved.push(`${name}: ${figure} became ${after[name]}`)
  })
  return batch
}

test.each(bounded)(
  '§3.17 %s succeeds at every write, sees no more and moves no figure of others',
  { timeout: 120_000 },
  async (role) => {
    const as = actorIn(role)
    const sight = new Set([...(await sightOf(role, as)), ...(await ownRecords(as))])
    let waiting = await attemptsOf(role)
    // What cannot be done after something else is done in a batch of its own.
    for (;;) {
      const { done, gained, moved } = await run(role, waiting, sight)
      const names = done.map(({ endpoint }) => endpoint.name)
      const named = await Promise.all(
        gained.map((found) => (known.has(found) ? tablesWith(found) : found)),
      )
      expect({ moved, gained: named }, `after ${names}`).toEqual({ moved: [], gained: [] })
      for (const name of names) succeeded.add(`${role} ${name}`)
      if (done.length === 0) break
      waiting = waiting.filter((attempt) => !done.includes(attempt))
    }
    for (const { name } of writes.filter((endpoint) => mayCall(endpoint, role)))
      if (!succeeded.has(`${role} ${name}`))
        refused.push(`${role} ${name}: ${refusals.get(`${role} ${name}`)}`)
  },
)

test('every role has succeeded at every write that it may make', () => {
  const pairs = bounded.flatMap((role) => writes.filter((endpoint) => mayCall(endpoint, role)))
  const counts = { 'endpoint × role pairs': pairs.length, succeeded: succeeded.size, batches }
  process.stdout.write(`scope of acts examined: ${JSON.stringify(counts)}\n`)
  expect(refused).toEqual([])
  expect(succeeded.size).toBe(pairs.length)
})

test('whoever is let in by nobody’s consent is found: the test has eyes', async () => {
  const role = 'group_coordinator'
  const sight = await sightOf(role, actorIn(role))
  let gained: string[] = []
  let moved: string[] = []
  await takeBack(database, async () => {
    await database.db.$client.unsafe(`insert into assistance.group_members
      (id, group_id, unit_id, from_date)
      values (gen_random_uuid(), '${world.group.id}', '${records.units}', '2026-01-01')`)
    gained = [...(await sightOf(role, actorIn(role)))].filter((found) => !sight.has(found))
    const after = await figures()
    moved = Object.keys(before).filter((name) => before[name] !== after[name])
  })
  expect(gained.join('\n')).toMatch(/reports\.readTotals/)
  expect(gained).toContain(records['purchase-orders'])
  expect(moved).toEqual(['unit_leader assistance.groups'])
})

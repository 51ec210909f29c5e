import { expect, test } from 'vitest'
import type { Actor } from '../../server/platform/context.ts'
import { answerProposal, listProposals } from '../../shared/assistance/proposals.api.ts'
import type { Endpoint } from '../../shared/endpoint.ts'
import { type Role, roles } from '../../shared/roles.ts'
import { testApp } from '../support/app.ts'
import { everyEndpoint, paramsOfRecords } from '../support/contract.ts'
import { aMember, anOrganisation } from '../support/factories/accounts.ts'
import { aGroup, aTarget, creditSnapshot } from '../support/factories/assistance.ts'
import { aCooperative, aUnit } from '../support/factories/organisations.ts'
import { aWholeThread } from '../support/factories/thread.ts'
import { insertPlaces } from '../support/factories/villages.ts'
import { stripeKeys } from '../support/online-acts.ts'
import { sampleBody } from '../support/sample-body.ts'

const { send, call, database, deps } = await testApp({
  settings: { RATE_LIMIT: '0', ...stripeKeys },
})
await insertPlaces(database)
/** The world of others, at whose records everything here is aimed. */
const { records, people } = await aWholeThread(database, deps.config)
const theirs = {
  unit: records.units ?? '',
  group: records['assistance-groups'] ?? '',
  cooperative: records.cooperatives ?? '',
  village: records.villages ?? '',
}
await aTarget(database, { organisationId: theirs.unit, year: 2026, amount: 100_000_000 })

const endpoints = await everyEndpoint()
const writes = endpoints.filter(({ method }) => method !== 'GET')
const reads = endpoints.filter(
  ({ method, access, download }) =>
    method === 'GET' && access !== 'public' && download === undefined,
)
/** The platform's administrators see everything, and record for others by a document. */
const bounded = roles.filter((role) => role !== 'platform_admin')

/** Organisations of nobody else's business, one of each kind, and who acts for them. */
const unit = await aUnit(database, { name: '别处的机关' })
const group = await aGroup(database, { leadUnitId: unit.id, name: '别处的集团' })
const cooperative = await aCooperative(database, {
  countyCode: '441826',
  divisionCode: '441826102221',
})
const authority = await anOrganisation(database, { kind: 'authority' })
const own = { units: unit.id, organisations: unit.id, cooperatives: cooperative.id }
const ownRecords = { ...records, ...own, 'assistance-groups': group.id }
const organisationOf: Partial<Record<Role, string>> = {
  cooperative_manager: cooperative.id,
  cooperative_packer: cooperative.id,
  official: authority,
  group_coordinator: group.id,
}

async function somebody(role: Role): Promise<Actor> {
  const organisationId = organisationOf[role] ?? unit.id
  const area = role === 'official' ? { divisionCode: '44' } : {}
  return (await aMember(database, { organisationId, roles: [role], ...area })).actor
}

const since = { fromDate: '2000-01-01', toDate: null }
const pairing = { kind: 'designated', ...since }
const target = { year: 2026, measure: 'money', amount: 1 }
const settlement = {
  villageCode: theirs.village,
  householdNumber: '999',
  recipientName: '无此户',
  amountCents: 1,
  settledOn: '2001-01-01',
}
const whole = (unitId: string) => [{ unitId, shareBasisPoints: 10_000 }]

/** Bodies that mean harm, where a sample of the schema means none. */
const attacks: Record<string, object[]> = {
  'accounts.invite': [{ name: '李芳', email: 'li@unit.test', roles: ['buyer'] }],
  'assistance.addMember': [
    { unitId: theirs.unit, fromDate: '2000-01-01' },
    { unitId: unit.id, fromDate: '2000-01-01' },
  ],
  'assistance.createPairing': [
    { organisationId: theirs.unit, divisionCode: '441826102221', ...pairing },
    { organisationId: unit.id, divisionCode: theirs.village, ...pairing },
    { organisationId: group.id, divisionCode: theirs.village, ...pairing },
    { organisationId: theirs.group, divisionCode: theirs.village, ...pairing },
  ],
  'assistance.recordSharedCredit': [
    { buyerUnitId: unit.id, parts: whole(theirs.unit), ...since },
    { buyerUnitId: theirs.unit, parts: whole(unit.id), ...since },
  ],
  'assistance.recordIntroduction': [{ buyerUnitId: theirs.unit, validTo: null }],
  'assistance.saveTarget': [
    { organisationId: theirs.unit, ...target },
    { organisationId: theirs.group, ...target },
    { divisionCode: '500237', ...target },
  ],
  'billing.recordSettlements': [
    { rows: [{ ...settlement, recipientKind: 'household' }] },
    {
      purchaseOrderId: records['purchase-orders'],
      rows: [{ ...settlement, recipientKind: 'household' }],
    },
  ],
  'billing.issueSlips': [{ of: { kind: 'order', purchaseOrderId: records['purchase-orders'] } }],
  'billing.decideSettlements': [
    {
      settlementIds: [records.settlements],
      decision: { state: 'rejected', reason: '与台账不符' },
    },
  ],
}

/** What fields of a body name, wherever they stand in it. */
const aimed: Record<string, unknown> = {
  unitId: theirs.unit,
  buyerUnitId: theirs.unit,
  parentId: theirs.unit,
  organisationId: theirs.unit,
  leadUnitId: theirs.unit,
  cooperativeId: theirs.cooperative,
  purchaseOrderId: records['purchase-orders'],
  productId: records.listings,
  packId: records.packs,
  lotId: records.lots,
  channelId: records.channels,
  villageCode: theirs.village,
  divisionCode: '500237',
  fromDate: '2000-01-01',
}

function aim(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(aim)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key in aimed ? aimed[key] : aim(inner)]),
  )
}

function mayCall({ access }: Endpoint, role: Role): boolean {
  return access === 'public' || access === 'signed-in' || access.includes(role)
}

const statuses = new Map<number, number>()

/** Every attack by one endpoint, on their records and on one's own. */
async function attack(endpoint: Endpoint, as: Actor): Promise<void> {
  const sample = endpoint.body && !endpoint.upload ? [aim(sampleBody(endpoint.body))] : [undefined]
  for (const body of attacks[endpoint.name] ?? sample) {
    for (const aimedAt of [records, ownRecords]) {
      const params = paramsOfRecords(endpoint, aimedAt)
      const response = await send(endpoint, { params, ...(body !== undefined && { body }) }, { as })
      const { statusCode } = response
      expect(statusCode, `${endpoint.name}: ${response.body}`).toBeLessThan(500)
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1)
      if (!endpoint.path.includes(':')) break
    }
  }
}

/** Where one reads what one wrote oneself, so that it names whom one named. */
const ownWords: Record<string, string> = {
  'assistance.introductions': 'introductions that one has recorded and nobody confirmed',
  'assistance.listProposals': 'proposals that one has made and nobody accepted',
  'evidence.listAudit': 'what one did oneself, with the ids that one sent',
  'reports.readVerification': 'the verification of one’s own area, which one started',
}

const questions = (endpoint: Endpoint): Record<string, unknown>[] => {
  const sample = (endpoint.query && (sampleBody(endpoint.query) as object)) ?? {}
  const base = { ...sample, ...('period' in sample && { period: '2026' }) }
  if (!endpoint.name.startsWith('reports.')) return [base]
  const subjects = [{ unitId: theirs.unit }, { groupId: theirs.group }, { divisionCode: '500237' }]
  return [base, ...subjects.map((subject) => ({ ...base, ...subject }))]
}

/** What somebody sees of the others’ world: the records named, and the reads that let them in. */
async function sightOf(role: Role, as: Actor): Promise<Set<string>> {
  const seen = new Set<string>()
  for (const endpoint of reads.filter((read) => mayCall(read, role))) {
    for (const query of questions(endpoint)) {
      const params = paramsOfRecords(endpoint, records)
      const { statusCode, body } = await send(endpoint, { params, query }, { as })
      expect(statusCode, `${endpoint.name}: ${body}`).toBeLessThan(500)
      if (statusCode !== 200 || endpoint.name in ownWords) continue
      const asked = `${endpoint.name} ${JSON.stringify(query)}`
      if (endpoint.path.includes(':')) seen.add(asked)
      // Villages are known to everybody.
      for (const [name, id] of Object.entries(records))
        if (name !== 'villages' && body.includes(id)) seen.add(`${asked} names ${name}`)
      if (endpoint.name.startsWith('reports.')) seen.add(`${asked} ${body}`)
    }
  }
  return seen
}

/** One of each kind of reader; the others of a unit or cooperative read the same. */
const readers = people.filter(({ roles: [role] }) =>
  ['unit_leader', 'cooperative_manager', 'official', 'group_coordinator'].includes(role ?? ''),
)

/** Every figure and relation of the others, as they themselves read it. */
async function figures(): Promise<Record<string, string>> {
  const stated: Record<string, string> = {}
  const shown = endpoints.filter(({ method, name, download }) => {
    const isOf = /^(reports|assistance|billing|orders|deliveries)\./.test(name)
    return method === 'GET' && isOf && download === undefined && !(name in ownWords)
  })
  for (const person of readers) {
    const [role = 'official'] = person.roles
    for (const endpoint of shown.filter((read) => mayCall(read, role))) {
      // The public totals are kept for a minute; what they are made of is asked below.
      if (/^reports\.readPublic(Totals|Counties)$/.test(endpoint.name)) continue
      const [query] = questions(endpoint)
      const params = paramsOfRecords(endpoint, records)
      const { body } = await send(endpoint, { params, query: query ?? {} }, { as: person })
      stated[`${role} ${endpoint.name}`] = JSON.stringify(statedBy(JSON.parse(body || '{}')))
    }
  }
  const order = { unitId: theirs.unit, cooperativeId: theirs.cooperative, on: '2026-11-22' }
  const placedAt = new Date('2027-01-01T00:00:00Z')
  stated.credit = JSON.stringify(await creditSnapshot(database, { ...order, placedAt }))
  const [households] = await database.sql`
    select count(*)::int, sum(amount_cents)::bigint from billing.settlements_published`
  stated.households = JSON.stringify(households)
  return stated
}

/** An answer without what differs by request, and without what does not count yet (§3.14). */
function statedBy({ requestId: _request, ...answer }: Record<string, unknown>) {
  const { items } = answer
  if (!Array.isArray(items)) return answer
  return { ...answer, items: items.filter((item) => item?.state !== 'waiting') }
}

let pairs = 0
let last: Record<string, string> | null = null
const attackers = new Map<Role, Actor>()
for (const role of bounded) attackers.set(role, await somebody(role))

test.each(bounded)(
  '§3.17 %s widens nobody’s scope and moves no figure of others',
  {
    timeout: 300_000,
  },
  async (role) => {
    const as = attackers.get(role) as Actor
    const sight = await sightOf(role, as)
    const before = last ?? (await figures())
    for (const endpoint of writes.filter((write) => mayCall(write, role))) {
      pairs += 1
      await attack(endpoint, as)
    }
    const after = await figures()
    last = after
    const moved = Object.keys(before).filter((key) => before[key] !== after[key])
    expect(moved.map((key) => [key, before[key], after[key]])).toEqual([])
    const gained = [...(await sightOf(role, as))].filter((thing) => !sight.has(thing))
    expect(gained).toEqual([])
  },
)

test('and all of that was looked at', () => {
  const counts = { 'endpoint × role pairs': pairs, answers: Object.fromEntries(statuses) }
  process.stdout.write(`scope widening examined: ${JSON.stringify(counts)}\n`)
  expect(pairs).toBeGreaterThan(200)
  expect(statuses.get(201)).toBeGreaterThan(10)
})

test('§3.17 once the other side has signed, the coordinator does see it: the test has eyes', async () => {
  const coordinator = attackers.get('group_coordinator') as Actor
  const leader = people.find((person) => person.roles[0] === 'unit_leader') as Actor
  const before = await sightOf('group_coordinator', coordinator)
  const { items } = await call(listProposals, { query: { which: 'mine' } }, { as: leader })
  const membership = items.find(({ about }) => about.kind === 'membership')
  const params = { proposalId: membership?.id ?? '' }
  await call(answerProposal, { params, body: { answer: 'accept' } }, { as: leader })
  const after = await sightOf('group_coordinator', coordinator)
  const gained = [...after].filter((thing) => !before.has(thing)).join('\n')
  expect(gained).toMatch(/orders\.listPurchaseOrders .* names purchase-orders/)
  expect(gained).toMatch(/reports\.readTotals/)
})

import { expect, test } from 'vitest'
import type { Actor } from '../../server/platform/context.ts'
import type { Endpoint } from '../../shared/endpoint.ts'
import { type Role, roles } from '../../shared/roles.ts'
import { signedIn, testApp } from '../support/app.ts'
import { everyEndpoint, paramsOfRecords } from '../support/contract.ts'
import { aWholeThread } from '../support/factories/thread.ts'
import { insertPlaces } from '../support/factories/villages.ts'
import { sampleBody, sampleBodyFor } from '../support/sample-body.ts'

const { send, database, deps } = await testApp({ settings: { RATE_LIMIT: '0' } })
await insertPlaces(database)
const { records, people } = await aWholeThread(database, deps.config)

/** Endpoints about one record that are nobody's in particular, and why. */
const belongsToNobody: Record<string, string> = {
  'accounts.endDevice': 'one’s own sessions only; tested with the sessions',
  'accounts.disablePerson': 'people are the platform’s alone to disable',
  'accounts.reinstatePerson': 'as disabling',
  'billing.requestReconciliation': 'the days are the platform’s alone to compare',
  'orders.setBudget': 'the year of one’s own budget',
  'organisations.unit':
    'who buys is known to everybody who is signed in, its contact persons are not',
  'villages.recordSuccessor': 'the platform keeps the tree',
}

/** The platform's administrators see everything: for them nothing is somebody else's. */
const bounded = roles.filter((role) => role !== 'platform_admin')

const scoped = (await everyEndpoint()).filter(
  ({ access, path, name }) =>
    access !== 'public' && path.includes(':') && !(name in belongsToNobody),
)

/** Bodies that name a record beside the one of the address. */
const bodiesOfRecords: Record<string, object> = {
  'billing.setOff': { invoiceId: records.invoices, amountCents: 1 },
  'billing.proposePaymentMove': {
    ...{ paymentId: records.payments, invoiceId: records.invoices, amountCents: 1, reason: '挂错' },
  },
}

/** Where somebody from elsewhere may look on, and why. */
const openTo: Record<string, { roles: readonly Role[]; because: string }> = {
  'assistance.group': { roles: ['official'], because: 'groups help across provinces' },
}

/** Lists that name records of others, and why. */
const openLists: Record<string, string> = {
  'organisations.directory': 'who buys and who sells is known to everybody who is signed in',
  'assistance.pairings': 'who helps whom stands on public village pages',
  'assistance.groups': 'groups help across provinces',
}

function allowed(endpoint: Endpoint): readonly Role[] {
  if (endpoint.access === 'public' || endpoint.access === 'signed-in') return bounded
  return endpoint.access.filter((role) => role !== 'platform_admin')
}

/** The same role elsewhere: another organisation, another province, another group. */
function stranger(role: Role): Actor {
  return signedIn({ roles: [role], ...(role === 'official' && { divisionCode: '44' }) })
}

async function ask(endpoint: Endpoint, as: Actor) {
  const body = bodiesOfRecords[endpoint.name] ?? sampleBodyFor(endpoint)
  const params = paramsOfRecords(endpoint, records)
  for (const [name, value] of Object.entries(params)) {
    expect(value, `${endpoint.name} :${name}`).toBeTruthy()
  }
  const response = await send(endpoint, { params, ...(body !== undefined && { body }) }, { as })
  expect(response.statusCode, `${endpoint.name}: ${response.body}`).toBeLessThan(500)
  return response
}

test('every endpoint about one record is looked at', () => {
  expect(scoped.length).toBeGreaterThan(50)
  expect(people.map((person) => person.roles[0]).sort()).toEqual([...roles].sort())
})

for (const role of bounded) {
  test(`${role} of another organisation or region learns nothing`, async () => {
    const open: string[] = []
    for (const endpoint of scoped.filter((candidate) => allowed(candidate).includes(role))) {
      const response = await ask(endpoint, stranger(role))
      if (openTo[endpoint.name]?.roles.includes(role)) continue
      const isRefused = response.statusCode === 403 || response.statusCode === 404
      if (!isRefused) open.push(`${endpoint.name}: ${response.statusCode} ${response.body}`)
    }
    expect(open).toEqual([])
  })
}

const lists = (await everyEndpoint()).filter(
  ({ access, path, method, name, download }) =>
    access !== 'public' &&
    method === 'GET' &&
    !path.includes(':') &&
    download === undefined &&
    !(name in openLists),
)

for (const role of bounded) {
  test(`no list of ${role} elsewhere names any of these records`, async () => {
    const leaks: string[] = []
    const ids = Object.entries(records).filter(([name]) => name !== 'villages')
    for (const endpoint of lists.filter((candidate) => allowed(candidate).includes(role))) {
      const query = endpoint.query && (sampleBody(endpoint.query) as Record<string, unknown>)
      const { statusCode, body } = await send(endpoint, query ? { query } : {}, {
        as: stranger(role),
      })
      expect(statusCode, `${endpoint.name}: ${body}`).toBeLessThan(500)
      const named = ids.filter(([, id]) => body.includes(id)).map(([name]) => name)
      if (named.length > 0) leaks.push(`${endpoint.name}: ${named.join(' ')}`)
    }
    expect(leaks).toEqual([])
  })
}

test('the lists are not empty for whom they concern', async () => {
  expect(lists.length).toBeGreaterThan(20)
  const named = new Set<string>()
  for (const endpoint of lists) {
    const query = endpoint.query && (sampleBody(endpoint.query) as Record<string, unknown>)
    for (const person of people) {
      const { body } = await send(endpoint, query ? { query } : {}, { as: person })
      for (const [name, id] of Object.entries(records)) if (body.includes(id)) named.add(name)
    }
  }
  const expected = ['requisitions', 'purchase-orders', 'shipments', 'invoices', 'payments']
  expect([...named]).toEqual(expect.arrayContaining(expected))
})

test('whoever it does concern is let in', async () => {
  const order = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE']
  const closed: string[] = []
  for (const endpoint of scoped.toSorted(
    (a, b) => order.indexOf(a.method) - order.indexOf(b.method),
  )) {
    const statuses = []
    for (const person of people) {
      const response = await ask(endpoint, person)
      statuses.push(response.statusCode)
      if (![401, 403, 404].includes(response.statusCode)) break
    }
    if (statuses.every((status) => [401, 403, 404].includes(status))) {
      closed.push(`${endpoint.name}: ${statuses.join(' ')}`)
    }
  }
  expect(closed).toEqual([])
})

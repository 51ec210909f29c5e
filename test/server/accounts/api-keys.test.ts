import { beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import { createApiKey, listApiKeys, revokeApiKey } from '../../../shared/accounts/api-keys.api.ts'
import { declareLot } from '../../../shared/catalogue/listings.api.ts'
import type { Endpoint } from '../../../shared/endpoint.ts'
import { listAudit } from '../../../shared/evidence/evidence.api.ts'
import { endpointsOfScope, type KeyScope, keyScopes, scopeOf } from '../../../shared/key-scopes.ts'
import { listPurchaseOrders } from '../../../shared/orders/orders.api.ts'
import { testApp } from '../../support/app.ts'
import { anyParams, everyEndpoint } from '../../support/contract.ts'
import { aMember, anApiKey, anOrganisation } from '../../support/factories/accounts.ts'
import { aLotAttributes } from '../../support/factories/catalogue.ts'
import { aBuyingUnit, aPlacedOrder, aSeller } from '../../support/factories/orders.ts'

const { call, refusal, send, database } = await testApp({ settings: { RATE_LIMIT: '0' } })
const endpoints = await everyEndpoint()
const other = { organisationId: await anOrganisation(database) }

let seller: Awaited<ReturnType<typeof aSeller>>
let offer: Awaited<ReturnType<typeof seller.offer>>
let leader: Actor
let orderId: string

beforeAll(async () => {
  const unit = await aBuyingUnit(database)
  seller = await aSeller(database)
  offer = await seller.offer()
  leader = await unit.member('unit_leader')
  const { buyer, channelId } = unit
  const lines = [{ packId: offer.packId, quantity: 2 }]
  orderId = (await aPlacedOrder(database, { buyer, channelId, lines })).purchaseOrders[0]?.id ?? ''
})

const fresh = { harvestedOn: '2026-11-20', expiresOn: null }
const all: KeyScope[] = [...keyScopes]
const body = { name: '财务系统', scopes: ['orders:read'] as KeyScope[], expiresOn: '2026-12-31' }

/** Asks an endpoint with a key, with a body nobody accepts. */
async function statusWith(key: string, endpoint: Endpoint): Promise<number> {
  const input = endpoint.method === 'GET' || endpoint.upload ? {} : { body: {} }
  const params = anyParams(endpoint)
  return (await send(endpoint, { params, ...input }, { as: key })).statusCode
}

/** A key of every scope, as no organisation’s screen makes one. */
async function aKeyOfAll(by: Actor, scopes = all): Promise<string> {
  const { key, keyId } = await anApiKey(database, { by, scopes: ['catalogue:read'] })
  await database.sql`update accounts.api_keys set scopes = ${scopes} where id = ${keyId}`
  return key
}

test('§11.4 a key is shown once, kept as a hash, and reads as its organisation', async () => {
  const { key, apiKey } = await call(createApiKey, { body }, { as: leader })
  expect(key).toMatch(/^cunji_[\w-]{43}$/)
  expect(apiKey).toMatchObject({ state: 'live', lastUsedAt: null, hint: key.slice(-4) })
  const dump = await database.sql`select row_to_json(k)::text as row from accounts.api_keys k`
  expect(JSON.stringify(dump)).not.toContain(key.slice(6))

  const orders = await call(listPurchaseOrders, { query: {} }, { as: key })
  expect(orders.items.map(({ id }) => id)).toEqual([orderId])
  const stranger = (await aMember(database, { ...other, roles: ['unit_leader'] })).actor
  const theirs = (await anApiKey(database, { by: stranger, scopes: ['orders:read'] })).key
  expect((await call(listPurchaseOrders, { query: {} }, { as: theirs })).items).toEqual([])
  // A key makes no keys and takes none back, and others’ are not theirs to take back.
  expect((await refusal(createApiKey, { body }, { as: key })).code).toBe('forbidden')
  const params = { keyId: apiKey.keyId }
  expect((await refusal(revokeApiKey, { params }, { as: stranger })).code).toBe('not_found')

  const [listed] = (await call(listApiKeys, {}, { as: leader })).items
  expect(listed).toMatchObject({ keyId: apiKey.keyId, state: 'live' })
  expect(listed?.lastUsedAt).not.toBeNull()
  await call(revokeApiKey, { params }, { as: leader })
  expect((await refusal(listPurchaseOrders, { query: {} }, { as: key })).code).toBe(
    'unauthenticated',
  )
  const audit = await call(listAudit, { query: { subjectType: 'api_key' } }, { as: leader })
  expect(audit.items.map(({ action }) => action)).toEqual([
    'accounts.revoke-api-key',
    'accounts.create-api-key',
  ])
})

test('§11.4 what a key is refused for is said at the field', async () => {
  const refused = async (change: object) =>
    (await refusal(createApiKey, { body: { ...body, ...change } }, { as: leader })).fields?.[0]
  expect(await refused({ expiresOn: '2026-11-21' })).toMatchObject({ code: 'in_the_past' })
  expect(await refused({ expiresOn: '2027-12-01' })).toMatchObject({ code: 'too_big' })
  expect(await refused({ scopes: ['stock:write'] })).toMatchObject({ code: 'not_an_option' })
})

test('every endpoint refuses a key without its scope, and one of every scope elsewhere', async () => {
  const open: string[] = []
  const everything = await aKeyOfAll(leader)
  for (const endpoint of endpoints) {
    const scope = scopeOf(endpoint.name)
    if (scope !== null) continue
    const status = await statusWith(everything, endpoint)
    if (status !== 403) open.push(`${endpoint.name}: ${status}`)
  }
  for (const scope of keyScopes) {
    const but = all.filter((one) => one !== scope)
    const keys = [await aKeyOfAll(leader, but), await aKeyOfAll(seller.manager, but)]
    for (const endpoint of endpoints.filter(({ name }) => scopeOf(name) === scope))
      for (const key of keys) {
        const status = await statusWith(key, endpoint)
        if (status !== 403) open.push(`${endpoint.name} without ${scope}: ${status}`)
      }
  }
  expect(endpoints.filter(({ name }) => scopeOf(name) === null).length).toBeGreaterThan(200)
  expect(open).toEqual([])
})

test('a scope opens endpoints that are there, a reading one no write, within the roles', async () => {
  const byName = new Map(endpoints.map((endpoint) => [endpoint.name as string, endpoint]))
  const keys = { unit: await aKeyOfAll(leader), seller: await aKeyOfAll(seller.manager) }
  for (const scope of keyScopes)
    for (const name of endpointsOfScope[scope]) {
      const endpoint = byName.get(name)
      if (endpoint === undefined) throw new Error(`${name} of ${scope} is no endpoint`)
      expect(endpoint.method === 'GET', name).toBe(scope.endsWith(':read'))
      const statuses = [
        await statusWith(keys.unit, endpoint),
        await statusWith(keys.seller, endpoint),
      ]
      const { access } = endpoint
      const may = (role: 'unit_leader' | 'cooperative_manager') =>
        access === 'public' || access === 'signed-in' || access.includes(role)
      const letIn = statuses.map((status) => status !== 403 && status !== 401 && status < 500)
      // 404 and 403 are the answers about records that are not there.
      expect(
        [letIn[0] || !may('unit_leader'), letIn[1] || !may('cooperative_manager')],
        name,
      ).toEqual([true, true])
    }
})

test('§11.4 what a program writes is written by its key’s maker, and the audit log names the key', async () => {
  const scopes: KeyScope[] = ['stock:write']
  const { key, keyId } = await anApiKey(database, { by: seller.manager, scopes, name: '库存系统' })
  const input = { params: { productId: offer.productId }, body: aLotAttributes(fresh) }
  await call(declareLot, input, { as: key })
  const { items } = await call(
    listAudit,
    { query: { action: 'catalogue.' } },
    {
      as: seller.manager,
    },
  )
  const { personId } = seller.manager
  expect(items[0]).toMatchObject({ personId, keyId, keyName: '库存系统' })
  // A suspended cooperative’s programs are refused whatever they ask.
  await database.sql`update organisations.cooperatives set state = 'suspended', state_reason = '抽检'
    where organisation_id = ${seller.id}`
  expect((await refusal(declareLot, input, { as: key })).code).toBe('cooperative_suspended')
  await database.sql`update organisations.cooperatives set state = 'admitted'
    where organisation_id = ${seller.id}`
})

test('§11.4 a key dies when it ends, or its maker’s roles, membership or account do', async () => {
  const ends: Record<string, (by: Actor, keyId: string) => Promise<unknown>> = {
    expired: (_, id) => database.sql`update accounts.api_keys
      set created_at = '2026-01-01', expires_at = '2026-11-01' where id = ${id}`,
    role: ({ personId }) => database.sql`update accounts.memberships
      set roles = '{buyer}' where person_id = ${personId}`,
    membership: ({ personId }) => database.sql`update accounts.memberships
      set ended_at = created_at where person_id = ${personId}`,
    'came back': ({ personId }) => database.sql`update accounts.memberships
      set created_at = '2026-12-30' where person_id = ${personId}`,
    account: ({ personId }) => database.sql`update accounts.people
      set disabled_at = '2026-11-01', disabled_reason = '离职' where id = ${personId}`,
  }
  for (const [what, end] of Object.entries(ends)) {
    const by = (await aMember(database, { ...other, roles: ['unit_leader'] })).actor
    const { key, keyId } = await anApiKey(database, { by, scopes: ['orders:read'] })
    await call(listPurchaseOrders, { query: {} }, { as: key })
    await end(by, keyId)
    const { code } = await refusal(listPurchaseOrders, { query: {} }, { as: key })
    expect(code, what).toBe('unauthenticated')
  }
})

test('§11.4 a key that works is listed whatever was made and revoked after it', async () => {
  const organisationId = await anOrganisation(database)
  const by = (await aMember(database, { organisationId, roles: ['unit_leader'] })).actor
  const { keyId } = await anApiKey(database, { by, scopes: ['orders:read'] })
  await database.sql`insert into accounts.api_keys
    select gen_random_uuid(), token_hash || n, hint, name, scopes, person_id, organisation_id,
      organisation_kind, roles, division_code, created_at + n * interval '1 second', expires_at,
      null, created_at + interval '1 hour', person_id
    from accounts.api_keys, generate_series(1, 50) n where id = ${keyId}`
  const { items } = await call(listApiKeys, {}, { as: by })
  expect(items).toHaveLength(50)
  expect(items.at(-1)).toMatchObject({ keyId, state: 'live' })
})

test('a key that asks without end is stopped alone', async () => {
  const limited = await testApp({ database, settings: { RATE_LIMIT: '15' } })
  const [first, second] = [
    await anApiKey(database, { by: leader, scopes: ['orders:read'] }),
    await anApiKey(database, { by: leader, scopes: ['orders:read'] }),
  ]
  const ask = async (as: string) =>
    (await limited.send(listPurchaseOrders, { query: {} }, { as })).statusCode
  const statuses: number[] = []
  for (const key of [first, first, first, first, second]) statuses.push(await ask(key.key))
  expect(statuses).toEqual([200, 200, 200, 429, 200])
})

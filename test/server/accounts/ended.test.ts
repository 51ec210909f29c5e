import { expect, test } from 'vitest'
import { issueResetToken } from '../../../server/accounts/change-account.ts'
import { type Actor, systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import {
  changePassword,
  resetPassword,
  signIn,
  signOutEverywhere,
} from '../../../shared/accounts/accounts.api.ts'
import { changeMemberRoles, endMembership } from '../../../shared/accounts/members.api.ts'
import { disablePerson, findPeople, reinstatePerson } from '../../../shared/accounts/people.api.ts'
import type { Endpoint } from '../../../shared/endpoint.ts'
import { type Role, roles, rolesByKind } from '../../../shared/roles.ts'
import { contextFor, testApp } from '../../support/app.ts'
import { anyParams, everyEndpoint } from '../../support/contract.ts'
import { aMember, anOrganisation, aSession } from '../../support/factories/accounts.ts'
import { insertPlaces } from '../../support/factories/villages.ts'
import { sampleBodyFor } from '../../support/sample-body.ts'

/** Asked by POST for the length of what is asked, and writes nothing. */
const readsByPost = ['orders.quoteRequisition', 'orders.matchRows']

const program = await testApp({ settings: { RATE_LIMIT: '0' } })
const second = await testApp({ database: program.database, settings: { RATE_LIMIT: '0' } })
const { call, refusal, send, database } = program
await insertPlaces(database)
const password = '一亩三分地里的三棵大白菜'
const admin = await aMember(database, {
  organisationId: await anOrganisation(database, { kind: 'platform', name: '村集平台' }),
  roles: ['platform_admin'],
})

const writes = (await everyEndpoint()).filter(
  ({ method, access, name }) =>
    method !== 'GET' && access !== 'public' && !readsByPost.includes(name),
)

const kindOf = (role: Role) =>
  (Object.keys(rolesByKind) as (keyof typeof rolesByKind)[]).find((kind) =>
    (rolesByKind[kind] as readonly Role[]).includes(role),
  ) ?? 'unit'

/** Somebody with this role, signed in twice: `actor` on the device in question. */
async function somebody(role: Role, secret?: string) {
  const kind = kindOf(role)
  const organisationId = await anOrganisation(database, { kind })
  const member = await aMember(database, {
    organisationId,
    roles: [role],
    ...(role === 'official' && { divisionCode: '500237' }),
    ...(secret !== undefined && { password: secret }),
  })
  // Whoever is not the last head may be dismissed.
  await aMember(database, {
    organisationId,
    roles: [role],
    ...(role === 'official' && { divisionCode: '500237' }),
  })
  return {
    ...member,
    kind,
    actor: { ...member.actor, sessionId: await aSession(database, member.personId) },
    elsewhere: { ...member.actor, sessionId: await aSession(database, member.personId) },
  }
}

type Somebody = Awaited<ReturnType<typeof somebody>>
const asAdmin = { as: admin.actor }

const endings: Record<string, (person: Somebody) => Promise<unknown>> = {
  'an ended membership': ({ membershipId }) =>
    call(endMembership, { params: { membershipId } }, asAdmin),
  'roles taken away': async ({ membershipId, kind, actor }) => {
    const other = rolesByKind[kind].find((role) => !actor.roles.includes(role))
    if (other === undefined) return call(endMembership, { params: { membershipId } }, asAdmin)
    return call(changeMemberRoles, { params: { membershipId }, body: { roles: [other] } }, asAdmin)
  },
  'sign-out everywhere': ({ elsewhere }) => call(signOutEverywhere, {}, { as: elsewhere }),
  'a changed password': ({ elsewhere }) =>
    call(
      changePassword,
      { body: { currentPassword: password, newPassword: `${password}二` } },
      { as: elsewhere },
    ),
  'a password reset': async ({ personId }) => {
    const token = await transaction(database.db, (tx) =>
      issueResetToken(tx, contextFor(systemActor), personId),
    )
    await call(resetPassword, { body: { token, newPassword: `${password}三` } })
  },
  'a disabled person': ({ personId }) =>
    call(disablePerson, { params: { personId }, body: { reason: '账号被盗' } }, asAdmin),
}

/** Everything that stands in the database, table by table. */
async function contents(): Promise<string> {
  const tables = await database.sql<{ name: string }[]>`
    select schemaname || '.' || tablename as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema', 'drizzle') order by 1`
  const all = tables.map(
    ({ name }) => `select '${name}' as name, md5(coalesce(string_agg(t::text, '' order by t::text),
      '')) as rows from ${name} as t`,
  )
  const hashes = await database.sql.unsafe(`${all.join(' union all ')} order by name`)
  return JSON.stringify(hashes)
}

async function attempt(endpoint: Endpoint, as: Actor, through: typeof program) {
  const params = anyParams(endpoint)
  if (endpoint.upload) {
    const file = { bytes: Buffer.from('%PDF-1.7 a paper'), name: 'paper.pdf' }
    return through.send(endpoint, {}, { as, file })
  }
  const body = sampleBodyFor(endpoint)
  return through.send(endpoint, { params, ...(body !== undefined && { body }) }, { as })
}

const mayCall = (endpoint: Endpoint, role: Role) =>
  endpoint.access === 'signed-in' || endpoint.access.includes(role)

for (const [way, end] of Object.entries(endings)) {
  test(`§11.4 after ${way} nothing is written with the token still in hand, on any server`, async () => {
    const wrong: string[] = []
    const examined = new Set<string>()
    const people = await Promise.all(
      roles.map((role) => somebody(role, way === 'a changed password' ? password : undefined)),
    )
    for (const person of people) await end(person)
    const before = await contents()
    for (const [index, person] of people.entries()) {
      const role = roles[index] ?? 'buyer'
      for (const endpoint of writes.filter((candidate) => mayCall(candidate, role))) {
        if (endpoint.access === 'signed-in' && role !== 'buyer') continue
        const through = examined.size % 2 === 0 ? program : second
        const { statusCode, body } = await attempt(endpoint, person.actor, through)
        examined.add(endpoint.name)
        if (statusCode !== 401) wrong.push(`${role} ${endpoint.name}: ${statusCode} ${body}`)
      }
    }
    expect(wrong).toEqual([])
    expect(await contents()).toBe(before)
    process.stdout.write(`writes examined after ${way}: ${examined.size}\n`)
    expect([...examined].sort()).toEqual(writes.map(({ name }) => name).sort())
    expect(examined.size).toBeGreaterThan(70)
  })
}

test('§11.4 a disabled person cannot sign in until the platform reinstates them', async () => {
  const { personId, email } = await somebody('buyer', password)
  const enter = () => send(signIn, { body: { login: email, password } })
  expect((await enter()).statusCode).toBe(200)
  const params = { personId }
  const reason = '账号被盗'
  const disabled = await call(disablePerson, { params, body: { reason } }, asAdmin)
  expect(disabled).toMatchObject({ email, disabled: { reason } })
  expect((await enter()).statusCode).toBe(401)
  const twice = await refusal(disablePerson, { params, body: { reason } }, asAdmin)
  expect(twice.code).toBe('illegal_transition')
  expect(await call(findPeople, { query: { text: email.toUpperCase() } }, asAdmin)).toEqual({
    items: [disabled],
    isMore: false,
  })
  expect((await call(reinstatePerson, { params }, asAdmin)).disabled).toBeNull()
  expect((await enter()).statusCode).toBe(200)
  const actions = await database.sql<{ action: string }[]>`
    select action from evidence.audit_entries
    where subject_id = ${personId} and action like 'accounts.%person' order by id`
  expect(actions.map(({ action }) => action)).toEqual([
    'accounts.create-person',
    'accounts.disable-person',
    'accounts.reinstate-person',
  ])
})

test('nobody disables themselves, and a common name is found by its beginning', async () => {
  const params = { personId: admin.personId }
  const own = await refusal(disablePerson, { params, body: { reason: '误操作' } }, asAdmin)
  expect(own.code).toBe('own_account')
  const { items, isMore } = await call(findPeople, { query: { text: '王' } }, asAdmin)
  expect([items.length, isMore]).toEqual([20, true])
  const nobody = await call(findPeople, { query: { text: '欧阳' } }, asAdmin)
  expect(nobody).toEqual({ items: [], isMore: false })
})

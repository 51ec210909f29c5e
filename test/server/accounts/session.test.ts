import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { graceSeconds } from '../../../server/accounts/refresh-session.ts'
import {
  actFor,
  endDevice,
  listDevices,
  refreshSession,
  showSession,
  signIn,
  signOut,
  signOutEverywhere,
} from '../../../shared/accounts/accounts.api.ts'
import { type TestApp, testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'

let now = testClock()
const program = await testApp({ clock: () => now })
const { call, refusal, send, database, app, deps } = program
const password = '黄金李与翠李一百二十二箱'

async function somebody(attributes: { phone?: string } = {}) {
  const organisationId = await anOrganisation(database)
  return aMember(database, { organisationId, roles: ['buyer'], password, ...attributes })
}

/** Signs in as a browser does; the cookie is what it would send back. */
async function enter(login: string, through: TestApp = program) {
  const response = await through.send(signIn, { body: { login, password } })
  expect(response.statusCode).toBe(200)
  return { ...response.json(), cookie: cookieOf(response) }
}

function cookieOf(response: { cookies: { name: string; value: string }[] }): string {
  return `cunji_refresh=${response.cookies.find(({ name }) => name === 'cunji_refresh')?.value}`
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token made by hand, as somebody would who tries what is let in. */
function signed(token: { claims: object; key: string; algorithm?: 'HS256' | 'HS512' }): string {
  const { claims, key, algorithm = 'HS256' } = token
  const text = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode(claims)}`
  const hash = algorithm === 'HS256' ? 'sha256' : 'sha512'
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
}

const refresh = (cookie: string) => send(refreshSession, {}, { headers: { cookie } })

test('one signs in by e-mail or phone, however it is typed', async () => {
  const { email } = await somebody({ phone: '13912345678' })
  for (const login of [` ${email.toUpperCase()}`, '13912345678', '+86 139 1234 5678']) {
    const { accessToken, session } = await call(signIn, { body: { login, password } })
    expect(session.person.email).toBe(email)
    expect(session.acting?.roles).toEqual(['buyer'])
    expect(await call(showSession, {}, { as: accessToken })).toEqual(session)
  }
})

test('an unknown account and a wrong password get the same answer', async () => {
  const { email } = await somebody()
  const wrong = await refusal(signIn, { body: { login: email, password: 'nearly right' } })
  const unknown = await refusal(signIn, { body: { login: 'nobody@cunji.test', password } })
  expect(wrong).toEqual({ ...unknown, requestId: wrong.requestId })
  expect(wrong).toMatchObject({ status: 401, code: 'wrong_credentials', retryable: false })
})

test('the refresh cookie is strict, out of reach of scripts, and goes to the session only', async () => {
  const { email } = await somebody()
  const response = await send(signIn, { body: { login: email, password } })
  expect(response.headers['cache-control']).toBe('no-store')
  const hidden = { httpOnly: true, secure: true, sameSite: 'Strict', path: '/api/v1/session' }
  const hint = { secure: true, sameSite: 'Strict', path: '/', value: '1' }
  expect(response.cookies).toMatchObject([hidden, hint, hidden])
  expect(response.cookies.map(({ name }) => name.replace(/_[0-9a-f]{12}$/, ''))).toEqual([
    'cunji_refresh',
    'cunji_session',
    'cunji_device',
  ])
  expect(response.cookies[1]?.httpOnly).toBeUndefined()
  const plain = await testApp({ database, settings: { PUBLIC_URL: 'http://localhost:3000' } })
  const overHttp = await plain.send(signIn, { body: { login: email, password } })
  expect(overHttp.cookies[0]?.secure).toBeUndefined()
})

test('tokens without a signature, of another algorithm, expired or altered are refused', async () => {
  const { email } = await somebody()
  const { accessToken } = await enter(email)
  const [, payload = ''] = accessToken.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const key = deps.config.jwtSecret
  const bad = {
    unsigned: `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    otherAlgorithm: signed({ claims, key, algorithm: 'HS512' }),
    expired: app.jwt.sign({ ...claims, iat: claims.iat - 901, exp: claims.exp - 901 }),
    endless: signed({ claims: { ...claims, exp: undefined }, key }),
    otherKey: signed({ claims, key: 'x'.repeat(40) }),
    altered: accessToken.replace(payload, encode({ ...claims, roles: ['platform_admin'] })),
    empty: '',
  }
  expect(await call(showSession, {}, { as: signed({ claims, key }) })).toBeTruthy()
  for (const [name, as] of Object.entries(bad)) {
    expect((await refusal(showSession, {}, { as })).code, name).toBe('unauthenticated')
  }
  expect(claims.exp - claims.iat).toBe(900)
})

test('a refresh renews token and cookie; only hashes stay in the database', async () => {
  const { email } = await somebody()
  const { cookie } = await enter(email)
  const renewed = await refresh(cookie)
  expect(renewed.statusCode).toBe(200)
  expect(cookieOf(renewed)).not.toBe(cookie)
  await call(showSession, {}, { as: renewed.json().accessToken })
  const token = cookie.split('=')[1] ?? ''
  const person =
    await database.sql`select 1 from accounts.refresh_tokens where token_hash = ${token}`
  expect(person).toHaveLength(0)
})

test('an old refresh token that comes back ends the session for both who hold it', async () => {
  const { email } = await somebody()
  const { cookie } = await enter(email)
  const second = cookieOf(await refresh(cookie))
  const third = cookieOf(await refresh(second))
  expect((await refresh(cookie)).json().code).toBe('session_ended')
  const after = await refresh(third)
  expect(after.statusCode).toBe(401)
  expect(after.cookies).toMatchObject([
    { name: 'cunji_refresh', value: '' },
    { name: 'cunji_session', value: '' },
  ])
})

test('the token just replaced renews once more within seconds, not later', async () => {
  const { email } = await somebody()
  const start = now
  const { cookie } = await enter(email)
  await refresh(cookie)
  now = new Date(start.getTime() + graceSeconds * 1_000)
  expect((await refresh(cookie)).statusCode).toBe(200)
  now = new Date(start.getTime() + graceSeconds * 1_000 + 1)
  expect((await refresh(cookie)).statusCode).toBe(401)
  now = start
})

test('of two copies of one session, the second to renew ends it', async () => {
  const { email } = await somebody()
  const start = now
  const { cookie } = await enter(email)
  const [owner, thief] = await Promise.all([refresh(cookie), refresh(cookie)])
  expect([owner.statusCode, thief.statusCode]).toEqual([200, 200])
  const { sid } = app.jwt.decode<{ sid: string }>(owner.json().accessToken) ?? {}
  const generations = await database.sql`
    select generation from accounts.refresh_tokens where session_id = ${sid ?? ''}
      order by generation`
  expect(generations.map((row) => row.generation)).toEqual([0, 1, 1])
  now = new Date(start.getTime() + 60_000)
  const renewed = await refresh(cookieOf(owner))
  expect(renewed.statusCode).toBe(200)
  now = new Date(start.getTime() + 120_000)
  expect((await refresh(cookieOf(thief))).statusCode).toBe(401)
  expect((await refresh(cookieOf(renewed))).statusCode).toBe(401)
  now = start
})

test('a session that was not used for a month is over', async () => {
  const { email } = await somebody()
  const start = now
  const { cookie } = await enter(email)
  now = new Date(start.getTime() + 30 * 86_400_000)
  expect((await refresh(cookie)).statusCode).toBe(401)
  now = start
})

test('the hint of a session comes, stays as long and goes with its cookie, in every tab', async () => {
  const { email } = await somebody()
  const response = await send(signIn, { body: { login: email, password } })
  const cookie = cookieOf(response)
  const renewed = await refresh(cookie)
  for (const { cookies } of [response, renewed]) {
    const [token, hint] = cookies
    expect([token?.name, hint?.name]).toEqual(['cunji_refresh', 'cunji_session'])
    expect(hint?.maxAge).toBe(token?.maxAge)
  }
  const headers = { cookie: `${cookieOf(renewed)}; cunji_session=1` }
  const left = await send(signOut, {}, { headers })
  expect(left.cookies.map(({ name, value }) => [name, value])).toEqual([
    ['cunji_refresh', ''],
    ['cunji_session', ''],
  ])
  // A tab that asked before another one signed in takes nothing from it with its late answer.
  expect((await send(refreshSession, {})).cookies).toEqual([])
  // A hint whose cookie is gone goes as well, so that it is asked for once.
  const stale = await send(refreshSession, {}, { headers: { cookie: 'cunji_session=1' } })
  expect(stale.cookies).toMatchObject([{ value: '' }, { value: '' }])
})

test('without a cookie there is nothing to refresh', async () => {
  expect((await refusal(refreshSession, {})).code).toBe('session_ended')
  expect((await refresh('cunji_refresh=made-up')).statusCode).toBe(401)
})

test('one acts for another of one’s organisations, and stays there after a refresh', async () => {
  const { email, personId } = await somebody()
  const cooperativeId = await anOrganisation(database, { kind: 'cooperative', name: '石径合作社' })
  await aMember(database, {
    personId,
    organisationId: cooperativeId,
    organisationName: '石径合作社',
    roles: ['cooperative_manager'],
  })
  const { accessToken, cookie, session } = await enter(email)
  expect(session.memberships).toHaveLength(2)
  const body = { organisationId: cooperativeId }
  const switched = await call(actFor, { body }, { as: accessToken })
  expect(switched.session.acting).toMatchObject({
    kind: 'cooperative',
    roles: ['cooperative_manager'],
  })
  expect(app.jwt.decode(switched.accessToken)).toMatchObject({ org: cooperativeId })
  expect((await refresh(cookie)).json().session.acting.organisationName).toBe('石径合作社')
})

test('one cannot act for an organisation of others', async () => {
  const { email } = await somebody()
  const { accessToken } = await enter(email)
  const body = { organisationId: await anOrganisation(database) }
  expect((await refusal(actFor, { body }, { as: accessToken })).code).toBe('not_found')
})

test('signing out ends the session and takes the cookie; twice is no failure', async () => {
  const { email } = await somebody()
  const { cookie } = await enter(email)
  const left = await send(signOut, {}, { headers: { cookie } })
  expect(left.statusCode).toBe(200)
  expect(left.cookies).toMatchObject([
    { value: '', path: '/api/v1/session' },
    { value: '', path: '/' },
  ])
  expect((await refresh(cookie)).statusCode).toBe(401)
  expect((await send(signOut, {}, { headers: { cookie } })).statusCode).toBe(200)
})

test('one sees one’s devices and ends one, or all of them', async () => {
  const { email } = await somebody()
  const desk = await enter(email)
  const phone = await enter(email)
  const { items } = await call(listDevices, {}, { as: desk.accessToken })
  expect(items.map((device) => device.isThisOne).sort()).toEqual([false, true])
  const other = items.find((device) => !device.isThisOne)
  await call(endDevice, { params: { sessionId: other?.sessionId ?? '' } }, { as: desk.accessToken })
  expect((await refresh(phone.cookie)).statusCode).toBe(401)
  const ended = await call(signOutEverywhere, {}, { as: desk.accessToken })
  expect(ended.endedSessions).toBe(1)
  expect((await refresh(desk.cookie)).statusCode).toBe(401)
})

test('the devices of others cannot be ended', async () => {
  const mine = await enter((await somebody()).email)
  const theirs = await enter((await somebody()).email)
  const { items } = await call(listDevices, {}, { as: theirs.accessToken })
  const params = { sessionId: items[0]?.sessionId ?? '' }
  expect((await refusal(endDevice, { params }, { as: mine.accessToken })).status).toBe(404)
  expect((await refresh(theirs.cookie)).statusCode).toBe(200)
})

test('signing in, acting for another and signing out are in the audit log', async () => {
  const { email, personId } = await somebody()
  const { cookie } = await enter(email)
  await send(signOut, {}, { headers: { cookie } })
  const rows = await database.sql<{ action: string }[]>`
    select action from evidence.audit_entries where person_id = ${personId} order by id`
  expect(rows.map((row) => row.action)).toEqual(['accounts.sign-in', 'accounts.end-session'])
})

test('a page of another origin gets no session renewed or ended, even where the cookie comes', async () => {
  const { email } = await somebody()
  const { cookie } = await enter(email)
  for (const site of ['same-site', 'cross-site']) {
    const headers = { cookie, 'sec-fetch-site': site }
    for (const endpoint of [refreshSession, signOut]) {
      const refused = await refusal(endpoint, {}, { headers })
      expect(refused.code).toBe('forbidden')
    }
  }
  const own = { cookie, 'sec-fetch-site': 'same-origin' }
  expect((await send(refreshSession, {}, { headers: own })).statusCode).toBe(200)
})

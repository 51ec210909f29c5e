import { beforeEach, expect, test } from 'vitest'
import { networkOf } from '../../../server/accounts/throttle.ts'
import { signIn } from '../../../shared/accounts/accounts.api.ts'
import { testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'

let now = testClock()
const { database, ...first } = await testApp({ clock: () => now })
const second = await testApp({ database, clock: () => now })
const password = '三斤半的走地鸡'
const organisationId = await anOrganisation(database)

beforeEach(async () => {
  await database.sql`delete from accounts.sign_in_attempts`
})

const attempt = (login: string, secret = 'not it', program = first) =>
  program
    .send(signIn, { body: { login, password: secret } })
    .then((response) => response.statusCode)

test('after ten wrong passwords an account is left alone for a while from that address', async () => {
  const { email } = await aMember(database, { organisationId, roles: ['buyer'], password })
  const start = now
  for (let count = 0; count < 10; count += 1) expect(await attempt(email)).toBe(401)
  const refused = await first.send(signIn, { body: { login: email, password } })
  expect(refused.statusCode).toBe(429)
  expect(refused.headers['retry-after']).toBe('900')
  expect(refused.json()).toMatchObject({ retryable: true, values: { seconds: 900 } })
  now = new Date(start.getTime() + 900_000)
  expect(await attempt(email, password)).toBe(200)
  now = start
})

test('attempts are counted before they are checked: a hundred at once over two servers get ten', async () => {
  const { email } = await aMember(database, { organisationId, roles: ['buyer'], password })
  const statuses = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      attempt(email, `guess ${index}`, index % 2 ? first : second),
    ),
  )
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(30)
})

test('an address that tries many accounts is stopped too', async () => {
  const tried = Array.from({ length: 70 }, (_, index) => attempt(`nobody${index}@cunji.test`))
  const statuses = await Promise.all(tried)
  expect(statuses.filter((status) => status === 401)).toHaveLength(60)
})

test('whoever gets in starts afresh, so an office behind one address can work', async () => {
  const { email } = await aMember(database, { organisationId, roles: ['buyer'], password })
  for (let count = 0; count < 65; count += 1) expect(await attempt(email, password)).toBe(200)
})

test('IPv6 addresses of one network count as one', () => {
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe(networkOf('2001:db8:1:2::9'))
  expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0')
  expect(networkOf('::1')).toBe('0:0:0:0')
  expect(networkOf('::ffff:10.0.0.7')).toBe('10.0.0.7')
  expect(networkOf('10.0.0.7')).toBe('10.0.0.7')
})

test('§11.1 an account with an e-mail and a phone counts once', async () => {
  const phone = '13700000001'
  const { email } = await aMember(database, { organisationId, roles: ['buyer'], password, phone })
  for (let count = 0; count < 5; count += 1) await attempt(email)
  for (let count = 0; count < 5; count += 1) expect(await attempt(phone)).toBe(401)
  expect([await attempt(phone), await attempt(email)]).toEqual([429, 429])
})

const proxied = await testApp({ database, clock: () => now, settings: { TRUST_PROXY: '1' } })

/** Signs in from an address, with the cookies of a device. */
function from(address: string, login: string, secret: string, cookie = '') {
  const headers = { 'x-forwarded-for': address, ...(cookie && { cookie }) }
  return proxied.send(signIn, { body: { login, password: secret } }, { headers })
}

test('who hammers locks nobody out: elsewhere, and on a known device, the owner gets in', async () => {
  const { email } = await aMember(database, { organisationId, roles: ['buyer'], password })
  const first = await from('10.1.0.1', email, password)
  const device = first.cookies.find(({ name }) => name.startsWith('cunji_device'))
  const cookie = `${device?.name}=${device?.value}`
  const guesses = async (address: string, count: number) => {
    const answers = []
    for (let at = 0; at < count; at += 1) answers.push(await from(address, email, `guess ${at}`))
    return answers.filter(({ statusCode }) => statusCode === 401).length
  }
  expect(await guesses('10.2.0.1', 15)).toBe(10)
  expect((await from('10.3.0.1', email, password)).statusCode).toBe(200)
  // From many addresses at once the account is guarded, but for the device that is known.
  let tried = 0
  for (let host = 2; host < 20; host += 1) tried += await guesses(`10.2.0.${host}`, 7)
  expect(tried).toBeLessThanOrEqual(20)
  expect((await from('10.3.0.1', email, password)).statusCode).toBe(429)
  expect((await from('10.2.0.1', email, password, cookie)).statusCode).toBe(200)
  const forged = `${device?.name}=made-up.${device?.value.split('.')[1]}`
  expect((await from('10.3.0.1', email, password, forged)).statusCode).toBe(429)
})

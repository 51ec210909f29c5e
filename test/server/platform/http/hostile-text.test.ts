import { DrizzleQueryError } from 'drizzle-orm/errors'
import { expect, test } from 'vitest'
import { loggedError } from '../../../../server/platform/http/logged-error.ts'
import { asAppError, problemOf } from '../../../../server/platform/http/problem.ts'
import { testApp } from '../../../support/app.ts'

const { app, database } = await testApp({ settings: { RATE_LIMIT: '0' } })

test('§2.6 a text no column can hold is refused with the field that holds it', async () => {
  const refusals = [
    { url: '/api/v1/divisions?text=%00', path: ['text'] },
    { url: '/api/v1/catalogue?q=a%00b', path: ['q'] },
    { url: '/api/v1/catalogue?maximumCentsPerJin=9007199254740993', path: ['maximumCentsPerJin'] },
    { url: '/api/v1/reports/metrics/%00', path: null },
  ]
  for (const { url, path } of refusals) {
    const answer = await app.inject(url)
    // What names no route is refused by the one that serves files, which differs with Node.
    expect(path === null ? [400, 404] : [400], url).toContain(answer.statusCode)
    if (path !== null) expect(answer.json().fields[0].path, url).toEqual(path)
  }
  const payload = { login: 'a\u0000b', password: 'whatever it is' }
  const signIn = await app.inject({ method: 'POST', url: '/api/v1/session', payload })
  expect(signIn.statusCode).toBe(400)
  expect(signIn.json().fields).toMatchObject([{ path: ['login'], code: 'forbidden_sign' }])
})

test('§2.6 a value that only the database refuses is a refusal, not a failure', async () => {
  const failures = [
    { statement: `select convert_from('\\x00', 'utf8')`, code: 'malformed_request' },
    { statement: 'select 1::int4 + 2147483647', code: 'malformed_request' },
    { statement: `insert into evidence.files (id) values (null)`, code: 'internal_error' },
  ]
  for (const { statement, code } of failures) {
    const error = await database.sql.unsafe(statement).catch((caught: unknown) => caught)
    expect(asAppError(error as Error, { method: 'POST', headers: {} }).code).toBe(code)
  }
})

test('what is no fault of the request says whether to send it again', () => {
  const coded = (code: string, severity = 'ERROR') =>
    Object.assign(new Error('x'), { code, severity })
  const expected = {
    '53100': ['service_unavailable', true],
    ENOSPC: ['service_unavailable', true],
    '40P01': ['service_unavailable', true],
    '23505': ['stale_version', false],
    '23503': ['not_found', false],
    '22003': ['malformed_request', false],
    '23514': ['internal_error', false],
  }
  for (const [code, meant] of Object.entries(expected)) {
    const failure = asAppError(coded(code), { method: 'POST', headers: {} })
    expect([failure.code, problemOf(failure, 'x').retryable], code).toEqual(meant)
  }
})

test('the log holds neither the parameters of a statement nor what the database repeats of them', async () => {
  const secret = 'secret-13812345678'
  const failing = [
    () => database.sql`select ${secret}::uuid`,
    () => database.sql`insert into platform.settings_that_are_not values (${secret})`,
  ]
  for (const fail of failing) {
    const caught = await fail().catch((error: unknown) => error)
    const wrapped = new DrizzleQueryError('select $1', [secret], caught as Error)
    const line = JSON.stringify(loggedError(wrapped))
    expect(line).not.toContain(secret)
    expect(line).toContain('select $1')
    expect(loggedError(wrapped).code).toMatch(/^[0-9A-Z]{5}$/)
  }
  const unique = Object.assign(new Error('duplicate key value'), {
    severity: 'ERROR',
    code: '23505',
    detail: `Key (email)=(${secret}) already exists.`,
    parameters: [secret],
  })
  expect(JSON.stringify(loggedError(unique))).not.toContain(secret)
})

import { expect, test } from 'vitest'
import { testApp } from '../../../support/app.ts'

const { app, database } = await testApp({ settings: { RATE_LIMIT: '0' } })

test('the process answers, and says when it can do its work', async () => {
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' })
  expect((await app.inject('/readyz')).json()).toEqual({ status: 'ready' })
})

test('a migration that is missing makes it not ready', async () => {
  await database.sql.begin(async (tx) => {
    await tx`create table kept as select * from drizzle.__drizzle_migrations`
    await tx`delete from drizzle.__drizzle_migrations
      where id = (select max(id) from drizzle.__drizzle_migrations)`
  })
  const answer = await app.inject('/readyz')
  expect(answer.statusCode).toBe(503)
  expect(answer.json().reason).toContain('migrations are missing')
  await database.sql.begin(async (tx) => {
    await tx`truncate drizzle.__drizzle_migrations`
    await tx`insert into drizzle.__drizzle_migrations select * from kept`
  })
  expect((await app.inject('/readyz')).statusCode).toBe(200)
})

test('a sane request id is taken over, any other is replaced', async () => {
  const idFor = async (header: string) =>
    (await app.inject({ url: '/healthz', headers: { 'x-request-id': header } })).headers[
      'x-request-id'
    ]
  expect(await idFor('proxy-12345678')).toBe('proxy-12345678')
  expect(await idFor('short')).toMatch(/^[0-9a-f-]{36}$/)
  expect(await idFor('with spaces and "quotes"')).toMatch(/^[0-9a-f-]{36}$/)
})

test('a refusal carries the request id', async () => {
  const answer = await app.inject({
    url: '/api/v1/nothing-here',
    headers: { 'x-request-id': 'proxy-12345678' },
  })
  expect(answer.statusCode).toBe(404)
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(answer.json()).toMatchObject({ code: 'not_found', requestId: 'proxy-12345678' })
})

test('routes are counted and timed', async () => {
  await app.inject('/healthz')
  const answer = await app.inject('/metrics')
  expect(answer.body).toMatch(/http_request_duration_seconds_count\{[^}]*route="\/healthz"/)
})

test('the API describes itself: every route of it, with its problems', async () => {
  const description = (await app.inject('/api/openapi.json')).json()
  expect(description.openapi).toMatch(/^3\.1/)
  const operations = Object.entries<Record<string, { operationId?: string; responses: object }>>(
    description.paths,
  ).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, ...operation })),
  )
  expect(operations.length).toBeGreaterThan(3)
  for (const operation of operations) {
    expect(operation.path).toMatch(/^\/api\/v1\//)
    expect(operation.operationId).toMatch(/^\w+\.\w+$/)
    expect(Object.keys(operation.responses)).toContain('default')
  }
  const names = operations.map((operation) => operation.operationId)
  expect(new Set(names).size).toBe(names.length)
})

test('its description says what a form with a file holds, and that a file is answered', async () => {
  const { paths } = (await app.inject('/api/openapi.json')).json()
  const form = (path: string) => paths[path].post.requestBody.content['multipart/form-data'].schema
  expect(form('/api/v1/files')).toMatchObject({
    properties: { isPublic: { enum: ['true', 'false'] }, file: { format: 'binary' } },
    required: ['file'],
  })
  expect(form('/api/v1/imports/files').required).toEqual(['kind', 'file'])
  const answered = (path: string) => Object.keys(paths[path].get.responses['200'].content)
  expect(answered('/api/v1/exchange/ledger.csv')).toEqual(['text/csv'])
  expect(answered('/api/v1/exchange/ledger.pdf')).toEqual(['application/pdf'])
  expect(answered('/api/v1/files/{fileId}')).toEqual(['*/*'])
  const { parameters } = paths['/api/v1/reports/totals'].get as {
    parameters: { name: string; description?: string }[]
  }
  const described = parameters.filter(({ description }) => description !== undefined)
  expect(described.map(({ name }) => name)).toEqual(['withBelow', 'period'])
  const { responses } = paths['/api/v1/divisions'].get
  expect(Object.keys(responses)).toEqual(['200', 'default'])
})

test('its page loads nothing from elsewhere', async () => {
  const page = await app.inject('/api/docs')
  expect(page.statusCode).toBe(200)
  const addresses = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1])
  expect(addresses.length).toBeGreaterThan(3)
  for (const address of addresses) expect(address).toMatch(/^\/api\/docs\//)
  for (const script of addresses.filter((address) => address?.endsWith('.js')))
    expect((await app.inject(script ?? '')).statusCode).toBe(200)
})

test('one address that asks too often is told when to come back', async () => {
  const limited = await testApp({ database, settings: { RATE_LIMIT: '2' } })
  await limited.app.inject('/healthz')
  await limited.app.inject('/healthz')
  const refused = await limited.app.inject('/healthz')
  expect(refused.statusCode).toBe(429)
  expect(refused.json()).toMatchObject({ code: 'too_many_requests', retryable: true })
  expect(refused.headers['retry-after']).toBeDefined()
})

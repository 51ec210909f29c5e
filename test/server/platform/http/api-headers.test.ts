import { expect, test } from 'vitest'
import { testApp } from '../../../support/app.ts'

const { app } = await testApp({ settings: { RATE_LIMIT: '0' } })
const body = '{"login":"nobody@people.test","password":"whatever it is"}'

const post = (contentType: string | undefined) =>
  app.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: body,
    ...(contentType !== undefined && { headers: { 'content-type': contentType } }),
  })

test('only JSON is read as JSON, whatever its text', async () => {
  expect((await post('application/json')).statusCode).toBe(401)
  for (const other of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])
    expect((await post(other)).json(), other).toMatchObject({ code: 'unsupported_media_type' })
})

test('an answer is a file of a fixed name to whoever opens it in a window', async () => {
  const answers = [
    await app.inject('/api/v1/catalogue'),
    await app.inject('/api/v1/public/totals'),
    await app.inject('/api/v1/account/sessions'),
  ]
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 401])
  for (const { headers } of answers) {
    expect(headers['content-disposition']).toBe('attachment; filename="api.json"')
    expect(headers['content-type']).toMatch(/^application\/(problem\+)?json/)
  }
})

test('every answer is guarded, and none says what it was made with', async () => {
  for (const url of ['/api/v1/catalogue', '/api/v1/nothing', '/healthz', '/api/openapi.json']) {
    const { headers } = await app.inject(url)
    expect(headers, url).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    })
    expect(String(headers['content-security-policy'])).toContain("frame-ancestors 'none'")
    expect(headers.server ?? headers['x-powered-by']).toBeUndefined()
  }
})

test('no other site is let in by the browser, whatever origin it names', async () => {
  for (const origin of ['https://elsewhere.example', 'null']) {
    const { headers } = await app.inject({ url: '/api/v1/catalogue', headers: { origin } })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  }
  for (const method of ['OPTIONS', 'PUT', 'DELETE', 'PATCH'] as const)
    expect((await app.inject({ method, url: '/api/v1/catalogue' })).statusCode).toBe(404)
})

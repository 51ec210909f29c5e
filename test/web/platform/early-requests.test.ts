import { expect, test } from 'vitest'
import { sendEarly, takeEarly } from '../../../web/platform/early-requests.ts'

test('an early answer goes to the first who would send that request', async () => {
  const answer = new Response('early')
  sendEarly('GET', '/api/v1/public/totals', Promise.resolve(answer))
  expect(takeEarly('POST', '/api/v1/public/totals')).toBeNull()
  expect(takeEarly('GET', '/api/v1/public/totals?year=2025')).toBeNull()
  expect(await takeEarly('GET', '/api/v1/public/totals')).toBe(answer)
  expect(takeEarly('GET', '/api/v1/public/totals')).toBeNull()
})

test('a request that failed early fails for who takes it, and for nobody else', async () => {
  sendEarly('POST', '/api/v1/session/refresh', Promise.reject(new TypeError('no network')))
  await new Promise((resolve) => setTimeout(resolve))
  await expect(takeEarly('POST', '/api/v1/session/refresh')).rejects.toThrow('no network')
})

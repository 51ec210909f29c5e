import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { testApp } from '../../../support/app.ts'

const { app } = await testApp()
/** Every figure's definition: a few kilobytes that anybody may read. */
const large = '/api/v1/reports/metrics'
const ask = (url: string, accepted?: string) =>
  app.inject({ url, headers: accepted === undefined ? {} : { 'accept-encoding': accepted } })

test('an answer larger than a packet goes out as small as the client can read it', async () => {
  const plain = await ask(large)
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.rawPayload.length).toBeGreaterThan(1_400)
  const brotli = await ask(large, 'gzip, deflate, br')
  expect(brotli.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' })
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(plain.body)
  expect(brotli.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2)
  const gzip = await ask(large, 'gzip')
  expect(gzip.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.body)
})

test('a small answer and a client that takes nothing get it as it is', async () => {
  expect((await ask('/healthz', 'br')).headers['content-encoding']).toBeUndefined()
  expect((await ask(large, 'identity')).headers['content-encoding']).toBeUndefined()
})

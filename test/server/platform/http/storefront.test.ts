import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerProblem } from '../../../../server/platform/http/problem.ts'
import { serveStorefront } from '../../../../server/platform/http/storefront.ts'

const directory = mkdtempSync(path.join(tmpdir(), 'cunji-screens-'))
const script = 'export const greeting = "hello"\n'.repeat(100)
let app: FastifyInstance

beforeAll(async () => {
  mkdirSync(path.join(directory, 'assets'))
  mkdirSync(path.join(directory, '.vite'))
  writeFileSync(path.join(directory, 'index.html'), '<!doctype html><title>screens</title>')
  writeFileSync(path.join(directory, '.vite', 'manifest.json'), '{}')
  writeFileSync(path.join(directory, 'assets', 'main-1a2b.js'), script)
  writeFileSync(path.join(directory, 'assets', 'main-1a2b.js.br'), brotliCompressSync(script))
  app = await screensAt('https://cunji.example', directory)
})

afterAll(async () => {
  await app.close()
  rmSync(directory, { recursive: true, force: true })
})

test.each(['/', '/orders/42?tab=lines', '/v/500237222213'])('%s is the page', async (url) => {
  const answer = await app.inject({ url })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toContain('text/html')
  expect(answer.headers['cache-control']).toBe('no-cache')
})

test.each(['/api/v1/nothing', '/missing.png', '/assets/gone.js', '/.vite/manifest.json'])(
  '%s is not found, and says so as a problem',
  async (url) => {
    const answer = await app.inject({ url })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  },
)

test.each(['/assets/gone', '/assets/%2e%2e/index.html', '/assets/..%2fsign-in', '/assets/?a.js'])(
  '%s is below the assets and guarded as a page',
  async (url) => {
    const { headers } = await app.inject({ url })
    expect(headers['x-frame-options']).toBe('SAMEORIGIN')
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  },
)

test('only reading an unknown address gives the page', async () => {
  const answer = await app.inject({ method: 'POST', url: '/orders' })
  expect(answer.statusCode).toBe(404)
})

test('a hashed asset is kept for ever and comes compressed', async () => {
  const headers = { 'accept-encoding': 'gzip, br' }
  const answer = await app.inject({ url: '/assets/main-1a2b.js', headers })
  expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect(answer.headers['content-encoding']).toBe('br')
  expect(answer.rawPayload.length).toBeLessThan(script.length / 10)
  const plain = await app.inject({ url: '/assets/main-1a2b.js' })
  expect(plain.body).toBe(script)
})

test('a page has every header that guards it, a script those that concern a script', async () => {
  const guards = async (url: string) => Object.keys((await app.inject({ url })).headers)
  const script = await guards('/assets/main-1a2b.js')
  expect(script).toEqual(
    expect.arrayContaining(['x-content-type-options', 'cross-origin-resource-policy']),
  )
  expect(script).not.toContain('content-security-policy')
  expect(await guards('/')).toEqual(
    expect.arrayContaining(['content-security-policy', 'x-frame-options', 'referrer-policy']),
  )
})

test('scripts come from here alone, and nobody frames the page', async () => {
  const { headers } = await app.inject({ url: '/' })
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe-eval')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['strict-transport-security']).toBeDefined()
})

test('without screens the API still answers', async () => {
  const bare = await screensAt('http://localhost:3000', path.join(directory, 'nowhere'))
  const answer = await bare.inject({ url: '/' })
  expect(answer.statusCode).toBe(404)
  expect(answer.headers['strict-transport-security']).toBeUndefined()
  await bare.close()
})

async function screensAt(publicUrl: string, at: string): Promise<FastifyInstance> {
  const built = fastify()
  built.setErrorHandler(answerProblem)
  await serveStorefront(built, { publicUrl, directory: at })
  return built
}

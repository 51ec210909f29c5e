import { brotliDecompressSync } from 'node:zlib'
import fastify, { type FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, test } from 'vitest'
import { Cache } from '../../../../server/platform/http/cache.ts'
import { CachedAnswers } from '../../../../server/platform/http/cached-answers.ts'

const sizeOf = () => 0
const text = (words: string) => JSON.stringify({ words: words.repeat(100) })

let now: number
let made: string[]
/** Called before an answer is made, so that a test can hold it up. */
let hold: (key: string) => Promise<void>
let app: FastifyInstance

beforeEach(() => {
  now = Date.UTC(2026, 10, 26)
  made = []
  hold = async () => {}
  app = fastify()
  const answers = new CachedAnswers({
    maxAgeSeconds: 60,
    maxBytes: 6_000,
    clock: () => new Date(now),
  })
  app.get<{ Params: { key: string } }>('/:key', ({ params: { key } }, reply) =>
    answers.send(reply, key, async () => {
      made.push(key)
      await hold(key)
      if (key === 'broken') throw new Error('cannot be made')
      return text(`${key} ${made.length} `)
    }),
  )
})

const ask = (key: string, headers: Record<string, string> = {}) =>
  app.inject({ url: `/${key}`, headers })

describe('an answer that is kept', () => {
  test('is made once however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('a')))
    expect(made).toEqual(['a'])
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
  })

  test('is made one at a time, whatever is asked', async () => {
    let making = 0
    let most = 0
    hold = async () => {
      making += 1
      most = Math.max(most, making)
      await new Promise((resolve) => setImmediate(resolve))
      making -= 1
    }
    await Promise.all(['a', 'b', 'c', 'd'].map((key) => ask(key)))
    expect(made).toEqual(['a', 'b', 'c', 'd'])
    expect(most).toBe(1)
  })

  test('goes out for a minute and not longer, and says how long', async () => {
    const first = await ask('a')
    expect(first.headers['cache-control']).toBe('public, max-age=60')
    now += 29_000
    const second = await ask('a')
    expect(second.body).toBe(first.body)
    expect(second.headers['cache-control']).toBe('public, max-age=31')
    now += 31_000
    expect((await ask('a')).body).not.toBe(first.body)
  })

  test('is made anew in time, so that nobody waits', async () => {
    const first = await ask('a')
    now += 40_000
    const released = Promise.withResolvers<void>()
    hold = () => released.promise
    expect((await ask('a')).body).toBe(first.body)
    released.resolve()
    await new Promise((resolve) => setTimeout(resolve, 20))
    now += 25_000
    expect((await ask('a')).body).not.toBe(first.body)
    expect(made).toEqual(['a', 'a'])
  })

  test('fails for who asked, and is tried again by the next', async () => {
    expect((await ask('broken')).statusCode).toBe(500)
    expect((await ask('broken')).statusCode).toBe(500)
    expect((await ask('a')).statusCode).toBe(200)
    expect(made).toEqual(['broken', 'broken', 'a'])
  })

  test('takes no more memory than it may: what was not asked for longest goes', async () => {
    for (const key of ['a', 'b', 'c', 'd', 'e']) await ask(key)
    await ask('e')
    await ask('a')
    expect(made).toEqual(['a', 'b', 'c', 'd', 'e', 'a'])
  })

  test('takes memory for its key as well, however little it says', async () => {
    const clock = () => new Date(now)
    const cache = new Cache<string>({ maxAgeSeconds: 60, maxBytes: 1_000_000, clock, sizeOf })
    const numbers: number[] = []
    const find = (number: number) =>
      cache.get(`["area",${number}]`, async () => {
        numbers.push(number)
        return ''
      })
    for (let number = 0; number < 1_000; number += 1) await find(number)
    await find(999)
    await find(0)
    expect(numbers.slice(999)).toEqual([999, 0])
  })
})

describe('on the wire', () => {
  test('who has it already is told so', async () => {
    const { etag } = (await ask('a')).headers
    const again = await ask('a', { 'if-none-match': `"other", W/${etag}` })
    expect(again).toMatchObject({ statusCode: 304, body: '' })
    expect((await ask('a', { 'if-none-match': '"other"' })).statusCode).toBe(200)
  })

  test.each([
    ['gzip, br', true],
    ['br;q=0.5', true],
    ['br;q=0', false],
    ['gzip', false],
    ['', false],
  ])('%s: compressed %s', async (accepted, isCompressed) => {
    const answer = await ask('a', { 'accept-encoding': accepted })
    expect(answer.headers['content-encoding'] === 'br').toBe(isCompressed)
    const body = isCompressed ? brotliDecompressSync(answer.rawPayload).toString() : answer.body
    expect(body).toBe(text('a 1 '))
    expect(answer.headers.vary).toBe('accept-encoding')
  })
})

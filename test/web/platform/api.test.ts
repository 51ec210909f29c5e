import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../../../shared/endpoint.ts'
import { renewAccessWith, setAccess } from '../../../web/platform/access-token.ts'
import { call, whenSessionEnds } from '../../../web/platform/api.ts'
import { ApiProblem } from '../../../web/platform/api-problem.ts'

const read = endpoint({
  name: 'test.read',
  summary: 'Reads',
  method: 'GET',
  path: '/api/v1/test/:key',
  access: 'signed-in',
  params: z.object({ key: z.string() }),
  response: z.object({ value: z.string() }),
})

const place = endpoint({
  name: 'test.place',
  summary: 'Places',
  method: 'POST',
  path: '/api/v1/test',
  access: 'signed-in',
  body: z.object({ packs: z.int() }),
  response: z.object({ value: z.string() }),
  idempotent: true,
})

interface Sent {
  url: string
  token: string | null
  key: string | null
}

let sent: Sent[]
let answers: (() => Response | Promise<Response>)[]

beforeEach(() => {
  sent = []
  answers = []
  setAccess({ token: 'old', identity: 'somebody', endsAt: Number.POSITIVE_INFINITY })
  renewAccessWith(async () => ({
    token: 'new',
    identity: 'somebody',
    endsAt: Number.POSITIVE_INFINITY,
  }))
  whenSessionEnds(async () => false)
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers)
    sent.push({
      url,
      token: headers.get('authorization'),
      key: headers.get('idempotency-key'),
    })
    const answer = answers.shift()
    if (answer === undefined) throw new Error('nothing more was expected')
    return answer()
  })
})

afterEach(() => vi.unstubAllGlobals())

test('an answer comes back, and a refusal as a problem with its fields', async () => {
  answers = [good, () => problem(400, 'validation_failed', false)]
  expect(await call(read, { params: { key: 'a b' } })).toEqual({ value: 'fine' })
  expect(sent[0]).toMatchObject({ url: '/api/v1/test/a%20b', token: 'Bearer old' })
  const refused = await caught(call(read, { params: { key: 'a' } }))
  expect(refused).toMatchObject({ code: 'validation_failed', requestId: 'r-1' })
})

test('an expired token is renewed once for all calls under way, and they go on', async () => {
  let renewals = 0
  renewAccessWith(async () => {
    renewals += 1
    return { token: 'new', identity: 'somebody', endsAt: Number.POSITIVE_INFINITY }
  })
  answers = [expired, expired, expired, good, good, good]
  await Promise.all(['a', 'b', 'c'].map((key) => call(read, { params: { key } })))
  expect(renewals).toBe(1)
  expect(sent.slice(3).map((request) => request.token)).toEqual(Array(3).fill('Bearer new'))
})

test('a token that is about to end is renewed before it is sent', async () => {
  setAccess({ token: 'old', identity: 'somebody', endsAt: Date.now() + 1_000 })
  answers = [good]
  await call(read, { params: { key: 'a' } })
  expect(sent.map((request) => request.token)).toEqual(['Bearer new'])
})

test('a session that is over is asked for in place, and the call goes on after it', async () => {
  renewAccessWith(async () => null)
  whenSessionEnds(async () => {
    setAccess({ token: 'again', identity: 'somebody', endsAt: Number.POSITIVE_INFINITY })
    return true
  })
  answers = [expired, good]
  expect(await call(place, { body: { packs: 1 } })).toEqual({ value: 'fine' })
  expect(sent.map((request) => request.token)).toEqual(['Bearer old', 'Bearer again'])
  expect(sent[0]?.key).toBe(sent[1]?.key)
})

test('who does not sign in again gets the problem', async () => {
  renewAccessWith(async () => null)
  answers = [expired]
  expect(await caught(call(read, { params: { key: 'a' } }))).toMatchObject({ status: 401 })
})

test('§5.5 an act whose answer was lost is repeated with its key, and again by the person', async () => {
  vi.useFakeTimers()
  answers = [lost, lost, lost]
  const first = caught(call(place, { body: { packs: 12 } }))
  await vi.runAllTimersAsync()
  expect(await first).toMatchObject({ code: 'unreachable' })
  vi.useRealTimers()
  answers = [good, good]
  await call(place, { body: { packs: 12 } })
  const keys = new Set(sent.map((request) => request.key))
  expect(keys.size).toBe(1)
  await call(place, { body: { packs: 12 } })
  expect(sent.at(-1)?.key).not.toBe(sent[0]?.key)
})

test('other content is another act', async () => {
  answers = [() => problem(503, 'outcome_unknown', false), good]
  await caught(call(place, { body: { packs: 1 } }))
  await call(place, { body: { packs: 2 } })
  expect(sent[0]?.key).not.toBe(sent[1]?.key)
})

test('too many requests are not repeated by themselves', async () => {
  answers = [() => problem(429, 'too_many_requests', true)]
  await caught(call(read, { params: { key: 'a' } }))
  expect(sent).toHaveLength(1)
})

test('who was told that there is no room asks again after a second, not before', async () => {
  vi.useFakeTimers()
  answers = [() => problem(503, 'overloaded', true), good]
  const answer = call(read, { params: { key: 'a' } })
  await vi.advanceTimersByTimeAsync(900)
  expect(sent).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(200)
  expect(await answer).toEqual({ value: 'fine' })
  vi.useRealTimers()
})

test('a proxy’s page is no problem of ours, but it reads as one', async () => {
  vi.useFakeTimers()
  answers = Array(3).fill(() => new Response('<h1>Bad gateway</h1>', { status: 502 }))
  const refused = caught(call(read, { params: { key: 'a' } }))
  await vi.runAllTimersAsync()
  expect(await refused).toMatchObject({ code: 'service_unavailable', retryable: true })
  vi.useRealTimers()
})

function good(): Response {
  return Response.json({ value: 'fine' })
}

function expired(): Response {
  return problem(401, 'unauthenticated', false)
}

function lost(): Promise<Response> {
  return Promise.reject(new TypeError('Failed to fetch'))
}

function problem(status: number, code: string, retryable: boolean): Response {
  return Response.json({ status, code, retryable, requestId: 'r-1' }, { status })
}

async function caught(promise: Promise<unknown>): Promise<ApiProblem> {
  const thrown = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof ApiProblem)) throw new Error('no problem came', { cause: thrown })
  return thrown
}

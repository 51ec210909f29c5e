import jwt from '@fastify/jwt'
import { sql } from 'drizzle-orm'
import fastify from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  accessTokenOptions,
  signAccessToken,
} from '../../../../server/platform/auth/access-token.ts'
import { validatorCompiler } from '../../../../server/platform/http/compilers.ts'
import { answerProblem } from '../../../../server/platform/http/problem.ts'
import { serve, serveCommand } from '../../../../server/platform/http/serve.ts'
import { newId } from '../../../../server/platform/ids.ts'
import { endpoint } from '../../../../shared/endpoint.ts'
import { AppError, type Problem } from '../../../../shared/errors.ts'
import { signedIn, testConfig } from '../../../support/app.ts'
import { callerOf } from '../../../support/call.ts'
import { testClock } from '../../../support/clock.ts'
import { testDatabase } from '../../../support/database.ts'

const database = await testDatabase()
const config = testConfig()
const deps = {
  config,
  db: database.db,
  reportDb: database.db,
  clock: testClock,
  newId,
  requireLive: async () => {},
}

const note = endpoint({
  name: 'test.takeNote',
  summary: 'Takes a note',
  method: 'POST',
  path: '/api/v1/notes',
  access: ['buyer'],
  body: z.strictObject({ text: z.string().min(1).max(5), times: z.int().min(1).optional() }),
  response: z.object({ id: z.uuid(), text: z.string() }),
  status: 201,
  idempotent: true,
})
const leak = endpoint({
  name: 'test.leak',
  summary: 'Returns more than it promises',
  method: 'GET',
  path: '/api/v1/leak',
  access: 'public',
  response: z.object({ shown: z.string() }),
})

const app = fastify()
app.setValidatorCompiler(validatorCompiler)
app.setSerializerCompiler(serializerCompiler)
app.setErrorHandler(answerProblem)
app.decorateRequest('actor')
await app.register(jwt, accessTokenOptions(config.jwtSecret))
serveCommand(app, deps, note, async (tx, { body, context }) => {
  const id = context.newId()
  await tx.execute(sql`
    insert into platform.outbox (topic, subject_type, subject_id, payload, created_at)
    values ('note', 'note', ${id}, '{}', ${context.now.toISOString()})`)
  if (body.text === 'boom') throw new AppError('stale_version')
  return { id, text: body.text, secret: 'kept' } as { id: string; text: string }
})
serve(app, deps, leak, async () => ({ shown: 'yes', hidden: 'no' }) as { shown: string })
afterAll(() => app.close())

const buyer = signedIn({ roles: ['buyer'] })
const { send } = callerOf(app, tokenFor)

const notes = async () => (await database.sql`select 1 from platform.outbox`).length
beforeEach(async () => {
  await database.sql`truncate platform.outbox`
})

describe('§5.5 an idempotency key', () => {
  test('is required', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: note.path,
      payload: { text: 'a' },
      headers: { authorization: `Bearer ${tokenFor(buyer)}` },
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json<Problem>().code).toBe('idempotency_key_missing')
  })

  test('same key and body, same bytes and one effect, twenty at once', async () => {
    const key = newId()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send(note, { body: { text: 'once' } }, { as: buyer, key })),
    )
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
    expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([201]))
    expect(await notes()).toBe(1)
  })

  test('same key, other body: refused', async () => {
    const key = newId()
    await send(note, { body: { text: 'a' } }, { as: buyer, key })
    const answer = await send(note, { body: { text: 'b' } }, { as: buyer, key })
    expect(answer.statusCode).toBe(409)
    expect(answer.json<Problem>().code).toBe('idempotency_key_reused')
  })

  test('a refusal keeps nothing, so the same key may succeed later', async () => {
    const key = newId()
    const refused = await send(note, { body: { text: 'boom' } }, { as: buyer, key })
    expect(refused.json<Problem>()).toMatchObject({ code: 'stale_version', retryable: false })
    expect(await notes()).toBe(0)
    expect(
      await database.sql`select 1 from platform.idempotency_keys where key = ${key}`,
    ).toHaveLength(0)
  })

  test('is its owner’s alone', async () => {
    const key = newId()
    await send(note, { body: { text: 'a' } }, { as: buyer, key })
    const other = signedIn({ roles: ['buyer'] })
    expect((await send(note, { body: { text: 'b' } }, { as: other, key })).statusCode).toBe(201)
  })
})

describe('an endpoint', () => {
  test('lets in nobody its access does not name', async () => {
    const official = signedIn({ roles: ['official'], divisionCode: '50' })
    const anonymous = await send(note, { body: { text: 'a' } })
    const outsider = await send(note, { body: { text: 'a' } }, { as: official })
    expect([anonymous.statusCode, outsider.statusCode]).toEqual([401, 403])
    expect(outsider.headers['content-type']).toContain('application/problem+json')
  })

  test('tells no shapes to who may not enter', async () => {
    const answer = await send(note, { body: { wrong: true } })
    expect(answer.json<Problem>().fields).toBeUndefined()
  })

  test('answers nothing beyond its contract', async () => {
    expect((await send(leak, {})).json()).toEqual({ shown: 'yes' })
    const answer = await send(note, { body: { text: 'a' } }, { as: buyer })
    expect(Object.keys(answer.json<object>()).sort()).toEqual(['id', 'text'])
  })

  test('names each refused field, why, and with which values', async () => {
    const refused = async (body: unknown) =>
      (await send(note, { body } as { body: unknown }, { as: buyer })).json<Problem>().fields
    expect(await refused({})).toEqual([{ path: ['text'], code: 'required' }])
    expect(await refused({ text: '' })).toMatchObject([{ path: ['text'], code: 'required' }])
    expect(await refused({ text: 'too long' })).toEqual([
      { path: ['text'], code: 'too_long', values: { maximum: 5 } },
    ])
    expect(await refused({ text: 'a', times: 1.5 })).toMatchObject([
      { path: ['times'], code: 'not_a_whole_number' },
    ])
    expect(await refused({ text: 'a', other: 1 })).toMatchObject([{ code: 'unknown_key' }])
  })
})

function tokenFor(actor: typeof buyer): string {
  return signAccessToken(app, {
    sub: actor.personId,
    sid: actor.sessionId,
    org: actor.organisationId,
    kind: actor.organisationKind,
    roles: [...actor.roles],
    area: actor.divisionCode,
  })
}

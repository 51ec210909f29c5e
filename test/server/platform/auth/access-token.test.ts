import jwt from '@fastify/jwt'
import fastify from 'fastify'
import { afterEach, expect, test, vi } from 'vitest'
import {
  accessTokenOptions,
  signAccessToken,
} from '../../../../server/platform/auth/access-token.ts'
import { newId } from '../../../../server/platform/ids.ts'

const app = fastify()
await app.register(jwt, accessTokenOptions('a secret of the test that is long enough'))
await app.ready()

const person = { kind: 'unit', roles: ['buyer'], area: null } as const

afterEach(() => {
  vi.useRealTimers()
})

test('a token that was read before still ends at its time (§11.4)', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-10-01T08:00:00Z') })
  const token = aToken()
  const claims = app.jwt.verify(token)
  expect(app.jwt.verify(token)).toEqual(claims)
  vi.setSystemTime(new Date('2026-10-01T08:14:59Z'))
  expect(app.jwt.verify(token)).toEqual(claims)
  vi.setSystemTime(new Date('2026-10-01T08:15:01Z'))
  expect(() => app.jwt.verify(token)).toThrow(/expired/)
})

test('a token of another signature is refused beside the one that was read before', () => {
  const token = aToken()
  app.jwt.verify(token)
  const other = aToken()
  const forged = `${token.slice(0, token.lastIndexOf('.'))}${other.slice(other.lastIndexOf('.'))}`
  expect(() => app.jwt.verify(forged)).toThrow(/signature/)
  expect(() => app.jwt.verify(forged)).toThrow(/signature/)
})

function aToken(): string {
  const claims = { ...person, roles: [...person.roles], sub: newId(), sid: newId(), org: newId() }
  return signAccessToken(app, claims)
}

import { beforeEach, expect, test, vi } from 'vitest'
import type { z } from 'zod'
import {
  actFor,
  refreshSession,
  showSession,
  signIn,
  signOut,
} from '../../../shared/accounts/accounts.api.ts'
import type { openedSession } from '../../../shared/accounts/accounts.schemas.ts'
import { AppError } from '../../../shared/errors.ts'
import { setAccess } from '../../../web/platform/access-token.ts'
import { call } from '../../../web/platform/api.ts'
import { useSession } from '../../../web/platform/session.store.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()
const person = {
  id: '01900000-0000-7000-8000-000000000001',
  name: '王芳',
  email: 'wang@example.cn',
  phone: null,
  memberNumber: null,
  locale: 'zh-CN' as const,
}
const canteen = membership('01900000-0000-7000-8000-0000000000a1', 'unit', ['buyer'])
const village = membership('01900000-0000-7000-8000-0000000000a2', 'cooperative', [
  'cooperative_manager',
])
const credentials = { login: 'wang@example.cn', password: 'a good long one' }

beforeEach(() => {
  setAccess(null)
  vi.stubGlobal('localStorage', storage())
  vi.stubGlobal('document', { cookie: '' })
})

test('who signs in may do what their roles allow, and nothing more', async () => {
  api.on(signIn, () => opened(canteen))
  const { result: session } = await inApp(useSession)
  expect(session.may('public')).toBe(true)
  expect(session.may('signed-in')).toBe(false)
  await session.signIn(credentials)
  expect(session.person?.name).toBe('王芳')
  expect(session.may('signed-in')).toBe(true)
  expect(session.may(['buyer'])).toBe(true)
  expect(session.may(['cooperative_manager'])).toBe(false)
})

test('a returning person is recognised by the cookie, asked for once', async () => {
  api.on(refreshSession, () => opened(canteen))
  vi.stubGlobal('document', { cookie: 'a=b; cunji_session=1' })
  const { result: session } = await inApp(useSession)
  await Promise.all([session.restore(), session.restore()])
  expect(session.signedIn).toBe(true)
  expect(api.requests(refreshSession)).toHaveLength(1)
})

test('a visitor without a session asks for none', async () => {
  const { result: session } = await inApp(useSession)
  expect(session.mayBeRestored).toBe(false)
  await session.restore()
  expect(session.signedIn).toBe(false)
  expect(api.requests(refreshSession)).toHaveLength(0)
})

test('a tab whose session another one ended asks once and stays signed out', async () => {
  vi.stubGlobal('document', { cookie: 'cunji_session=1' })
  api.on(refreshSession, () => {
    throw new AppError('session_ended')
  })
  const { result: session } = await inApp(useSession)
  await session.restore()
  await session.restore()
  expect(session.signedIn).toBe(false)
  expect(api.requests(refreshSession)).toHaveLength(1)
})

test('acting for another organisation brings its roles', async () => {
  api.on(signIn, () => opened(canteen))
  api.on(actFor, () => opened(village))
  const { result: session } = await inApp(useSession)
  await session.signIn(credentials)
  await session.actFor(village.organisationId)
  expect(session.may(['buyer'])).toBe(false)
  expect(session.may(['cooperative_manager'])).toBe(true)
})

test('who leaves is signed out, even where the server does not answer', async () => {
  api.on(signIn, () => opened(canteen))
  api.on(signOut, () => {
    throw new AppError('service_unavailable')
  })
  const { result: session } = await inApp(useSession)
  await session.signIn(credentials)
  await session.signOut()
  expect(session.signedIn).toBe(false)
  expect(document.cookie).toMatch(/^cunji_session=; .*max-age=0/)
})

test('a session that ends in the middle of work is opened in place, and the call goes on', async () => {
  api.on(signIn, () => opened(canteen))
  const { result: session } = await inApp(useSession)
  await session.signIn(credentials)
  api.on(refreshSession, () => {
    throw new AppError('unauthenticated')
  })
  let isOver = true
  api.on(showSession, () => {
    if (isOver) throw new AppError('session_ended')
    return opened(canteen).session
  })
  const waiting = call(showSession, {})
  await vi.waitFor(() => expect(session.ended).toBe(true))
  isOver = false
  await session.signIn(credentials)
  expect(await waiting).toMatchObject({ person: { name: '王芳' } })
  expect(session.ended).toBe(false)
})

function membership(
  organisationId: string,
  kind: 'unit' | 'cooperative',
  roles: ('buyer' | 'cooperative_manager')[],
) {
  return { organisationId, organisationName: '组织', kind, roles, divisionCode: null }
}

function opened(acting: ReturnType<typeof membership>): z.input<typeof openedSession> {
  return {
    accessToken: `token for ${acting.kind}`,
    expiresInSeconds: 900,
    session: { person, memberships: [canteen, village], acting },
  }
}

function storage() {
  const values = new Map<string, string>()
  return {
    getItem: (name: string) => values.get(name) ?? null,
    setItem: (name: string, value: string) => values.set(name, value),
  }
}

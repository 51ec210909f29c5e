import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import { createMemoryHistory, type RouteLocationNormalized } from 'vue-router'
import { organisationKinds, type Role, roles, rolesByKind } from '../../shared/roles.ts'
import { pages } from '../../web/pages.ts'
import { useSession } from '../../web/platform/session.store.ts'
import { createAppRouter } from '../../web/router.ts'
import { pageAccess } from '../support/page-access.ts'

const paths = pages.map(({ path }) => path)

beforeEach(() => {
  setActivePinia(createPinia())
  // Nobody signed in on this device before, so no session is asked for over the network.
  vi.stubGlobal('localStorage', { getItem: () => 'no', setItem: () => {} })
})

test('the table names every page, and no other', () => {
  expect([...paths].sort()).toEqual(Object.keys(pageAccess).sort())
})

test.each(roles)('a %s opens the pages of the table; others are not found', async (role) => {
  signIn(role)
  for (const [path, landed] of await openAll()) {
    const row = pageAccess[path] ?? []
    const open = typeof row === 'string' || row.includes(role)
    expect(landed.name, path).toBe(open ? nameOf(path) : 'not-found')
  }
})

test('a visitor opens the public pages; others lead to the sign-in and back', async () => {
  for (const [path, landed] of await openAll()) {
    const open = pageAccess[path] === 'everybody'
    expect(landed.name, path).toBe(open ? nameOf(path) : 'accounts.sign-in')
    if (!open) expect(landed.query.next, path).toBe(addressOf(path))
  }
})

function signIn(role: Role): void {
  const kind = organisationKinds.find((candidate) =>
    rolesByKind[candidate].some((own) => own === role),
  )
  if (kind === undefined) throw new Error(`${role} belongs to no kind of organisation`)
  const id = crypto.randomUUID()
  const organisation = { organisationId: id, organisationName: 'One', kind, divisionCode: null }
  const acting = { ...organisation, roles: [role] }
  const person = {
    id,
    name: 'Somebody',
    email: null,
    phone: null,
    memberNumber: null,
    locale: 'en',
  } as const
  const session = { person, acting, memberships: [acting] }
  useSession().enter({ session, accessToken: 'a token', expiresInSeconds: 900 })
}

/** Where one lands who goes to each page in turn. */
async function openAll(): Promise<[string, RouteLocationNormalized][]> {
  const router = createAppRouter(createMemoryHistory())
  const landings: RouteLocationNormalized[] = []
  // It comes after the guard, and lets nobody in: no screen is loaded.
  router.beforeEach((to) => {
    landings.push(to)
    return false
  })
  for (const path of paths) await router.push(addressOf(path))
  expect(landings).toHaveLength(paths.length)
  return paths.map((path, index) => [path, landings[index] as RouteLocationNormalized])
}

const nameOf = (path: string) => pages.find((page) => page.path === path)?.name

/** An address of the page: every parameter is digits, as many as the page wants first. */
function addressOf(path: string): string {
  return path.replaceAll(/:\w+(?:\(([^)|]*)[^)]*\))?/g, (_all, pattern = '') =>
    pattern === '' ? '111' : pattern.replaceAll(/(?:\\d|\[0-9a-f\])(?:\{(\d+)\}|\+)/g, numberOf),
  )
}

const numberOf = (_all: string, digits = '3') => '1'.repeat(Number(digits))

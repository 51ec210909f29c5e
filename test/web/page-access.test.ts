import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test, vi } from 'vitest'
import { createMemoryHistory, type RouteLocationNormalized } from 'vue-router'
import { organisationKinds, type Role, roles, rolesByKind } from '../../shared/roles.ts'
import { useSession } from '../../web/platform/session.store.ts'
import { createAppRouter, pages } from '../../web/router.ts'

type Row = 'everybody' | 'signed in' | readonly Role[]

const unit = ['buyer', 'approver', 'receiver', 'finance', 'unit_leader'] as const
const cooperative = ['cooperative_manager', 'cooperative_packer'] as const
const manager = ['cooperative_manager'] as const
const heads = ['unit_leader', 'cooperative_manager', 'platform_admin'] as const
const overseers = ['official', 'group_coordinator', 'platform_admin'] as const
const reviewers = ['official', 'platform_admin'] as const
const moneySides = ['finance', 'cooperative_manager'] as const

/** Who may open which page. Written by hand, so that the routes cannot agree with themselves. */
const table: Record<string, Row> = {
  '/audit': heads,

  '/sign-in': 'everybody',
  '/forgot-password': 'everybody',
  '/reset-password': 'everybody',
  '/accept-invitation': 'everybody',
  '/account': 'signed in',
  '/members': heads,

  '/villages': overseers,
  '/villages/:code(\\d{12})': 'signed in',

  '/organisations': 'signed in',
  '/units/:unitId': 'signed in',
  '/apply': 'everybody',
  '/admissions': reviewers,
  '/cooperatives/:cooperativeId': [...cooperative, ...reviewers],

  '/pairings': [...unit, ...overseers],
  '/groups': [...unit, ...overseers],
  '/groups/:groupId': [...unit, ...overseers],
  '/targets': ['unit_leader', ...overseers],
  '/introductions': unit,
  '/shared-credits': unit,
  '/policies': reviewers,

  '/catalogue': 'everybody',
  '/catalogue/:productId': 'everybody',
  '/listings': cooperative,
  '/listings/new': manager,
  '/listings/:productId': cooperative,
  '/sales-terms': manager,
  '/listing-reviews': reviewers,
  '/listing-reviews/:productId': reviewers,

  '/desk': unit,
  '/order-desk': cooperative,
  '/order': ['buyer'],
  '/requisitions': [...unit, ...overseers],
  '/requisitions/:id': [...unit, ...overseers],
  '/purchase-orders': [...unit, ...cooperative, ...overseers],
  '/purchase-orders/:id': [...unit, ...cooperative, ...overseers],
  '/order-settings': unit,

  '/deliveries/to-pack': cooperative,
  '/deliveries/pick-list': cooperative,
  '/shipments': [...unit, ...cooperative],
  '/s/:code': 'signed in',
  '/shipments/:shipmentId': 'signed in',
  '/shipments/:shipmentId/note': 'signed in',
  '/shipments/:shipmentId/receipt': ['receiver'],
  '/goods-receipts/:receiptId': 'signed in',
  '/goods-returns': [...unit, ...cooperative],

  '/money-due': moneySides,
  '/payments': moneySides,
  '/purchase-orders/:purchaseOrderId/invoice': manager,
  '/invoices/:invoiceId': 'signed in',
  '/purchase-orders/:purchaseOrderId/match': 'signed in',
  '/purchase-orders/:purchaseOrderId/settlements': manager,

  '/reports': [...unit, ...overseers],
  '/ledger': [...unit, ...overseers],
  '/ledger/:countyCode(\\d{6})/:number(\\d+)': [...unit, ...overseers],
  '/verification': reviewers,
  '/v/:code(\\d{12})': 'everybody',
  '/public': 'everybody',

  '/notices': 'signed in',
}

const paths = pages.map(({ path }) => path)

beforeEach(() => {
  setActivePinia(createPinia())
  // Nobody signed in on this device before, so no session is asked for over the network.
  vi.stubGlobal('localStorage', { getItem: () => 'no', setItem: () => {} })
})

test('the table names every page, and no other', () => {
  expect([...paths].sort()).toEqual(Object.keys(table).sort())
})

test.each(roles)('a %s opens the pages of the table; others are not found', async (role) => {
  signIn(role)
  for (const [path, landed] of await openAll()) {
    const row = table[path] ?? []
    const open = typeof row === 'string' || row.includes(role)
    expect(landed.name, path).toBe(open ? nameOf(path) : 'not-found')
  }
})

test('a visitor opens the public pages; others lead to the sign-in and back', async () => {
  for (const [path, landed] of await openAll()) {
    const open = table[path] === 'everybody'
    expect(landed.name, path).toBe(open ? nameOf(path) : 'accounts.sign-in')
    if (!open) expect(landed.query.next, path).toBe(addressOf(path))
  }
})

function signIn(role: Role): void {
  const kind = organisationKinds.find((each) => rolesByKind[each].some((own) => own === role))
  if (kind === undefined) throw new Error(`${role} belongs to no kind of organisation`)
  const id = crypto.randomUUID()
  const organisation = { organisationId: id, organisationName: 'One', kind, divisionCode: null }
  const acting = { ...organisation, roles: [role] }
  const person = { id, name: 'Somebody', email: null, phone: null, locale: 'en' } as const
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

/** An address of the page: every parameter is a number, as long as the page wants it. */
function addressOf(path: string): string {
  return path.replaceAll(/:\w+(?:\(\\d(?:\{(\d+)\}|\+)\))?/g, (_all, digits?: string) =>
    '1'.repeat(Number(digits ?? 3)),
  )
}

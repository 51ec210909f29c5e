import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { type Role, roles } from '../../shared/roles.ts'
import { aMember } from '../support/factories/accounts.ts'
import { aCooperative, anOrganisation, aUnit } from '../support/factories/organisations.ts'
import { type PageAccess, pageAccess } from '../support/page-access.ts'
import {
  goTo,
  lookAt,
  openApp,
  type Screen,
  screens,
  signInAs,
  signInByForm,
  testPassword,
} from './support/index.ts'

const { open, database } = await openApp()
const sizes = Object.keys(screens) as Screen[]

/** The addresses that need no record to stand on, each with those who may open it. */
const addresses = Object.entries(pageAccess)
  // The first-start page is no page any more once somebody is there.
  .filter(([path]) => !path.includes(':') && path !== '/set-up')
  .map(([address, access]) => ({ address, access }))
const counts = { visits: 0, looks: 0 }
const drawings = new Set<string>()

afterAll(() => {
  const { visits, looks } = counts
  process.stdout.write(`${addresses.length} pages, ${visits} visits, ${looks} looked at\n`)
})

// That the routes let in whom the table names, test/web/page-access.test.ts proves of each.
const isTheirs = (access: PageAccess, role: Role) =>
  access === 'signed in' || (access !== 'everybody' && access.includes(role))

test('every public page stands without signing in, and asks for no session', async () => {
  const page = await open('desktop')
  const renewals: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/session')) renewals.push(request.url())
  })
  await goTo(page, '/public')
  const own = addresses.filter(({ access }) => access === 'everybody')
  expect(own.length).toBeGreaterThan(1)
  await lookAtAll(page, { own, name: 'visitor' })
  expect(renewals).toEqual([])
})

// A new account sees every list before its first entry: that is when it needs words most.
test.each(roles)(
  'every page a %s may open stands, new and empty, on both screens',
  async (role) => {
    const page = await open('desktop')
    await signInAs(page, await newcomer(role))
    const own = addresses.filter(({ access }) => isTheirs(access, role))
    expect(own.length).toBeGreaterThan(1)
    await lookAtAll(page, { own, name: `new-${role}` })
  },
)

test('an address that is not theirs leads a visitor to the sign-in and back', async () => {
  const page = await open('desktop')
  await page.goto('/members')
  await page.waitForURL('**/sign-in?next=/members')
  const email = await newcomer('unit_leader')
  await signInByForm(page, email)
  await page.waitForURL((url) => url.pathname === '/members')
})

test.each(['/audit', '/order-desk', '/admissions'])(
  'to a buyer %s is no page at all, typed or gone to',
  async (address) => {
    const page = await open('desktop')
    await signInAs(page, await newcomer('buyer'))
    await goTo(page, address)
    expect(await page.locator('[data-page="not-found"] h1').count()).toBe(1)
    await page.goto(address)
    await page.locator('[data-page="not-found"] h1').waitFor()
  },
)

/** Looks at each page, and names every fault of all of them. */
async function lookAtAll(
  page: Page,
  { own, name }: { own: typeof addresses; name: string },
): Promise<void> {
  const faults: string[] = []
  for (const { address } of own) {
    await visit(page, address, name).catch((fault: unknown) => {
      faults.push(fault instanceof Error ? fault.message : String(fault))
    })
  }
  expect(faults).toEqual([])
}

async function visit(page: Page, address: string, name: string): Promise<void> {
  await page.setViewportSize(screens.desktop)
  await goTo(page, address)
  counts.visits += 1
  expect(new URL(page.url()).pathname).toBe(address)
  const { heads, missing, drawn } = await page.evaluate<Drawn>(`({
    heads: document.querySelectorAll('h1').length,
    missing: document.querySelectorAll('[data-page="not-found"]').length,
    drawn: document.querySelector('main').innerHTML,
  })`)
  expect(heads, `${address} has a head`).toBeGreaterThan(0)
  expect(missing, `${address} is there`).toBe(0)
  if (isKnown(address, drawn)) return
  for (const size of sizes) {
    await page.setViewportSize(screens[size])
    await lookAt(page, `every/${name}${address.replaceAll('/', '-')}`)
    counts.looks += 1
  }
}

interface Drawn {
  heads: number
  missing: number
  /** What stands in the main part. */
  drawn: string
}

/** The same page drawn the same way for another role need not be looked at twice. */
function isKnown(address: string, main: string): boolean {
  const drawn = main
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
    .replaceAll(/new-\w+|\w+-\d+@newcomers/g, '')
    .replaceAll(/\d+/g, '')
  const key = `${address} ${drawn}`
  if (drawings.has(key)) return true
  drawings.add(key)
  return false
}

let newcomers = 0

/** A person of one role in an organisation in which nothing has happened yet. */
async function newcomer(role: Role): Promise<string> {
  newcomers += 1
  const email = `${role}-${newcomers}@newcomers.test`
  const organisation = await organisationFor(role)
  await aMember(database, {
    organisationId: organisation.id,
    organisationName: organisation.name,
    roles: [role],
    email,
    password: testPassword,
    ...(role === 'official' ? { divisionCode: '500237' } : {}),
  })
  return email
}

function organisationFor(role: Role): Promise<{ id: string; name: string }> {
  const name = `new-${role}`
  if (role.startsWith('cooperative')) return aCooperative(database, { name })
  if (role === 'official') return anOrganisation(database, { kind: 'authority', name })
  if (role === 'group_coordinator') return anOrganisation(database, { kind: 'group', name })
  if (role === 'platform_admin') return anOrganisation(database, { kind: 'platform', name })
  return aUnit(database, { name })
}

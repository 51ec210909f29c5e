import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { type Role, roles } from '../../shared/roles.ts'
import { aMember } from '../support/factories/accounts.ts'
import { aCooperative, anOrganisation, aUnit } from '../support/factories/organisations.ts'
import {
  expectAccessible,
  openApp,
  screens,
  shot,
  signInAs,
  testPassword,
} from './support/index.ts'

/** Some thirty pages on two screens; a busy machine may take its time. */
const patience = 600_000
const { open, database } = await openApp()
const paths = pathsOfAllPages()
const publicPaths = new Set<string>()
const seen = new Set<string>()

test('every domain’s pages were found', () => {
  expect(paths.length).toBeGreaterThan(8)
})

test(
  'every public page stands without signing in',
  async () => {
    const page = await open('desktop')
    await lookAtAll(page, { addresses: paths, name: 'visitor' })
    expect(publicPaths.size).toBeGreaterThan(1)
  },
  patience,
)

// A new account sees every list before its first entry: that is when it needs words most.
test.each(roles)(
  'every page a %s may open stands, new and empty, on both screens',
  async (role) => {
    const page = await open('desktop')
    await signInAs(page, await newcomer(role))
    const addresses = paths.filter((address) => !publicPaths.has(address))
    await lookAtAll(page, { addresses, name: `new-${role}` })
  },
)

/** Looks at each page that is there, and names every fault of all of them. */
async function lookAtAll(page: Page, given: { addresses: string[]; name: string }): Promise<void> {
  const faults: string[] = []
  for (const address of given.addresses) {
    const standing = await reach(page, address)
    if (!standing) continue
    if (given.name === 'visitor') publicPaths.add(address)
    if (await isKnown(page, address)) continue
    await lookAt(page, `${given.name}${address.replaceAll('/', '-')}`).catch((fault: unknown) => {
      faults.push(fault instanceof Error ? fault.message : String(fault))
    })
  }
  expect(faults).toEqual([])
}

/** Opens an address; false where this person is not let in. */
async function reach(page: Page, address: string): Promise<boolean> {
  await page.setViewportSize(screens.desktop)
  await page.goto(address)
  await settled(page)
  const refused = await page.locator('[data-page="not-found"]').count()
  return refused === 0 && new URL(page.url()).pathname === address
}

/** The same page drawn the same way for another role need not be looked at twice. */
async function isKnown(page: Page, address: string): Promise<boolean> {
  const drawn = (await page.locator('main').innerHTML())
    .replaceAll(/\d+/g, '')
    .replaceAll(/new-\w+/g, '')
  const key = `${address} ${drawn}`
  if (seen.has(key)) return true
  seen.add(key)
  return false
}

async function lookAt(page: Page, name: string): Promise<void> {
  for (const screen of ['desktop', 'phone'] as const) {
    await page.setViewportSize(screens[screen])
    await shot(page, `every/${name}`)
    await expectAccessible(page)
  }
}

/** The page is there and nothing is on its way any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.waitForLoadState('networkidle')
}

async function newcomer(role: Role): Promise<string> {
  const email = `${role}@newcomers.test`
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

/** The addresses in every routes.ts that need no record to stand on. */
function pathsOfAllPages(): string[] {
  const web = path.resolve('web')
  const found = readdirSync(web, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'routes.ts')
    .flatMap((file) =>
      [...readFileSync(path.join(web, file), 'utf8').matchAll(/\bpath: '([^':]+)'/g)].map(
        (match) => match[1] ?? '',
      ),
    )
  return [...new Set(found)].sort()
}

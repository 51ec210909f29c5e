import type { Page, Route } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import type { Role } from '../../shared/roles.ts'
import { aMember } from '../support/factories/accounts.ts'
import { xiazhuang } from '../support/factories/attribution.ts'
import { aCooperative, anOrganisation, aUnit } from '../support/factories/organisations.ts'
import { aPaidOrder } from '../support/factories/reports.ts'
import { openApp, signInAs, testPassword } from './support/index.ts'
import { type PageRequest, type RequestsOfPage, requestsOf } from './support/page-requests.ts'
import { ready } from './support/ready.ts'

const { open, database } = await openApp()

interface FirstPage {
  at: string
  role?: Role
  language?: 'en'
}

/** What people see first, by who they are. */
const firstPages: readonly FirstPage[] = [
  { at: '/sign-in' },
  { at: '/sign-in', language: 'en' },
  { at: '/public' },
  { at: `/v/${xiazhuang}` },
  { at: '/catalogue' },
  { at: '/', role: 'buyer' },
  { at: '/', role: 'buyer', language: 'en' },
  { at: '/', role: 'approver' },
  { at: '/', role: 'receiver' },
  { at: '/', role: 'finance' },
  { at: '/', role: 'unit_leader' },
  { at: '/', role: 'cooperative_manager' },
  { at: '/', role: 'cooperative_packer' },
  { at: '/', role: 'official' },
  { at: '/', role: 'group_coordinator' },
  { at: '/', role: 'platform_admin' },
]
const named = firstPages.map((each) => [`${each.role ?? 'visitor'} at ${each.at}`, each] as const)

const mostKilobytes = 160
const mostRequests = 36
/**
 * What draws charts comes when there is one to draw; what works without a signal, and the sentences
 * of failures, a while after the page; what sells goods on a desk behind it. The page is there
 * without them. The catalogue, which is about goods, has them in its budget in
 * test/web/first-page-budget.test.ts.
 */
const comesLater = new Set([
  '/assets/chart-drawing.js',
  '/assets/rolldown-runtime.js',
  '/assets/offline.js',
  '/assets/api-files.js',
  '/assets/kept.js',
  '/assets/InSeason.js',
  '/assets/InSeason.css',
  '/assets/pictures.js',
  '/assets/pictures.css',
  '/assets/basket.js',
  '/assets/basket.css',
  '/assets/start.js',
  '/assets/errors.js',
])

beforeAll(async () => {
  await aPaidOrder(database, { lines: [{ quantity: 10 }] })
})

test.each(named)('%s: little code, few requests, none waits in vain', async (_name, first) => {
  const page = await arriving(first)
  const requests = await requestsOf(page)
  await page.goto(first.at)
  await ready(page)
  const requested = requests.all().filter(({ path }) => !comesLater.has(path))
  const code = requested.filter(isCode)
  const kilobytes = code.reduce((sum, { bytes }) => sum + bytes, 0) / 1_024
  expect(code.length).toBeGreaterThan(2)
  expect(kilobytes, listed(code)).toBeLessThanOrEqual(mostKilobytes)
  expect(requested.length, listed(requested)).toBeLessThanOrEqual(mostRequests)
  expect(repeated(requested)).toEqual([])

  await requests.forget()
  const wanted = { code: paths(code), data: paths(requested.filter(isData)) }
  await expectInParallel(page, { at: first.at, requests, wanted })
  await requests.stop()
})

/**
 * Loads the page once more; the program and each answer are held until what does not need them is
 * requested.
 */
async function expectInParallel(
  page: Page,
  given: { at: string; requests: RequestsOfPage; wanted: { code: string[]; data: string[] } },
): Promise<void> {
  const { requests, wanted } = given
  const held: Route[] = []
  let isHolding = true
  const letGo = () => Promise.all(held.splice(0).map((route) => route.continue()))
  await page.route('**/api/v1/**', (route) => (isHolding ? held.push(route) : route.continue()))
  const program = Promise.withResolvers<void>()
  await page.route('**/assets/program-*.js', async (route) => {
    await program.promise
    await route.continue()
  })
  await page.goto(given.at, { waitUntil: 'commit' })
  const requested = (of: typeof isCode) =>
    expect.poll(() => paths(requests.all().filter(of)), longTimeout)
  // The page's scripts come beside the program, and so does what needs none of it.
  await requested(isCode).toEqual(expect.arrayContaining(wanted.code))
  const early = wanted.data.includes(session) ? [session] : sameForAll(given.at) ? wanted.data : []
  await requested(isData).toEqual(early)
  program.resolve()
  if (wanted.data.includes(session)) {
    // It is seen to be requested before it is held.
    await expect.poll(() => held.length, longTimeout).toBe(1)
    await letGo()
  }
  // Then all of the page's data is requested at once, none after another's answer.
  await requested(isData).toEqual(wanted.data)
  isHolding = false
  await letGo()
  await ready(page)
  await page.unroute('**/assets/program-*.js')
}

const sameForAll = (at: string) => at === '/public' || at.startsWith('/v/')
const session = '/api/v1/session/refresh'
const longTimeout = { timeout: 20_000 }

const isCode = ({ kind }: PageRequest) => kind === 'script' || kind === 'style'
const isData = ({ kind }: PageRequest) => kind === 'data'

/** The page of somebody who was here before: signed in, and with their first screen kept. */
async function arriving({ role, language }: FirstPage): Promise<Page> {
  const page = await open('desktop', { language: language ?? 'zh-CN' })
  if (role !== undefined) await signInAs(page, await newcomer(role))
  return page
}

const paths = (requests: readonly PageRequest[]) => requests.map(({ path }) => path).sort()

function listed(requests: readonly PageRequest[]): string {
  return requests.map(({ path, bytes }) => `${path} ${bytes}`).join('\n')
}

function repeated(requests: readonly PageRequest[]): string[] {
  const all = paths(requests)
  return all.filter((path, at) => path === all[at - 1])
}

let newcomers = 0

/** A person of one role in an organisation of its own. */
async function newcomer(role: Role): Promise<string> {
  newcomers += 1
  const email = `${role}-${newcomers}@first.test`
  await aMember(database, {
    organisationId: (await organisationFor(role)).id,
    roles: [role],
    email,
    password: testPassword,
    ...(role === 'official' ? { divisionCode: '500237' } : {}),
  })
  return email
}

function organisationFor(role: Role): Promise<{ id: string }> {
  if (role.startsWith('cooperative')) return aCooperative(database)
  if (role === 'official') return anOrganisation(database, { kind: 'authority' })
  if (role === 'group_coordinator') return anOrganisation(database, { kind: 'group' })
  if (role === 'platform_admin') return anOrganisation(database, { kind: 'platform' })
  return aUnit(database)
}

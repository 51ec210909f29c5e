import type { Browser } from 'playwright-core'
import { connect } from '../server/platform/db/connect.ts'
import { launchBrowser } from '../test/e2e/support/browser.ts'
import type { AppReady } from './app-process.ts'
import { startChild } from './child.ts'
import type { Figure, Part } from './figures.ts'
import { idOf } from './ids.ts'
import { type Member, memberWhoSignsIn, password } from './people.ts'
import { spread } from './statistics.ts'
import { seedMarket, size } from './world.ts'

interface FirstPage {
  label: string
  at: string
  person?: Member
  /** Where it is other than for the first pages of a desk. */
  atMostMilliseconds?: number
}

const authority = idOf('unit', size.units + 1)

/** What people see first, by who they are. */
const firstPages: readonly FirstPage[] = [
  { label: 'sign-in', at: '/sign-in' },
  { label: 'public totals', at: '/public' },
  { label: 'catalogue', at: '/catalogue' },
  { label: "unit's desk", at: '/', person: member('unit', idOf('unit', 1), 'buyer') },
  {
    label: "cooperative's desk",
    at: '/',
    person: member('cooperative', idOf('cooperative', 1), 'cooperative_manager'),
  },
  { label: 'overview', at: '/', person: member('authority', authority, 'official') },
  {
    label: 'receiving',
    at: '/shipments',
    person: member('unit', idOf('unit', 2), 'receiver'),
    atMostMilliseconds: 3_000,
  },
  {
    label: 'packing',
    at: '/deliveries/to-pack',
    person: member('cooperative', idOf('cooperative', 2), 'cooperative_packer'),
    atMostMilliseconds: 3_000,
  },
]

/** Lighthouse's slow 4G, and a quarter of this processor. */
const slow4G = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1_024 * 1_024) / 8,
  uploadThroughput: (0.75 * 1_024 * 1_024) / 8,
}
const processorShare = 4
const atMostMilliseconds = 2_000

/** First pages on a slow phone that has none of the program's files. */
export const browserPart: Part = {
  name: 'browser',
  run: async (cluster, { rounds }) => {
    const { url, sql } = await cluster.database('browser')
    await seedMarket(sql)
    await sql`insert into organisations.organisations (id, kind, name, created_at)
      values (${authority}, 'authority', '万州区农业农村委员会', now())`
    const pool = connect({ url, max: 1, applicationName: 'cunji-bench' })
    const app = await startChild<AppReady>('app-process.ts', { url })
    const browser = await launchBrowser()
    const figures: Figure[] = []
    for (const first of firstPages) {
      const login = first.person ? await memberWhoSignsIn(pool.db, first.person) : null
      const times = await timesOf(browser, { address: app.ready.address, first, login, rounds })
      figures.push({
        label: `${first.label}, interactive`,
        unit: 'ms',
        spread: spread(times),
        limit: { atMost: first.atMostMilliseconds ?? atMostMilliseconds },
      })
    }
    await browser.close()
    await app.stop()
    await pool.close()
    return figures
  },
}

/** How long a page takes from its address to where it shows its data and answers a press. */
async function timesOf(
  browser: Browser,
  given: { address: string; first: FirstPage; login: string | null; rounds: number },
): Promise<number[]> {
  const context = await browser.newContext({
    baseURL: given.address,
    viewport: { width: 390, height: 844 },
    locale: 'zh-CN',
  })
  await context.addInitScript(noteWhenInteractive)
  const page = await context.newPage()
  if (given.login !== null) {
    const data = { login: given.login, password }
    const answer = await page.request.post('/api/v1/session', { data })
    if (!answer.ok()) throw new Error(`nobody can sign in: ${answer.status()}`)
  }
  const interactive = async () => {
    // The page before would go on loading its chart meanwhile.
    await page.goto('about:blank')
    await page.goto(given.first.at)
    return page.evaluate<number>('interactiveAt')
  }
  // A person comes again to where they were before; their files may be gone meanwhile.
  await interactive()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await session.send('Network.emulateNetworkConditions', slow4G)
  await session.send('Emulation.setCPUThrottlingRate', { rate: processorShare })
  const times: number[] = []
  for (let round = 0; round < given.rounds; round += 1) times.push(await interactive())
  await context.close()
  return times
}

/**
 * Runs in the page before its own scripts: notes when its route, its texts and its data are drawn
 * and a frame after that could be. What draws charts may still come.
 */
function noteWhenInteractive(): void {
  const { promise, resolve } = Promise.withResolvers<number>()
  Object.assign(globalThis, { interactiveAt: promise })
  const plainFetch = globalThis.fetch
  let fetches = 0
  globalThis.fetch = async (...request) => {
    fetches += 1
    try {
      return await plainFetch(...request)
    } finally {
      fetches -= 1
    }
  }
  let framesReady = 0
  const look = () => {
    const { document } = globalThis as unknown as {
      document: {
        documentElement: { dataset: { route?: string } } | null
        querySelector(selector: string): unknown
      }
    }
    const isReady =
      document.documentElement?.dataset.route !== undefined &&
      fetches === 0 &&
      document.querySelector('[aria-busy="true"], .skeleton') === null &&
      document.querySelector('h1') !== null
    framesReady = isReady ? framesReady + 1 : 0
    if (framesReady === 2) resolve(performance.now())
    else nextFrame(look)
  }
  const nextFrame = (globalThis as unknown as { requestAnimationFrame(act: () => void): void })
    .requestAnimationFrame
  nextFrame(look)
}

function member(kind: Member['kind'], organisationId: string, role: Member['role']): Member {
  return { kind, organisationId, role }
}

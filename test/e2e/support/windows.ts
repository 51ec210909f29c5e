import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Clock } from '../../../server/platform/clock.ts'
import { testClock } from '../../support/clock.ts'
import { launchBrowser } from './browser.ts'

/** The two screens every page is looked at on. */
export const screens = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const
export type Screen = keyof typeof screens

export interface WindowLook {
  /** Where the program listens. */
  baseURL: string
  screen: Screen
  language: 'zh-CN' | 'en'
  /** The program's clock; that of the tests unless given. */
  clock?: Clock | undefined
}

const require = createRequire(import.meta.url)
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

let browser: Promise<Browser> | undefined
const idle = new Map<string, Page[]>()
/** Windows whose cache holds answers that stay good for a while, as public figures do. */
const holdingAnswers = new WeakSet<BrowserContext>()

/**
 * A window with its own cookies and storage, both empty, and one blank page. One that an earlier
 * test has put back is taken first: its cache holds the program's scripts, which a new one would
 * fetch and compile again, and its page has a process, which takes a second to start.
 */
export async function takeWindow(look: WindowLook): Promise<Page> {
  const page = idleOf(look).pop()
  if (page !== undefined) return page
  return (await newWindow(look)).newPage()
}

/** Closes a window's other pages, empties what this one holds, and keeps it for another test. */
export async function putBackWindow(page: Page, look: WindowLook): Promise<void> {
  const context = page.context()
  const others = context.pages().filter((each) => each !== page)
  await Promise.all(others.map((each) => each.close()))
  page.removeAllListeners()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.evaluate('sessionStorage.clear()')
  await page.goto('about:blank')
  const session = await context.newCDPSession(page)
  const storageTypes = 'cookies,local_storage,indexeddb,cache_storage,service_workers'
  await session.send('Storage.clearDataForOrigin', { origin: look.baseURL, storageTypes })
  // The next test asks at the same address over a database of its own.
  if (holdingAnswers.delete(context)) await session.send('Network.clearBrowserCache')
  await session.send('Page.resetNavigationHistory')
  await session.detach()
  await page.emulateMedia({ media: null })
  await page.setViewportSize(screens[look.screen])
  idleOf(look).push(page)
}

function idleOf({ baseURL, screen, language, clock }: WindowLook): Page[] {
  // A page's clock is set once, so a window is taken again only by tests of the usual time.
  if (clock !== undefined) return []
  const name = `${baseURL} ${screen} ${language}`
  const pages = idle.get(name) ?? []
  idle.set(name, pages)
  return pages
}

/**
 * The browser that all journeys of a worker share: starting one takes longer than many a test, and
 * through another process every word to it would be written and read twice.
 */
export function oneBrowser(): Promise<Browser> {
  browser ??= launchBrowser()
  return browser
}

async function newWindow(look: WindowLook): Promise<BrowserContext> {
  const context = await (await oneBrowser()).newContext({
    ...lookOf(look),
    // What is installed on a device has journeys of its own; here it would be a second cache.
    serviceWorkers: 'block',
  })
  await prepare(context, look.clock)
  context.on('response', (response) => {
    const isAnswer = new URL(response.url()).pathname.startsWith('/api/')
    if (isAnswer && /max-age=[1-9]/.test(response.headers()['cache-control'] ?? '')) {
      holdingAnswers.add(context)
    }
  })
  return context
}

/** What a window of this look is made with. */
export function lookOf({ baseURL, screen, language }: WindowLook) {
  return {
    baseURL,
    viewport: screens[screen],
    hasTouch: screen === 'phone',
    isMobile: screen === 'phone',
    deviceScaleFactor: 1,
    locale: language,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  } as const
}

/** Puts into every page of a window what the tests see and steer it by. */
export async function prepare(context: BrowserContext, clock = testClock): Promise<void> {
  context.setDefaultTimeout(15_000)
  await context.addInitScript(setClock, clock().getTime() - Date.now())
  await context.addInitScript({ path: path.resolve('test/e2e/support/in-page.js') })
  // Axe stands ready in every page and is brought to life in those that are examined.
  await context.addInitScript({ content: `globalThis.bringAxe = () => {${axe}}` })
}

/**
 * Runs in the page before its own scripts: the page's clock is that of the program it talks to,
 * while its timers stay as they are.
 */
function setClock(aheadMilliseconds: number): void {
  const MachineDate = Date
  const now = () => MachineDate.now() + aheadMilliseconds
  globalThis.Date = new Proxy(MachineDate, {
    construct: (_, args, called) =>
      Reflect.construct(MachineDate, args.length > 0 ? args : [now()], called),
    get: (_, name) => (name === 'now' ? now : Reflect.get(MachineDate, name)),
  })
}

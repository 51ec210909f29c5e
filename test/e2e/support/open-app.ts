import { createServer } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, inject } from 'vitest'
import { type TestApp, testApp } from '../../support/app.ts'
import { testClock } from '../../support/clock.ts'
import { watchPage } from './ready.ts'

/** The two screens every page is looked at on. */
export const screens = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const
export type Screen = keyof typeof screens

export interface OpenApp extends TestApp {
  url: string
  browser: Browser
  /** A window of its own, with its own cookies. */
  open: (screen: Screen, options?: { language?: 'zh-CN' | 'en' }) => Promise<Page>
}

export interface OpenAppOptions {
  settings?: Record<string, string>
}

/**
 * The real program on a port of its own over a database of its own, and a browser beside it:
 *
 *     const { open, deps } = await openApp()
 *     const page = await open('phone')
 *     await signInAs(page, 'buyer@cunji.test')
 *
 * A script error, a refused resource or a breach of the content policy on any page fails the test
 * in which it happened. All is closed after the file's last test.
 */
export async function openApp(options: OpenAppOptions = {}): Promise<OpenApp> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const test = await testApp({ settings: { ...options.settings, PUBLIC_URL: url } })
  await test.app.listen({ port, host: 'localhost' })
  const browser = await chromium.connect(inject('browserEndpoint'))
  const faults: string[] = []
  // Leaves the browser, with all its windows here; it stands for the other files.
  afterAll(() => browser.close())
  afterEach(() => {
    const seen = faults.splice(0)
    if (seen.length > 0) throw new Error(`The page complained:\n${seen.join('\n')}`)
  })

  async function open(screen: Screen, given: { language?: 'zh-CN' | 'en' } = {}): Promise<Page> {
    const context = await browser.newContext({
      baseURL: url,
      viewport: screens[screen],
      hasTouch: screen === 'phone',
      isMobile: screen === 'phone',
      deviceScaleFactor: 1,
      locale: given.language ?? 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      acceptDownloads: true,
    })
    context.setDefaultTimeout(15_000)
    await context.addInitScript(setClock, testClock().getTime() - Date.now())
    const page = await context.newPage()
    await watchPage(page)
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.stack ?? error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' && !isExpected(message.text())) {
        faults.push(`${page.url()}: ${message.text()}`)
      }
    })
    return page
  }

  return { ...test, url, browser, open }
}

/**
 * Runs in the page before its own scripts: the page's clock is that of the program it talks to,
 * while its timers stay as they are.
 */
function setClock(aheadMilliseconds: number): void {
  const MachineDate = Date
  const now = () => MachineDate.now() + aheadMilliseconds
  globalThis.Date = new Proxy(MachineDate, {
    construct: (_, given, called) =>
      Reflect.construct(MachineDate, given.length > 0 ? given : [now()], called),
    get: (_, name) => (name === 'now' ? now : Reflect.get(MachineDate, name)),
  })
}

/** The browser itself reports every answer of 400 and above; the pages show those they expect. */
function isExpected(text: string): boolean {
  return /^Failed to load resource: the server responded with a status of 4\d\d/.test(text)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, 'localhost', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

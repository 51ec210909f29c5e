import { createServer } from 'node:net'
import type { Page } from 'playwright-core'
import { afterEach } from 'vitest'
import type { Clock } from '../../../server/platform/clock.ts'
import { type TestApp, testApp } from '../../support/app.ts'
import type { TestDatabase } from '../../support/database.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { watchPage } from './ready.ts'
import { putBackWindow, type Screen, takeWindow, type WindowLook } from './windows.ts'

export interface OpenApp extends TestApp {
  url: string
  /** A window of its own, with its own cookies. */
  open: (screen: Screen, options?: { language?: 'zh-CN' | 'en' }) => Promise<Page>
}

export interface OpenAppOptions {
  settings?: Record<string, string>
  /** Nobody is there yet: whoever wants to sign in is led to the first start. */
  isEmpty?: boolean
  /** Of the program and of its pages; the clock of the tests unless given. */
  clock?: Clock
}

/**
 * The real program on a port of its own over a database of its own, and a browser beside it:
 *
 *     const { open, deps } = await openApp()
 *     const page = await open('phone')
 *     await signInAs(page, 'buyer@cunji.test')
 *
 * A script error, a refused resource or a breach of the content policy on any page fails the test
 * in which it happened. After each test the windows it opened are put back.
 */
export async function openApp(options: OpenAppOptions = {}): Promise<OpenApp> {
  const port = await ownPort()
  const url = `http://localhost:${port}`
  const { clock } = options
  const settings = { ...options.settings, PUBLIC_URL: url }
  const test = await testApp({ settings, ...(clock && { clock }) })
  if (!options.isEmpty) await anAdministrator(test.database)
  await test.app.listen({ port, host: 'localhost' })
  const faults: string[] = []
  const taken: { page: Page; look: WindowLook }[] = []
  afterEach(async () => {
    for (const { page, look } of taken.splice(0)) await putBackWindow(page, look)
    const seen = faults.splice(0)
    if (seen.length > 0) throw new Error(`The page complained:\n${seen.join('\n')}`)
  })

  const open: OpenApp['open'] = async (screen, { language = 'zh-CN' } = {}) => {
    const look = { baseURL: url, screen, language, clock }
    const page = await takeWindow(look)
    taken.push({ page, look })
    watchPage(page)
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.stack ?? error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' && !isExpected(message.text())) {
        faults.push(`${page.url()}: ${message.text()}`)
      }
    })
    return page
  }

  return { ...test, url, open }
}

/** Somebody runs the platform, as everywhere once it has been set up. */
async function anAdministrator(database: TestDatabase): Promise<void> {
  const organisationId = await anOrganisation(database, { kind: 'platform', name: '村集运营中心' })
  await aMember(database, { organisationId, roles: ['platform_admin'], name: '值班员' })
}

/** The browser itself reports every answer of 400 and above; the pages show those they expect. */
function isExpected(text: string): boolean {
  return /^Failed to load resource: the server responded with a status of 4\d\d/.test(text)
}

let portOfWorker: Promise<number> | undefined

/** One port for all files of a worker: scripts are cached by their address. */
function ownPort(): Promise<number> {
  portOfWorker ??= freePort()
  return portOfWorker
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

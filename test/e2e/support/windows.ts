import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { inject } from 'vitest'
import { testClock } from '../../support/clock.ts'

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
}

const require = createRequire(import.meta.url)
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

let connection: Promise<Browser> | undefined
const idle = new Map<string, BrowserContext[]>()

/**
 * A window with its own cookies and storage, both empty. One that an earlier test has put back is
 * taken first, for its cache holds the program's scripts: in a new one they are fetched and
 * compiled again, which takes longer than many a test.
 */
export async function takeWindow(look: WindowLook): Promise<BrowserContext> {
  return idleOf(look).pop() ?? (await newWindow(look))
}

/** Closes the pages of a window, forgets its cookies and storage, and keeps it for another test. */
export async function putBackWindow(context: BrowserContext, look: WindowLook): Promise<void> {
  await Promise.all(context.pages().map((page) => page.close()))
  await context.setStorageState({ cookies: [], origins: [] })
  idleOf(look).push(context)
}

function idleOf({ baseURL, screen, language }: WindowLook): BrowserContext[] {
  const name = `${baseURL} ${screen} ${language}`
  const contexts = idle.get(name) ?? []
  idle.set(name, contexts)
  return contexts
}

async function newWindow({ baseURL, screen, language }: WindowLook): Promise<BrowserContext> {
  connection ??= chromium.connect(inject('browserEndpoint'))
  const browser = await connection
  const context = await browser.newContext({
    baseURL,
    viewport: screens[screen],
    hasTouch: screen === 'phone',
    isMobile: screen === 'phone',
    deviceScaleFactor: 1,
    locale: language,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  })
  context.setDefaultTimeout(15_000)
  await context.addInitScript(setClock, testClock().getTime() - Date.now())
  await context.addInitScript({ path: path.resolve('test/e2e/support/in-page.js') })
  // Axe stands ready in every page and is brought to life in those that are examined.
  await context.addInitScript({ content: `globalThis.bringAxe = () => {${axe}}` })
  return context
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

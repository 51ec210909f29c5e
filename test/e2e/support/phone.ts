import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { browserStart } from './browser.ts'
import { watchPage } from './ready.ts'
import { lookOf, oneBrowser, prepare } from './windows.ts'

/** A device of its own. */
interface Device {
  page: Page
}

export interface Phone extends Device {
  /** Closes all of its tabs and opens a new one. */
  reopen: () => Promise<Page>
}

/** One whose storage outlives its browser. */
export interface LastingPhone extends Device {
  /** Ends the browser and starts it again with what it has stored. */
  restart: () => Promise<Page>
}

interface PhoneOptions {
  /** Something is installed on it that no other test may find. */
  isThrownAway?: boolean
}

/** Phones by what they reach: the program is installed there, and nobody's data. */
const putBack = new Map<string, BrowserContext[]>()

/**
 * A phone that reaches the program at `url`, until the test ends. Where an earlier test has
 * installed the program, the phone has it already, which takes longer than most tests.
 */
export async function aPhone(url: string, options: PhoneOptions = {}): Promise<Phone> {
  const phones = putBack.get(url) ?? []
  putBack.set(url, phones)
  const context = phones.pop() ?? (await newPhone(url))
  onTestFinished(async ({ task }) => {
    if (options.isThrownAway || task.result?.state !== 'pass') return context.close()
    await forgetPeople(context, url)
    phones.push(context)
  })
  const phone: Phone = {
    page: await newTabOf(context),
    reopen: async () => {
      await closeTabs(context)
      phone.page = await newTabOf(context)
      return phone.page
    },
  }
  return phone
}

async function closeTabs(context: BrowserContext, but?: Page): Promise<void> {
  const others = context.pages().filter((each) => each !== but)
  await Promise.all(others.map((each) => each.close()))
}

async function newPhone(url: string): Promise<BrowserContext> {
  const context = await (await oneBrowser()).newContext(phoneAt(url))
  await prepare(context)
  return context
}

const phoneAt = (url: string) => lookOf({ baseURL: url, screen: 'phone', language: 'zh-CN' })

/** Empties what a phone holds of those who used it; the program itself stays installed. */
async function forgetPeople(context: BrowserContext, origin: string): Promise<void> {
  const page = await context.newPage()
  await closeTabs(context, page)
  const session = await context.newCDPSession(page)
  const storageTypes = 'cookies,local_storage,indexeddb'
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes })
  await page.close()
}

/** A phone with a browser of its own, which can end and start again, until the test ends. */
export async function aLastingPhone(
  url: string,
  own: { args?: readonly string[] } = {},
): Promise<LastingPhone> {
  const storage = mkdtempSync(path.join(tmpdir(), 'cunji-phone-'))
  const { args, ...start } = await browserStart()
  let context: BrowserContext | undefined
  onTestFinished(async () => {
    await context?.close()
    rmSync(storage, { recursive: true, force: true })
  })

  async function switchOn(): Promise<Page> {
    context = await chromium.launchPersistentContext(storage, {
      ...start,
      ...phoneAt(url),
      args: [...args, ...(own.args ?? [])],
    })
    await prepare(context)
    return newTabOf(context)
  }

  const phone: LastingPhone = {
    page: await switchOn(),
    restart: async () => {
      await context?.close()
      phone.page = await switchOn()
      return phone.page
    },
  }
  return phone
}

async function newTabOf(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  watchPage(page)
  return page
}

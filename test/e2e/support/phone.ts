import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { browserStart } from './browser.ts'
import { watchPage } from './ready.ts'
import { lookOf, prepare, type Screen } from './windows.ts'

/** A device of its own, whose storage outlives its browser. */
export interface Phone {
  page: Page
  /** Another tab beside the first. */
  newTab: () => Promise<Page>
  /** Ends the browser and starts it again with what it has stored. */
  restart: () => Promise<Page>
}

interface PhoneOptions {
  /** Something is installed on it that no other test may find. */
  isThrownAway?: boolean
  screen?: Screen
  language?: 'zh-CN' | 'en'
  args?: readonly string[]
  permissions?: readonly string[]
}

/** Storages of phones by what they reach: the program is installed there, and nobody's data. */
const putBack = new Map<string, string[]>()

process.on('exit', () => {
  for (const storage of [...putBack.values()].flat()) rmSync(storage, { recursive: true })
})

/**
 * A phone that reaches the program at `url`, until the test ends. Where an earlier test has
 * installed the program, the phone has it already, which takes longer than most tests.
 */
export async function aPhone(url: string, options: PhoneOptions = {}): Promise<Phone> {
  const storages = putBack.get(url) ?? []
  putBack.set(url, storages)
  const storage = storages.pop() ?? mkdtempSync(path.join(tmpdir(), 'cunji-phone-'))
  const look = {
    baseURL: url,
    screen: options.screen ?? 'phone',
    language: options.language ?? 'zh-CN',
  } as const
  const { args, ...start } = await browserStart()
  let context: BrowserContext | undefined
  onTestFinished(async ({ task }) => {
    const isKept = !options.isThrownAway && task.result?.state === 'pass'
    if (isKept && context !== undefined) await forgetPeople(context, url)
    await context?.close()
    if (isKept) storages.push(storage)
    else rmSync(storage, { recursive: true, force: true })
  })

  async function switchOn(): Promise<Page> {
    context = await chromium.launchPersistentContext(storage, {
      ...start,
      ...lookOf(look),
      args: [...args, ...(options.args ?? [])],
      permissions: [...(options.permissions ?? [])],
    })
    await prepare(context)
    return newTab()
  }

  async function newTab(): Promise<Page> {
    const page = await (context as BrowserContext).newPage()
    watchPage(page)
    return page
  }

  const phone: Phone = {
    page: await switchOn(),
    newTab,
    restart: async () => {
      await context?.close()
      phone.page = await switchOn()
      return phone.page
    },
  }
  return phone
}

/** Empties what a phone holds of those who used it; the program itself stays installed. */
async function forgetPeople(context: BrowserContext, origin: string): Promise<void> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  const storageTypes = 'cookies,local_storage,indexeddb'
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes })
}

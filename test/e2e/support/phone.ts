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
  screen?: Screen
  language?: 'zh-CN' | 'en'
  args?: readonly string[]
  permissions?: readonly string[]
}

/** A phone that reaches the program at `url`, until the test ends. */
export async function aPhone(url: string, options: PhoneOptions = {}): Promise<Phone> {
  const storage = mkdtempSync(path.join(tmpdir(), 'cunji-phone-'))
  const look = {
    baseURL: url,
    screen: options.screen ?? 'phone',
    language: options.language ?? 'zh-CN',
  } as const
  const { args, ...start } = await browserStart()
  let context: BrowserContext | undefined
  onTestFinished(async () => {
    await context?.close()
    rmSync(storage, { recursive: true, force: true })
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

import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { expect } from 'vitest'
import { testEnvironment } from '../../support/environment.ts'

/** The pictures the README shows; one more is added by copying it here once. */
const chosen = path.resolve('test/e2e/screenshots')

/** Looks at a page in every way: a picture of it, and what a machine can find wrong with it. */
export async function lookAt(page: Page, name: string): Promise<void> {
  await shot(page, name)
  await expectAccessible(page)
}

/**
 * With SCREENSHOTS=1 a picture of the whole page, `<name>-1280.png` or `<name>-390.png`, in
 * test-results/screens: no test reads it, and drawing it takes half as long as examining it.
 * UPDATE_SCREENSHOTS=1 also renews the one of that name in test/e2e/screenshots.
 */
export async function shot(page: Page, name: string): Promise<void> {
  if (!testEnvironment.takeScreenshots) return
  const picture = `${name}-${page.viewportSize()?.width ?? 0}.png`
  const file = path.resolve('test-results/screens', picture)
  mkdirSync(path.dirname(file), { recursive: true })
  await page.evaluate('inPage.settled()')
  await whollyInView(page, async () => writeFileSync(file, await drawn(page)))
  const shown = path.join(chosen, picture)
  if (testEnvironment.updateScreenshots && existsSync(shown)) copyFileSync(file, shown)
}

/** No violation of WCAG 2.2 AA that a machine can find, no sideways scrolling, no broken number. */
export async function expectAccessible(page: Page): Promise<void> {
  const width = page.viewportSize()?.width
  const { parts, overflow, broken } = await page.evaluate<Seen>('inPage.look()')
  const looks = parts.map((part) => `${width} ${part}`)
  if (!looks.every((look) => faultless.has(look))) {
    const find = () => page.evaluate<unknown[]>(`inPage.violations(${JSON.stringify(rules)})`)
    expect(await whollyInView(page, find), `axe on ${page.url()}`).toEqual([])
    for (const look of looks) faultless.add(look)
  }
  expect(overflow, `${page.url()} scrolls sideways by pixels`).toBeLessThanOrEqual(0)
  expect(broken, `figures on ${page.url()}`).toEqual([])
}

/** What is seen of a page at one look, when nothing moves in it any more. */
interface Seen {
  /** The builds of its parts. */
  parts: string[]
  /** By how many pixels it scrolls sideways. */
  overflow: number
  /** Large figures that stand on two lines or reach beyond their card. */
  broken: string[]
}

const sessions = new WeakMap<Page, Promise<CDPSession>>()

/** What the window shows, packed quickly rather than tightly, which halves the time it takes. */
async function drawn(page: Page): Promise<Buffer> {
  const session = sessions.get(page) ?? page.context().newCDPSession(page)
  sessions.set(page, session)
  const options = { format: 'png', optimizeForSpeed: true } as const
  const { data } = await (await session).send('Page.captureScreenshot', options)
  return Buffer.from(data, 'base64')
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Parts of pages without a fault, by size and build: others of the same build have none either. */
const faultless = new Set<string>()

/** A bar that stays in place half covers what lies at the edge: no fault of its size. */
async function whollyInView<T>(page: Page, look: () => Promise<T>): Promise<T> {
  const before = page.viewportSize() ?? { width: 1280, height: 800 }
  const whole = await page.evaluate<number>('document.documentElement.scrollHeight')
  await page.setViewportSize({ ...before, height: Math.min(Math.max(before.height, whole), 8_000) })
  try {
    return await look()
  } finally {
    await page.setViewportSize(before)
  }
}

import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { testEnvironment } from '../../support/environment.ts'

/** The pictures the README shows; one more is added by copying it here once. */
const chosen = path.resolve('test/e2e/screenshots')

/**
 * A picture of the whole page, `<name>-1280.png` or `<name>-390.png`, in test-results/screens.
 * With UPDATE_SCREENSHOTS=1 it also renews the one of that name in test/e2e/screenshots.
 */
export async function shot(page: Page, name: string): Promise<void> {
  const picture = `${name}-${page.viewportSize()?.width ?? 0}.png`
  const file = path.resolve('test-results/screens', picture)
  mkdirSync(path.dirname(file), { recursive: true })
  await page.evaluate('document.fonts.ready')
  await whollyInView(page, () => page.screenshot({ path: file, animations: 'disabled' }))
  const shown = path.join(chosen, picture)
  if (testEnvironment.updateScreenshots && existsSync(shown)) copyFileSync(file, shown)
}

/** No violation of WCAG 2.2 AA that a machine can find, no sideways scrolling, no broken number. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await whollyInView(page, () =>
    new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze(),
  )
  const found = violations.map((violation) => ({
    rule: violation.id,
    help: violation.help,
    at: violation.nodes.slice(0, 5).map((node) => `${node.target.join(' ')}: ${node.html}`),
  }))
  expect(found, `axe on ${page.url()}`).toEqual([])
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  expect(overflow, `${page.url()} scrolls sideways by pixels`).toBeLessThanOrEqual(0)
  expect(await brokenFigures(page), `figures on ${page.url()}`).toEqual([])
}

/** One line of the largest figure is 30 pixels high. */
const oneLine = 45

/** Large figures that stand on two lines or reach beyond their card. */
function brokenFigures(page: Page): Promise<string[]> {
  return page.locator('.figure .digits').evaluateAll(
    (figures, tallest) =>
      figures
        .filter((figure) => {
          const card = figure.closest('.figure')?.getBoundingClientRect()
          const own = figure.getBoundingClientRect()
          return own.height > tallest || own.right > (card?.right ?? 0)
        })
        .map((figure) => figure.textContent ?? ''),
    oneLine,
  )
}

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

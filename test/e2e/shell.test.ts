import { expect, test } from 'vitest'
import { lookAt, openApp, screens } from './support/index.ts'

const { open } = await openApp()

test.each(Object.keys(screens) as (keyof typeof screens)[])(
  'an unknown address says so and leads home, on a %s',
  async (screen) => {
    const page = await open(screen)
    await page.goto('/no/such/page')
    await page.getByRole('heading', { name: '找不到这个页面' }).waitFor()
    await lookAt(page, 'not-found')
  },
)

test('the language is changed by one press and kept', async () => {
  const page = await open('desktop')
  await page.goto('/no/such/page')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Page not found' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  await page.reload()
  await page.getByRole('heading', { name: 'Page not found' }).waitFor()
  await page.getByRole('button', { name: '中文' }).click()
  await page.getByRole('heading', { name: '找不到这个页面' }).waitFor()
})

import { expect, test } from 'vitest'
import { openApp } from './support/index.ts'

const { open } = await openApp()

test('the description of the API can be read in a browser, under our content policy', async () => {
  const page = await open('desktop')
  await page.goto('/api/docs')
  await page.locator('.opblock-tag').first().waitFor({ timeout: 60_000 })
  await page.locator('.opblock-tag').first().click()
  expect(await page.locator('.opblock-tag').count()).toBeGreaterThan(0)
})

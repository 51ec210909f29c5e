import type { Page } from 'playwright-core'

/** The password of every person that the tests make. */
export const testPassword = 'harvest-2026-village'

/** Signs in through the page, as a person does, and waits for the first screen. */
export async function signInAs(
  page: Page,
  login: string,
  password: string = testPassword,
): Promise<void> {
  await page.goto('/sign-in')
  await page.locator('input[autocomplete="username"]').fill(login)
  await page.locator('input[autocomplete="current-password"]').fill(password)
  await page.locator('form button[type="submit"]').click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

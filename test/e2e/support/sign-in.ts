import type { Page } from 'playwright-core'
import { ready } from './ready.ts'

/** The password of every person that the tests make. */
export const testPassword = 'harvest-2026-village'

/**
 * Signs in as the form does, which has a journey of its own, and opens an address: the first
 * screen of this person unless said.
 */
export async function signInAs(
  page: Page,
  login: string,
  { at = '/', password = testPassword }: { at?: string; password?: string } = {},
): Promise<void> {
  const answer = await page.request.post('/api/v1/session', { data: { login, password } })
  if (!answer.ok()) throw new Error(`${login} cannot sign in: ${await answer.text()}`)
  await page.goto(at)
  await ready(page)
}

/** Fills in and sends the form of the sign-in page that is shown. */
export async function signInByForm(page: Page, login: string): Promise<void> {
  await page.locator('input[autocomplete="username"]').fill(login)
  await page.locator('input[autocomplete="current-password"]').fill(testPassword)
  await page.locator('form button[type="submit"]').click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

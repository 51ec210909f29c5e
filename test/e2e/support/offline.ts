import type { Page } from 'playwright-core'
import { signInAs } from './sign-in.ts'

/** Signs in and waits until the program stands on the phone, with what waits for this person. */
export async function installed(page: Page, login: string): Promise<void> {
  // Whatever page they saw first.
  const kept = page.waitForResponse('**/api/v1/open-shipments**')
  await signInAs(page, login, { at: '/' })
  await kept
  await pagesKept(page)
}

/** Waits until the pages that open without a signal are on the phone. */
export async function pagesKept(page: Page): Promise<void> {
  await page.goto('/unsent')
  await page.getByText('添加到主屏幕').waitFor({ timeout: 45_000 })
}

/** Accepts all of a shipment as it was shipped. */
export async function receiveAll(page: Page, shipmentId: string): Promise<void> {
  await page.goto(`/shipments/${shipmentId}/receipt`)
  for (const goods of ['巫山脆李', '高山番茄'])
    await page.locator('article', { hasText: goods }).getByText('如数').click()
  await page.getByRole('button', { name: '验收完成' }).click()
}

interface KeptOnPhone {
  session: number
  answers: number
  drafts: number
  photos: number
  acts: number
  /** Of how many people the answers are. */
  owners: number
}

/** How much the phone keeps. */
export function keptOn(page: Page): Promise<KeptOnPhone> {
  return page.evaluate<KeptOnPhone>(`(async () => {
    const done = (request) => new Promise((resolve) => {
      request.onsuccess = () => resolve(request.result)
    })
    const database = await done(indexedDB.open('cunji'))
    const all = (store) => done(database.transaction(store).objectStore(store).getAll())
    const kept = {}
    for (const store of ['session', 'answers', 'drafts', 'photos', 'acts'])
      kept[store] = (await all(store)).length
    kept.owners = new Set((await all('answers')).map(({ owner }) => owner)).size
    database.close()
    return kept
  })()`)
}

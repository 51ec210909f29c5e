import { setTimeout as sleep } from 'node:timers/promises'
import type { Page, Request } from 'playwright-core'

const patience = 15_000
const underWay = new WeakMap<Page, Set<Request>>()

/** Follows what a page asks the network for, from the page's beginning on. */
export function watchPage(page: Page): void {
  const requests = new Set<Request>()
  underWay.set(page, requests)
  page.on('request', (request) => requests.add(request))
  page.on('requestfinished', (request) => requests.delete(request))
  page.on('requestfailed', (request) => requests.delete(request))
}

/**
 * Waits until a page has what it shows: its route is there, no data and no script are on their
 * way, nothing in it is busy, and letters and pictures are drawn.
 */
export function ready(page: Page): Promise<void> {
  return readyAfter(page, '')
}

/** Does something in the page, and waits until it has what it shows then. */
async function readyAfter(page: Page, act: string): Promise<void> {
  const requests = underWay.get(page)
  const since = performance.now()
  for (let first = act; ; first = '') {
    await page.evaluate(`${first}inPage.whenReady(${patience})`)
    if (requests === undefined || requests.size === 0) return
    // A script on its way will draw something, and may ask for data before it does.
    const addresses = [...requests].map((request) => request.url()).join(', ')
    if (performance.now() - since > patience)
      throw new Error(`${page.url()} waits for ${addresses}`)
    await sleep(10)
  }
}

/** Goes to an address as a link does: by the router, without loading the program anew. */
export async function goTo(page: Page, address: string): Promise<void> {
  if (page.url() !== 'about:blank')
    return readyAfter(page, `inPage.goTo(${JSON.stringify(address)}), `)
  await page.goto(address)
  await ready(page)
}

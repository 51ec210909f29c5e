import type { Page } from 'playwright-core'

export interface PageRequest {
  /** Without the hash of its contents: `/assets/program.js`, `/api/v1/session/refresh`. */
  path: string
  kind: 'page' | 'script' | 'style' | 'data' | 'other'
  /** What came over the line, compressed, with its head. */
  bytes: number
}

const kinds: Record<string, PageRequest['kind']> = {
  Document: 'page',
  Script: 'script',
  Stylesheet: 'style',
  Fetch: 'data',
  XHR: 'data',
}

export interface RequestsOfPage {
  all: () => readonly PageRequest[]
  /** Begins anew, for a page that is loaded again. */
  forget: () => Promise<void>
  /** The page caches again. */
  stop: () => Promise<void>
}

/** Notes what a page asks for, as the browser's own network sees it, with nothing cached. */
export async function requestsOf(page: Page): Promise<RequestsOfPage> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const requests = new Map<string, PageRequest>()
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    if (request.url.startsWith('data:')) return
    const { pathname, search } = new URL(request.url)
    const path = pathname.replace(/-[\w-]{7,8}(\.\w+)$/, '$1') + search
    const kind = kinds[type ?? ''] ?? (path.endsWith('.js') ? 'script' : 'other')
    requests.set(requestId, { path, kind, bytes: 0 })
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId)
    if (request !== undefined) request.bytes = encodedDataLength
  })
  const forget = async () => {
    await page.goto('about:blank')
    requests.clear()
  }
  return { all: () => [...requests.values()], forget, stop: () => session.detach() }
}

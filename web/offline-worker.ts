import {
  addRoute,
  cleanupOutdatedCaches,
  matchPrecache,
  type PrecacheEntry,
  precache,
} from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

/**
 * Lets the pages for cellar and village open without a server: keeps the page and the scripts, the
 * styles and the texts of those pages, each version whole or not at all. It keeps no answer of the
 * API; what those pages show without a signal they keep themselves, for one person.
 */

/** Every file to keep, by its address; `build-offline-worker.ts` puts the list in. */
declare const __PRECACHED__: readonly PrecacheEntry[]

/** As much of the worker's global scope as is used here. */
interface WorkerScope {
  addEventListener: (
    type: 'install' | 'activate' | 'message',
    listener: (event: { data?: unknown; waitUntil: (work: Promise<unknown>) => void }) => void,
  ) => void
  skipWaiting: () => Promise<void>
  clients: { claim: () => Promise<void> }
  location: { search: string }
}
const worker = globalThis as unknown as WorkerScope

/** Slower than this, a page without news is better than a page without an end. */
const patienceMilliseconds = 4_000

// A demo says on its page that it is one; the screens name which they are.
const page = worker.location.search === '?demo' ? '/demo.html' : '/index.html'
const otherPage = page === '/demo.html' ? '/index.html' : '/demo.html'

cleanupOutdatedCaches()
precache(__PRECACHED__.filter(({ url }) => url !== otherPage))
addRoute({ directoryIndex: '', cleanURLs: false })
registerRoute(
  new NavigationRoute(({ request }) => freshPage(request), {
    denylist: [/^\/api\//, /\.[a-z0-9]+$/i],
  }),
)

/** The server's page, so that a new version is seen at once; else the kept one. */
async function freshPage(request: Request): Promise<Response> {
  const kept = await matchPrecache(page)
  if (kept === undefined) return fetch(request)
  try {
    const late = new Promise<null>((resolve) => setTimeout(resolve, patienceMilliseconds, null))
    const fresh = await Promise.race([fetch(request), late])
    return fresh === null || fresh.status >= 500 ? kept : fresh
  } catch {
    return kept
  }
}

// The first worker serves the page that brought it at once: its person may go down into the
// cellar without opening it again. A later one waits until somebody wants the new version.
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(worker.skipWaiting())
})

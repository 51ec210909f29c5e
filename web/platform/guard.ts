import type { RouteLocationNormalized, Router } from 'vue-router'
import { i18n, loadTexts } from './i18n.ts'
import type { Page } from './page.ts'
import { keepFirstScreen, loadAhead } from './pages-ahead.ts'
import { useSession } from './session.store.ts'

const signInPage = '/sign-in'

/** Who may open what, where people land first, the texts a page needs, and its title. */
export function guardPages(router: Router, pages: readonly Page[]): void {
  router.beforeEach(async (to) => {
    const session = useSession()
    if (!to.meta.sameForAll) {
      if (session.mayBeRestored) loadAhead(to, pages)
      await session.restore()
    }
    if (to.name === 'first') return firstScreen(pages)
    const access = to.meta.access ?? 'signed-in'
    if (!session.may(access)) return redirectFor(to)
    // Without a server only some pages have anything to show; the others would stay empty.
    if (session.offline && !to.meta.offline && to.name !== 'not-found') return firstScreen(pages)
    await loadTexts(to.meta.texts ?? [])
    return true
  })

  router.afterEach((to, _from, failure) => {
    if (failure !== undefined) return
    const title = to.meta.title ? i18n.global.t(to.meta.title) : ''
    const name = i18n.global.t('shell.name')
    document.title = title ? `${title} · ${name}` : name
    // A script that steers the page sees by it that the page it asked for is the one shown.
    document.documentElement.dataset.route = String(to.name)
  })
}

/** The first screen of whom the person acts for; else the first page they may open. */
function firstScreen(pages: readonly Page[]) {
  const session = useSession()
  if (!session.signedIn) return { path: signInPage, replace: true }
  const kind = session.acting?.kind
  const own = pages.find((page) => !session.offline && kind && page.meta.firstFor?.includes(kind))
  const page = own ?? navigation(pages)[0]
  if (page && !session.offline) keepFirstScreen(page.name)
  return page ? { name: page.name, replace: true } : { name: 'not-found', params: { rest: [] } }
}

/** The pages in this person's navigation, in their order; without a server those that open then. */
export function navigation(pages: readonly Page[]): Page[] {
  const session = useSession()
  const kind = session.acting?.kind
  const order = ({ meta }: Page) => (kind && meta.nav?.orderFor?.[kind]) ?? meta.nav?.order ?? 0
  return pages
    .filter(({ meta }) => meta.nav && session.may(meta.nav.access ?? meta.access))
    .filter(({ meta }) => !meta.nav?.needsOnlinePayment || session.offersOnlinePayment)
    .filter((page) => !session.offline || page.meta.offline)
    .sort((a, b) => order(a) - order(b))
}

/** A page that is not theirs reads as "not found": its existence is not their business. */
function redirectFor(to: RouteLocationNormalized) {
  const session = useSession()
  if (!session.signedIn) return { path: signInPage, query: { next: to.fullPath } }
  return { name: 'not-found', params: { rest: to.path.slice(1).split('/') }, replace: true }
}

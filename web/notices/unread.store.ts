import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { useRoute } from 'vue-router'
import type { Result } from '../../shared/endpoint.ts'
import { countUnread } from '../../shared/notices/notices.api.ts'
import type { WaitingKind } from '../../shared/notices/waiting.ts'
import { call } from '../platform/api.ts'
import { ApiProblem } from '../platform/api-problem.ts'
import { useSession } from '../platform/session.store.ts'
import { whenActed } from '../platform/use-act.ts'

const pollMilliseconds = 60_000
const actedMilliseconds = 1_000

type Waiting = Result<typeof countUnread>['waiting']

/** Where somebody does what waits for them. */
const pageOf: Record<WaitingKind, string> = {
  requisitions: 'orders.requisitions',
  orders: 'orders.orders',
  salesTerms: 'catalogue.listings',
  toPack: 'deliveries.to-pack',
  shipments: 'deliveries.shipments',
  returns: 'deliveries.shipments',
  invoices: 'billing.money-due',
  payments: 'billing.money-due',
  settlements: 'billing.county-settlements',
  introductions: 'assistance.pairings',
  proposals: 'assistance.pairings',
  reserves: 'assistance.pairings',
  targetChanges: 'assistance.pairings',
  admissions: 'organisations.admissions',
  changes: 'organisations.changes',
  listings: 'catalogue.reviews',
  flags: 'review.flags',
  outside: 'review.outside-list',
  opening: 'review.outside-list',
  outsideReturned: 'review.outside-list',
  months: 'reports.months',
}

/** How many notices are unread and what waits, as bell and navigation show it on every page. */
export const useUnread = defineStore('unread', () => {
  const count = ref(0)
  const waiting = ref<Waiting>({})
  /** How much waits at a page of the navigation, by the page's name. */
  const waitingAt = computed(() => {
    const numbers: Record<string, number> = {}
    for (const [kind, number] of Object.entries(waiting.value)) {
      const page = pageOf[kind as WaitingKind]
      numbers[page] = (numbers[page] ?? 0) + number
    }
    return numbers
  })

  /** Asks again; a failed question leaves the number as it was. */
  async function refresh(): Promise<void> {
    try {
      const counted = await call(countUnread, {})
      count.value = counted.count
      waiting.value = counted.waiting
    } catch (thrown) {
      if (!(thrown instanceof ApiProblem)) throw thrown
    }
  }

  return { count, waitingAt, refresh }
})

/** Keeps the numbers fresh: on every page, after each act, and each minute somebody looks. */
export function useUnreadPolling() {
  const route = useRoute()
  const session = useSession()
  const unread = useUnread()
  const refresh = () => {
    // Before the first page stands, its own coming would ask once more.
    const isShown = route.matched.length > 0 && !route.meta.bare && !document.hidden
    if (session.signedIn && isShown) void unread.refresh()
  }
  watch([() => route.path, () => session.acting?.organisationId], refresh, { immediate: true })
  // What was done no longer waits; several acts in a row are counted once.
  let soon: ReturnType<typeof setTimeout> | undefined
  const stopListening = whenActed(() => {
    clearTimeout(soon)
    soon = setTimeout(refresh, actedMilliseconds)
  })
  const polling = setInterval(refresh, pollMilliseconds)
  document.addEventListener('visibilitychange', refresh)
  onScopeDispose(() => {
    clearInterval(polling)
    clearTimeout(soon)
    stopListening()
    document.removeEventListener('visibilitychange', refresh)
  })
}

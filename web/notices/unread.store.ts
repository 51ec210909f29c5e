import { defineStore } from 'pinia'
import { onScopeDispose, ref, watch } from 'vue'
import { useRoute } from 'vue-router'
import { countUnread } from '../../shared/notices/notices.api.ts'
import { call } from '../platform/api.ts'
import { ApiProblem } from '../platform/api-problem.ts'
import { useSession } from '../platform/session.store.ts'

const pollMilliseconds = 60_000

/** How many notices are unread, as the bell beside every page shows it. */
export const useUnread = defineStore('unread', () => {
  const count = ref(0)

  /** Asks again; a failed question leaves the number as it was. */
  async function refresh(): Promise<void> {
    try {
      count.value = (await call(countUnread, {})).count
    } catch (thrown) {
      if (!(thrown instanceof ApiProblem)) throw thrown
    }
  }

  return { count, refresh }
})

/** Keeps the number of unread notices fresh: on every page, and each minute somebody looks. */
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
  const polling = setInterval(refresh, pollMilliseconds)
  document.addEventListener('visibilitychange', refresh)
  onScopeDispose(() => {
    clearInterval(polling)
    document.removeEventListener('visibilitychange', refresh)
  })
}

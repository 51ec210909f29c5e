import { onScopeDispose, ref, watch } from 'vue'
import { useRoute } from 'vue-router'
import { countUnread } from '../../shared/notices/notices.api.ts'
import { call } from '../platform/api.ts'
import { ApiProblem } from '../platform/api-problem.ts'
import { useSession } from '../platform/session.store.ts'

const pollMilliseconds = 60_000
const count = ref(0)

/** Asks again; a failed question leaves the number as it was. */
export async function askUnread(): Promise<void> {
  try {
    count.value = (await call(countUnread, {})).count
  } catch (thrown) {
    if (!(thrown instanceof ApiProblem)) throw thrown
  }
}

/** How many notices are unread: asked on every page, and each minute while somebody looks. */
export function useUnread() {
  const route = useRoute()
  const session = useSession()
  const ask = () => {
    if (session.signedIn && !document.hidden) void askUnread()
  }
  watch([() => route.path, () => session.acting?.organisationId], ask, { immediate: true })
  const polling = setInterval(ask, pollMilliseconds)
  document.addEventListener('visibilitychange', ask)
  onScopeDispose(() => {
    clearInterval(polling)
    document.removeEventListener('visibilitychange', ask)
  })
  return { count }
}

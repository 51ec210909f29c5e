import type { Ref } from 'vue'
import { acceptInvitation, showInvitation } from '../../shared/accounts/members.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

/** The invitation that a link's token or a typed code stands for; nothing where there is none. */
export function useInvitation(token: Ref<string>) {
  const session = useSession()
  const load = useLoad(
    async (signal) =>
      token.value === ''
        ? null
        : call(showInvitation, { body: { token: token.value } }, { signal }),
    [token],
  )
  /** Accepts it, which signs the person in. */
  const accept = useAct(async (password: string, login?: string) => {
    session.enter(await call(acceptInvitation, { body: { token: token.value, password, login } }))
  })
  return { ...load, accept }
}

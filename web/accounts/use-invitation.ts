import { acceptInvitation, showInvitation } from '../../shared/accounts/members.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

/** The invitation that a link's token stands for; nothing where the link had none. */
export function useInvitation(token: string) {
  const session = useSession()
  const load = useLoad(async (signal) =>
    token === '' ? null : call(showInvitation, { body: { token } }, { signal }),
  )
  /** Accepts it, which signs the person in. */
  const accept = useAct(async (password: string, login?: string) => {
    session.enter(await call(acceptInvitation, { body: { token, password, login } }))
  })
  return { ...load, accept }
}

import { endDevice, listDevices, signOutEverywhere } from '../../shared/accounts/accounts.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

/** The devices on which a person is signed in. */
export function useDevices() {
  const session = useSession()
  const load = useLoad((signal) => call(listDevices, {}, { signal }))

  const end = useAct(async (sessionId: string) => {
    await call(endDevice, { params: { sessionId } })
    await load.reload()
  })
  /** Ends every session, this one too. */
  const endAll = useAct(async () => {
    await call(signOutEverywhere, {})
    await session.signOut()
  })

  return { ...load, end, endAll }
}

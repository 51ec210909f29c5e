import { type MaybeRefOrGetter, toValue } from 'vue'
import { checkReserve, fileReserve, remindOfReserve } from '../../shared/assistance/reserve.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'

export type ReserveBody = Call<typeof fileReserve>['body']
type CheckBody = Call<typeof checkReserve>['body']

/** What is done about a year's filings: filed, checked, reminded of; then all is read anew. */
export function useReserveActs(year: MaybeRefOrGetter<number>, reload: () => Promise<unknown>) {
  const file = useAct(async (body: ReserveBody) => {
    const filed = await call(fileReserve, { body })
    await reload()
    return filed
  })
  const check = useAct(async (filingId: string, body: CheckBody) => {
    const checked = await call(checkReserve, { params: { filingId }, body })
    await reload()
    return checked
  })
  const remind = useAct(() => call(remindOfReserve, { body: { year: toValue(year) } }))
  return { file, check, remind, mayRemind: useSession().may(remindOfReserve.access) }
}

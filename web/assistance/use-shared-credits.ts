import { type MaybeRefOrGetter, toValue } from 'vue'
import * as api from '../../shared/assistance/credits.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type SharedCreditBody = Call<typeof api.recordSharedCredit>['body']

/** How a unit's purchases are shared, and what others share with it, over time (§3.9). */
export function useSharedCredits(unitId: MaybeRefOrGetter<string>) {
  const id = () => toValue(unitId)
  const params = () => ({ unitId: id() })
  const load = useLoad((signal) => call(api.sharedCredits, { params: params() }, { signal }), [id])
  const record = useAct(async (body: SharedCreditBody) => {
    const proposal = await call(api.recordSharedCredit, { body })
    await load.reload()
    return proposal
  })
  const end = useAct(async (sharedCreditId: string, toDate: string) => {
    const input = { params: { sharedCreditId }, body: { toDate } }
    const sharing = await call(api.endSharedCredit, input)
    await load.reload()
    return sharing
  })
  return { ...load, record, end }
}

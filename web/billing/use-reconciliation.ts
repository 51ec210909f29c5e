import { onScopeDispose, watch } from 'vue'
import * as api from '../../shared/billing/online.api.ts'
import type { Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

/** How soon a comparison that is under way is asked for again. */
const comparingMilliseconds = 3_000

type Answer = Result<typeof api.listReconciliations>
export type Reconciliation = Answer['days'][number]
export type OnlineExceptions = Answer['exceptions']

/** Daily comparisons with the payment provider, and what a person has to look at. */
export function useReconciliation() {
  const load = useLoad((signal) => call(api.listReconciliations, {}, { signal }))

  let next: ReturnType<typeof setTimeout> | undefined
  watch(load.loading, (isLoading) => {
    clearTimeout(next)
    const isUnderWay = load.data.value?.days.some((day) => day.isRequested)
    if (!isLoading && isUnderWay) next = setTimeout(load.reload, comparingMilliseconds)
  })
  onScopeDispose(() => clearTimeout(next))

  const request = useAct(async (day: string) => {
    const requested = await call(api.requestReconciliation, { params: { day } })
    await load.reload()
    return requested
  })
  return { ...load, request }
}

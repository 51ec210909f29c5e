import { onScopeDispose, watch } from 'vue'
import * as api from '../../shared/billing/online.api.ts'
import type { Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

/** How soon a comparison that is under way is asked for again. */
const comparingMilliseconds = 3_000

export type Reconciliations = Result<typeof api.listReconciliations>
export type Reconciliation = Reconciliations['days'][number]
export type OnlineExceptions = Reconciliations['exceptions']

/** States in which a dispute has ended. */
export const closedDisputes = ['won', 'lost', 'warning_closed', 'prevented']

/** How many exceptions wait for a person. */
export function openExceptions(exceptions: OnlineExceptions): number {
  const { failedCalls, disputes, owed, unhandledEvents } = exceptions
  const open = disputes.filter(({ state }) => !closedDisputes.includes(state))
  return failedCalls.length + open.length + owed.length + unhandledEvents
}

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

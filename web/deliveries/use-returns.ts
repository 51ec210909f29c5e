import * as api from '../../shared/deliveries/deliveries.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useDecision } from '../platform/use-decision.ts'
import { useLoad } from '../platform/use-load.ts'

export type ReturnBody = Call<typeof api.recordReturn>['body']

/** Deciding on returns; `decided` loads what a confirmed return takes off. */
export function useReturnDecision(decided: () => unknown) {
  return useDecision({
    confirm: (returnId) => call(api.confirmReturn, { params: { returnId } }),
    reject: (returnId, reason) =>
      call(api.rejectReturn, { params: { returnId }, body: { reason } }),
    decided,
  })
}

/** The returns that the actor may see, latest first. */
export function useReturns() {
  const load = useLoad((signal) => call(api.listReturns, { query: { pageSize: 100 } }, { signal }))
  return { ...load, decision: useReturnDecision(load.reload) }
}

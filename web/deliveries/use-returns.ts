import * as api from '../../shared/deliveries/deliveries.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'

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
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listReturns, { query: page }, { signal }),
  })
  return { ...list, decision: useReturnDecision(list.reload) }
}

import * as api from '../../shared/deliveries/deliveries.api.ts'
import { call } from '../platform/api.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useDecision } from '../platform/use-decision.ts'

/** Signing surpluses; `decided` loads what a signed one adds. */
export function useSurplusDecision(decided: () => unknown) {
  return useDecision({
    confirm: (surplusId) => call(api.confirmSurplus, { params: { surplusId } }),
    reject: (surplusId, reason) =>
      call(api.rejectSurplus, { params: { surplusId }, body: { reason } }),
    decided,
  })
}

/** The weight surpluses that the actor may see, latest first. */
export function useSurpluses() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(api.listSurpluses, { query: page }, { signal }),
  })
  return { ...list, decision: useSurplusDecision(list.reload) }
}

import { type ComputedRef, computed, ref } from 'vue'
import type { ApiProblem } from './api-problem.ts'
import { useAct } from './use-act.ts'

/** Which record is being decided on, or was last, and how it went. */
export interface DecisionState {
  recordId: string | null
  busy: boolean
  problem: ApiProblem | null
}

export interface Decision {
  state: ComputedRef<DecisionState>
  /** Resolve with whether the server has agreed. */
  confirm: (recordId: string) => Promise<boolean>
  reject: (recordId: string, reason: string) => Promise<boolean>
  withdraw: (recordId: string, reason: string) => Promise<boolean>
}

/**
 * Deciding on what the other side recorded, one record at a time. `decided` is called after the
 * server has agreed, to load what the decision changed.
 */
export function useDecision(options: {
  confirm: (recordId: string) => Promise<unknown>
  reject: (recordId: string, reason: string) => Promise<unknown>
  /** Taking back what the own side recorded, where that is possible. */
  withdraw?: (recordId: string, reason: string) => Promise<unknown>
  decided: () => unknown
}): Decision {
  const recordId = ref<string | null>(null)
  const act = useAct(async (send: () => Promise<unknown>) => {
    await send()
    return true
  })

  async function decide(id: string, send: () => Promise<unknown>): Promise<boolean> {
    if (act.busy.value) return false
    recordId.value = id
    const isDecided = (await act.run(send)) === true
    if (isDecided) await options.decided()
    return isDecided
  }

  return {
    state: computed(() => ({
      recordId: recordId.value,
      busy: act.busy.value,
      problem: act.problem.value,
    })),
    confirm: (id) => decide(id, () => options.confirm(id)),
    reject: (id, reason) => decide(id, () => options.reject(id, reason)),
    withdraw: (id, reason) => decide(id, async () => options.withdraw?.(id, reason)),
  }
}

import { type Ref, ref, shallowRef } from 'vue'
import { type ApiProblem, asProblem } from './api-problem.ts'

export interface Act<A extends unknown[], T> {
  /** Resolves with the result, or null where it failed; the problem then stands in `problem`. */
  run: (...args: A) => Promise<T | null>
  busy: Ref<boolean>
  problem: Ref<ApiProblem | null>
  /** Takes the problem away: a form that is opened anew begins without the last one's. */
  reset: () => void
}

const listeners = new Set<() => void>()

/** Says whenever an act has succeeded, whatever it was; returns what ends that. */
export function whenActed(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

/** A button's work: busy while it runs, once at a time, its problem kept for the form to show. */
export function useAct<A extends unknown[], T>(act: (...args: A) => Promise<T>): Act<A, T> {
  const busy = ref(false)
  const problem = shallowRef<ApiProblem | null>(null)

  async function run(...args: A): Promise<T | null> {
    if (busy.value) return null
    busy.value = true
    problem.value = null
    try {
      const result = await act(...args)
      for (const tell of listeners) tell()
      return result
    } catch (thrown) {
      problem.value = asProblem(thrown)
      return null
    } finally {
      busy.value = false
    }
  }

  function reset(): void {
    problem.value = null
  }

  return { run, busy, problem, reset }
}

/** The same act on each of several things: every one has a button, and a problem, of its own. */
export function useActs<A extends unknown[], T>(
  act: (id: string, ...args: A) => Promise<T>,
): (id: string) => Act<A, T> {
  const acts = new Map<string, Act<A, T>>()
  return (id) => {
    const actOfId = acts.get(id)
    if (actOfId !== undefined) return actOfId
    const own = useAct((...args: A) => act(id, ...args))
    acts.set(id, own)
    return own
  }
}

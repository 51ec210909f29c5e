import { onScopeDispose, type Ref, ref, shallowRef, type WatchSource, watch } from 'vue'
import { type ApiProblem, asProblem } from './api-problem.ts'

export interface Load<T> {
  data: Ref<T | null>
  loading: Ref<boolean>
  problem: Ref<ApiProblem | null>
  reload: () => Promise<void>
}

/**
 * Loads what a page shows, at once and again whenever a source changes. An answer that was
 * overtaken is dropped. What is shown stays while it is loaded anew.
 */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  sources: readonly WatchSource[] = [],
): Load<T> {
  const data = shallowRef<T | null>(null)
  const loading = ref(true)
  const problem = shallowRef<ApiProblem | null>(null)
  let running: AbortController | null = null

  async function reload(): Promise<void> {
    running?.abort()
    const own = new AbortController()
    running = own
    loading.value = true
    try {
      const result = await load(own.signal)
      if (own.signal.aborted) return
      data.value = result
      problem.value = null
    } catch (thrown) {
      if (own.signal.aborted) return
      problem.value = asProblem(thrown)
    } finally {
      if (running === own) loading.value = false
    }
  }

  watch([...sources], reload, { deep: true })
  onScopeDispose(() => running?.abort())
  void reload()
  return { data, loading, problem, reload }
}

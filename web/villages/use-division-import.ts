import { computed, onScopeDispose, watch } from 'vue'
import { readImport, startImport } from '../../shared/villages/villages.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

const pauseMs = 1_500

/**
 * The newest import of the national division table. One that is under way is read again and again
 * until it has ended, whoever started it; the page may be left meanwhile.
 */
export function useDivisionImport(onEnd: () => void) {
  const newest = useLoad((signal) => call(readImport, {}, { signal }))
  const { data, problem } = newest
  const current = computed(() => data.value?.import ?? null)
  const isRunning = computed(() => current.value?.finishedAt === null)
  /** Reading is the first half of the work, storing the second. */
  const percentage = computed(() => {
    const { total = null, read = 0, stored = 0 } = current.value ?? {}
    return total ? Math.min(100, Math.floor(((read + stored) / (2 * total)) * 100)) : 0
  })

  let timer: ReturnType<typeof setTimeout> | undefined
  // After a failed reading as well: the import goes on, whether it can be seen or not.
  watch([data, problem], () => {
    clearTimeout(timer)
    if (isRunning.value) timer = setTimeout(newest.reload, pauseMs)
  })
  watch(isRunning, (now, before) => {
    if (before && !now) onEnd()
  })
  onScopeDispose(() => clearTimeout(timer))

  const start = useAct(async (onlyCodes: string[] | null) => {
    data.value = await call(startImport, { body: { onlyCodes } })
  })

  return { newest, current, isRunning, percentage, start }
}

import { computed, onScopeDispose, watch } from 'vue'
import { readVerification, startVerification } from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

const pauseMs = 2_000

/**
 * The newest verification of the official's area. One that is under way is looked at again and
 * again until it has ended, whoever started it; the page may be left meanwhile.
 */
export function useVerification() {
  const newest = useLoad((signal) => call(readVerification, {}, { signal }))
  const { data, problem } = newest
  const verification = computed(() => data.value?.verification ?? null)
  const isRunning = computed(() => verification.value?.finishedAt === null)

  let timer: ReturnType<typeof setTimeout> | undefined
  // After a failed look as well: the verification goes on, whether it can be seen or not.
  watch([data, problem], () => {
    clearTimeout(timer)
    if (isRunning.value) timer = setTimeout(newest.reload, pauseMs)
  })
  onScopeDispose(() => clearTimeout(timer))

  const start = useAct(async () => {
    data.value = { verification: await call(startVerification, {}) }
  })

  return { newest, verification, isRunning, start }
}

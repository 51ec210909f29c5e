import { computed, onScopeDispose, type Ref, ref, watch } from 'vue'
import type { ApiProblem } from '../platform/api-problem.ts'

/** How many seconds a form must rest after too many attempts, counted down; 0 when it may go on. */
export function useWait(problem: Ref<ApiProblem | null>) {
  const seconds = ref(0)
  let ticking: ReturnType<typeof setInterval> | undefined

  watch(problem, (now) => {
    if (now?.code !== 'too_many_requests') return
    const until = Date.now() + Number(now.values.seconds ?? 60) * 1_000
    const tick = () => {
      seconds.value = Math.max(0, Math.ceil((until - Date.now()) / 1_000))
      if (seconds.value > 0) return
      clearInterval(ticking)
      problem.value = null
    }
    clearInterval(ticking)
    ticking = setInterval(tick, 1_000)
    tick()
  })
  onScopeDispose(() => clearInterval(ticking))

  return {
    waiting: computed(() => seconds.value > 0),
    /** As minutes and seconds: 14:59; '' when it may go on. */
    left: computed(() => {
      if (seconds.value === 0) return ''
      const rest = String(seconds.value % 60).padStart(2, '0')
      return `${Math.floor(seconds.value / 60)}:${rest}`
    }),
  }
}

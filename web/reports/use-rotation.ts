import { onScopeDispose, ref } from 'vue'

/** So long a page stands before the next one comes. */
const pageMilliseconds = 15_000

/**
 * Pages that follow each other by themselves until somebody pauses them, or while nobody can see
 * them: a window behind others stands still, and loads anew what it shows once it is seen again.
 */
export function useRotation(count: () => number, onRound: () => void) {
  const at = ref(0)
  const paused = ref(matchMedia('(prefers-reduced-motion: reduce)').matches)
  let timer: ReturnType<typeof setTimeout> | undefined

  function wait() {
    clearTimeout(timer)
    if (!paused.value && !document.hidden) timer = setTimeout(() => move(1), pageMilliseconds)
  }

  function move(by: 1 | -1) {
    const next = at.value + by
    at.value = (next + count()) % count()
    if (next >= count()) onRound()
    wait()
  }

  function pause() {
    paused.value = !paused.value
    wait()
  }

  function onVisibility() {
    wait()
    if (!document.hidden) onRound()
  }

  wait()
  document.addEventListener('visibilitychange', onVisibility)
  onScopeDispose(() => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', onVisibility)
  })
  return { at, paused, move, pause }
}

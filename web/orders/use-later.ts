import { onScopeDispose } from 'vue'

/**
 * Does something a little later, once, however often it is asked for meanwhile. Who leaves the
 * page before it is due has it done at once, or dropped where it served the page alone.
 */
export function useLater(
  milliseconds: number,
  act: () => Promise<unknown>,
  onLeave: 'do' | 'drop',
): { soon: () => void; now: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined

  /** A failure is shown by whoever owns the act. */
  function now(): void {
    clearTimeout(timer)
    timer = undefined
    act().catch(() => {})
  }

  function soon(): void {
    clearTimeout(timer)
    timer = setTimeout(now, milliseconds)
  }

  onScopeDispose(() => {
    if (timer === undefined) return
    if (onLeave === 'do') now()
    else clearTimeout(timer)
  })
  return { soon, now }
}

/** Does something a little later, once, however often it is asked for meanwhile. */
export function useLater(milliseconds: number, act: () => Promise<unknown>) {
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Does it at once, if it is due at all. What fails here is said where it matters. */
  async function now(): Promise<void> {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    await act().catch(() => {})
  }

  function soon(): void {
    clearTimeout(timer)
    timer = setTimeout(now, milliseconds)
  }

  return { soon, now }
}

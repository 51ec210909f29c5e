import { setTimeout as sleep } from 'node:timers/promises'

/** Work that runs again and again beside requests. */
export interface Loop {
  /** Waits for the turn that is under way. */
  stop(): Promise<void>
}

/**
 * Runs work until it is stopped: at once again as long as a turn says that there is more, else
 * after a pause. A turn that fails is reported, and the next one tries again after the pause.
 */
export function startLoop(options: {
  pauseMs: number
  /** Whether there is more to do. */
  run(): Promise<boolean>
  onError(error: unknown): void
}): Loop {
  const stopping = new AbortController()
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const isMore = await options.run().catch((error: unknown) => {
        options.onError(error)
        return false
      })
      const pause = { signal: stopping.signal, ref: false }
      if (!isMore) await sleep(options.pauseMs, undefined, pause).catch(() => {})
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

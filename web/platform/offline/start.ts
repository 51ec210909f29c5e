import type { Router } from 'vue-router'
import { useQueue } from './queue.store.ts'
import { installProgram } from './worker.ts'

/** What begins beside the first page, for whoever works where there may be no signal. */
export function startOffline(router: Router, isDemo: boolean): void {
  useQueue().start()
  void installProgram(router, isDemo)
}

import { computed, onScopeDispose, watch } from 'vue'
import type { Call, Result } from '../../shared/endpoint.ts'
import * as api from '../../shared/review/review.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

const pauseMs = 2_000

export type CheckRun = Result<typeof api.listCheckRuns>['items'][number]

/** The checks of earlier orders; while one is under way they are read again and again. */
export function useCheckRuns() {
  const load = useLoad((signal) => call(api.listCheckRuns, {}, { signal }))
  const runs = computed(() => load.data.value?.items ?? [])
  let timer: ReturnType<typeof setTimeout> | undefined
  watch([load.data, load.problem], () => {
    clearTimeout(timer)
    if (runs.value.some(({ finishedAt }) => finishedAt === null))
      timer = setTimeout(load.reload, pauseMs)
  })
  onScopeDispose(() => clearTimeout(timer))

  const start = useAct(async (body: Call<typeof api.startCheckRun>['body']) => {
    load.data.value = await call(api.startCheckRun, { body })
  })
  return { ...load, runs, start }
}

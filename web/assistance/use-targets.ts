import * as api from '../../shared/assistance/assistance.api.ts'
import type { Call } from '../../shared/endpoint.ts'
import { division } from '../../shared/villages/villages.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type TargetBody = Call<typeof api.saveTarget>['body']

/** The yearly targets that are the actor's business; `areaCode` is an official's own area. */
export function useTargets(options: { year: number; areaCode: string | null }) {
  const list = useCursorList({
    filters: { year: String(options.year) },
    load: ({ filters, page, signal }) =>
      call(api.targets, { query: { year: Number(filters.year), ...page } }, { signal }),
  })
  /** The own area by name, for a target that is set for it. */
  const area = useLoad(async (signal) => {
    const code = options.areaCode
    return code === null ? null : call(division, { params: { code } }, { signal })
  })
  /** Sets a target or changes its amount; an amount of null takes it back. */
  const save = useAct(async (body: TargetBody) => {
    const saved = await call(api.saveTarget, { body })
    await list.reload()
    return saved
  })
  return { list, area, save }
}

import { computed } from 'vue'
import * as api from '../../shared/assistance/targets.api.ts'
import type {
  TargetChange,
  TargetShare,
  TargetShareTotals,
} from '../../shared/assistance/targets.schemas.ts'
import type { Call } from '../../shared/endpoint.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import { division } from '../../shared/villages/villages.api.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type TargetBody = Call<typeof api.saveTarget>['body']
export type TargetKey = Omit<
  Call<typeof api.targetChanges>['query'],
  'cursor' | 'pageSize' | 'count'
>
export type SplitBody = Call<typeof api.splitTarget>['body']
export type ChangeAnswer = Call<typeof api.answerTargetChange>['body']['answer']
export type ChangeActs = ReturnType<typeof useChangeActs>

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
  /** What waits for the actor's confirmation; few at a time, for the targets stand below. */
  const waiting = useCursorList({
    filters: {},
    pageSize: 6,
    load: ({ page, signal }) => call(api.waitingTargetChanges, { query: page }, { signal }),
  })
  const changed = () => Promise.all([list.reload(), waiting.reload()])
  /** Sets a target or changes it from a day on; an amount of null takes it back. */
  const save = useAct(async (body: TargetBody) => {
    const saved = await call(api.saveTarget, { body })
    await changed()
    return saved
  })
  /** Splits the own group's target over its members. */
  const split = useAct(async (groupId: string, body: SplitBody) => {
    const answer = await call(api.splitTarget, { params: { groupId }, body })
    await changed()
    return answer
  })
  return { list, area, waiting, save, split, acts: useChangeActs(changed) }
}

export interface TargetShares {
  members: readonly TargetShare[]
  totals: TargetShareTotals
}

/** What all members of a group undertake of a target that is to be split; null: of none. */
export function useTargetShares(
  of: () => { groupId: string; year: number; measure: 'money' | 'weight' } | null,
) {
  return useLoad(
    async (signal): Promise<TargetShares | null> => {
      const { groupId, ...query } = of() ?? { groupId: null }
      if (groupId === null || !('year' in query)) return null
      const members: TargetShare[] = []
      for (let cursor: string | undefined; ; ) {
        const page = { ...query, pageSize: 100, cursor }
        const answer = await call(
          api.targetShares,
          { params: { groupId }, query: page },
          { signal },
        )
        members.push(...answer.items)
        if (answer.nextCursor === null) return { members, totals: answer.totals }
        cursor = answer.nextCursor
      }
    },
    [of],
  )
}

/** Of an address that names no target. */
const nothing = { items: [], nextCursor: null, total: 0, target: null }

/** All that a target was and is to be. */
export function useTargetHistory(key: () => TargetKey) {
  const list = useCursorList({
    filters: {},
    sources: [key],
    load: async ({ page, signal }) => {
      const query = { ...key(), ...page }
      const isNamed = query.organisationId !== undefined || query.divisionCode !== undefined
      return isNamed ? call(api.targetChanges, { query }, { signal }) : nothing
    },
  })
  const target = computed(() => list.data.value?.target ?? null)
  return { list, target, acts: useChangeActs(list.reload) }
}

/** Confirming, declining and withdrawing; `decided` loads what they change. */
function useChangeActs(decided: () => Promise<unknown>) {
  const answer = useAct(async (change: TargetChange, answered: ChangeAnswer, reason: string) => {
    const input = { params: { changeId: change.id }, body: { answer: answered, reason } }
    const view = await call(api.answerTargetChange, input)
    await decided()
    return view
  })
  const openDocument = useAct((fileId: string) => download(readFile, { params: { fileId } }))
  return { answer, openDocument }
}

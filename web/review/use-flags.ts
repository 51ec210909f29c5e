import type { Call, Result } from '../../shared/endpoint.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import { checkRules } from '../../shared/review/evidence.ts'
import { flagStates } from '../../shared/review/flag-states.ts'
import * as api from '../../shared/review/review.api.ts'
import { useStoredFile } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type FlagSummary = Result<typeof api.listFlags>['items'][number]
export type Flag = Result<typeof api.readFlag>

/** What a list of flags may be narrowed to: those that wait for a decision, or one state. */
export const shownStates = ['waiting', ...flagStates] as const

/** The flags that the actor may see; officials begin with those that wait for them. */
export function useFlags(firstState: '' | 'waiting') {
  return useCursorList({
    filters: {
      ...{ state: firstState as string, rule: '', month: '' },
      ...{ village: '', cooperative: '', unit: '' },
    },
    load: ({ filters, page, signal }) => {
      const query = {
        ...page,
        state: shownStates.find((state) => state === filters.state),
        rule: checkRules.find((rule) => rule === filters.rule),
        month: filters.month || undefined,
        villageCode: filters.village || undefined,
        cooperativeId: filters.cooperative || undefined,
        unitId: filters.unit || undefined,
      }
      return call(api.listFlags, { query }, { signal })
    },
  })
}

/** One flag with what an official decides about it and a party says of it. */
export function useFlag(flagId: () => string) {
  const params = () => ({ flagId: flagId() })
  const load = useLoad((signal) => call(api.readFlag, { params: params() }, { signal }), [flagId])
  const then = async (decided: Promise<unknown>) => {
    const answer = await decided
    await load.reload()
    return answer
  }
  return {
    ...load,
    clear: useAct((reason: string) =>
      then(call(api.clearFlag, { params: params(), body: { reason } })),
    ),
    uphold: useAct((body: Call<typeof api.upholdFlag>['body']) =>
      then(call(api.upholdFlag, { params: params(), body })),
    ),
    confirm: useAct(() => then(call(api.confirmFlag, { params: params() }))),
    refuse: useAct((reason: string) =>
      then(call(api.refuseFlag, { params: params(), body: { reason } })),
    ),
    state: useAct((body: Call<typeof api.stateOnFlag>['body']) =>
      then(call(api.stateOnFlag, { params: params(), body })),
    ),
    evidence: useStoredFile(),
    openFile: useAct((fileId: string) => download(readFile, { params: { fileId } })),
  }
}

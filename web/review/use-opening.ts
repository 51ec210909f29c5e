import type { Call, Result } from '../../shared/endpoint.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import * as api from '../../shared/review/opening.api.ts'
import { lastOpeningYear, openingStates } from '../../shared/review/opening-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type OpeningSummary = Result<typeof api.listOpenings>['items'][number]
export type Opening = Result<typeof api.readOpening>

/** The years that opening figures may be of, the latest first. */
export function openingYears(): number[] {
  const latest = lastOpeningYear(dayOf(new Date()))
  return Array.from({ length: 10 }, (_, at) => latest - at)
}

export function useOpeningList() {
  return useCursorList({
    filters: { state: '', year: '' },
    load: ({ filters, page, signal }) => {
      const query = {
        ...page,
        state: openingStates.find((state) => state === filters.state),
        year: filters.year === '' ? undefined : Number(filters.year),
      }
      return call(api.listOpenings, { query }, { signal })
    },
  })
}

export function useOpeningEntry() {
  return useAct((body: Call<typeof api.enterOpening>['body']) => call(api.enterOpening, { body }))
}

/** Opening figures with what one does about them. */
export function useOpening(openingId: () => string) {
  const params = () => ({ openingId: openingId() })
  const load = useLoad(
    (signal) => call(api.readOpening, { params: params() }, { signal }),
    [openingId],
  )
  const then = async (done: Promise<unknown>) => {
    const answer = await done
    await load.reload()
    return answer
  }
  return {
    ...load,
    withdraw: useAct(() => then(call(api.withdrawOpening, { params: params() }))),
    approve: useAct(() => then(call(api.approveOpening, { params: params() }))),
    giveBack: useAct((reason: string) =>
      then(call(api.returnOpening, { params: params(), body: { reason } })),
    ),
    reverse: useAct((reason: string) =>
      then(call(api.reverseOpening, { params: params(), body: { reason } })),
    ),
    openFile: useAct((fileId: string) => download(readFile, { params: { fileId } })),
  }
}

/** The tone of a state, for its tag. */
export function openingTone(state: Opening['state']): 'waiting' | 'bad' | 'good' | 'plain' {
  if (state === 'submitted') return 'waiting'
  if (state === 'approved') return 'good'
  return state === 'withdrawn' ? 'plain' : 'bad'
}

import { computed } from 'vue'
import type { Call, Result } from '../../shared/endpoint.ts'
import { readFile } from '../../shared/evidence/evidence.api.ts'
import * as api from '../../shared/review/outside.api.ts'
import { outsideGrades } from '../../shared/review/outside.schemas.ts'
import { outsideStates } from '../../shared/review/outside-states.ts'
import { dayOf } from '../../shared/scalars.ts'
import { useStoredFile } from '../evidence/use-upload.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type OutsideSummary = Result<typeof api.listOutside>['items'][number]
export type Outside = Result<typeof api.readOutside>
type Entered = Call<typeof api.enterOutside>['body']

/** What the list may be narrowed to: what is still open, or one state. */
export const shownStates = ['waiting', ...outsideStates] as const

/** The years that a purchase may be of, this one first. */
export function outsideYears(): number[] {
  const current = Number(dayOf(new Date()).slice(0, 4))
  return Array.from({ length: 10 }, (_, at) => current - at)
}

/** What units bought outside and declared; with the totals of a year for all but the platform. */
export function useOutsideList(withTotals: boolean) {
  const list = useCursorList({
    filters: { grade: '', state: '', year: '', unit: '' },
    load: ({ filters, page, signal }) => {
      const query = {
        ...page,
        grade: outsideGrades.find((grade) => grade === filters.grade),
        state: shownStates.find((state) => state === filters.state),
        year: filters.year === '' ? undefined : Number(filters.year),
        unitId: filters.unit || undefined,
      }
      return call(api.listOutside, { query }, { signal })
    },
  })
  const year = computed(() => Number(list.filters.year) || (outsideYears()[0] ?? 0))
  const unitId = () => list.filters.unit || undefined
  const totals = useLoad<Result<typeof api.sumOutside>>(
    async (signal) =>
      withTotals
        ? call(api.sumOutside, { query: { year: year.value, unitId: unitId() } }, { signal })
        : { items: [] },
    [year, unitId],
  )
  return { list, totals, year }
}

/** The documents of a purchase: one file may stand for several of them. */
export function useOutsideFiles() {
  const invoice = useStoredFile()
  const payment = useStoredFile()
  const weigh = useStoredFile()
  const chosen = computed(() => {
    const first = invoice.stored.value?.fileId
    if (first === undefined) return null
    return {
      invoiceFileId: first,
      paymentFileId: payment.stored.value?.fileId ?? first,
      weighFileId: weigh.stored.value?.fileId ?? first,
    }
  })
  return { invoice, payment, weigh, chosen }
}

export function useOutsideEntry() {
  const enter = useAct((body: Entered) => call(api.enterOutside, { body }))
  return { enter, files: useOutsideFiles() }
}

/** One purchase with what one does about it. */
export function useOutside(outsideId: () => string) {
  const params = () => ({ outsideId: outsideId() })
  const load = useLoad(
    (signal) => call(api.readOutside, { params: params() }, { signal }),
    [outsideId],
  )
  const then = async (done: Promise<unknown>) => {
    const answer = await done
    await load.reload()
    return answer
  }
  return {
    ...load,
    files: useOutsideFiles(),
    submit: useAct((body: Call<typeof api.submitOutside>['body']) =>
      then(call(api.submitOutside, { params: params(), body })),
    ),
    withdraw: useAct(() => then(call(api.withdrawOutside, { params: params() }))),
    giveBack: useAct((reason: string) =>
      then(call(api.returnOutside, { params: params(), body: { reason } })),
    ),
    approve: useAct((body: Call<typeof api.approveOutside>['body']) =>
      then(call(api.approveOutside, { params: params(), body })),
    ),
    reverse: useAct((reason: string) =>
      then(call(api.reverseOutside, { params: params(), body: { reason } })),
    ),
    openFile: useAct((fileId: string) => download(readFile, { params: { fileId } })),
  }
}

/** The tone of a state, for its tag. */
export function outsideTone(state: Outside['state']): 'waiting' | 'bad' | 'good' | 'plain' {
  if (state === 'approved') return 'good'
  if (state === 'returned' || state === 'reversed') return 'bad'
  return state === 'withdrawn' || state === 'declared' ? 'plain' : 'waiting'
}

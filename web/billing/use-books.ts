import type { Account } from '../../shared/billing/accounts.ts'
import * as api from '../../shared/billing/books.api.ts'
import type { Result } from '../../shared/endpoint.ts'
import { monthOfDay } from '../../shared/months.ts'
import { dayOf } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { filledIn } from '../platform/use-list.ts'

export type TrialBalanceLine = Result<typeof api.readTrialBalance>['lines'][number]
export type CounterpartyRow = Result<typeof api.listCounterparties>['items'][number]
export type PostingRow = Result<typeof api.listPostings>['items'][number]
export type StatementRow = Result<typeof api.readStatement>['items'][number]

function yearSoFar() {
  const today = dayOf(new Date())
  return { from: `${today.slice(0, 4)}-01-01`, to: today }
}

function monthsSoFar() {
  const { from, to } = yearSoFar()
  return { from: monthOfDay(from), to: monthOfDay(to) }
}

/** The trial balance over months, and what is open with each counterparty today. */
export function useBooks({ hasCounterparties }: { hasCounterparties: boolean }) {
  const trialBalance = useCursorList({
    filters: monthsSoFar(),
    load: async ({ filters, signal }) => {
      const query = filledIn(filters)
      const { lines } = await call(api.readTrialBalance, { query }, { signal })
      return { items: lines, nextCursor: null, total: lines.length }
    },
  })
  const counterparties = useCursorList({
    filters: {},
    load: async ({ page, signal }) =>
      hasCounterparties
        ? call(api.listCounterparties, { query: page }, { signal })
        : { items: [], nextCursor: null, total: 0 },
  })
  return { trialBalance, counterparties }
}

/** The postings of one account over months. */
export function useAccount(account: Account) {
  return useCursorList({
    filters: monthsSoFar(),
    load: ({ filters, page, signal }) =>
      call(api.listPostings, { query: { ...page, ...filledIn(filters), account } }, { signal }),
  })
}

/** The statement with a counterparty over days. */
export function useStatement(counterpartyId: string) {
  const list = useCursorList({
    filters: yearSoFar(),
    pageSize: 100,
    load: ({ filters, page, signal }) => {
      const query = { ...page, ...filledIn(filters) }
      return call(api.readStatement, { params: { counterpartyId }, query }, { signal })
    },
  })
  /** All of its lines, not only those that are shown, go on paper. */
  const print = useAct(async () => {
    while (list.isMore.value && list.more.problem.value === null) await list.more.run()
    if (!list.isMore.value) window.print()
  })
  return { ...list, print }
}

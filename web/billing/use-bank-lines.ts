import * as api from '../../shared/billing/bank.api.ts'
import type { BankLineState, BankMatchInput } from '../../shared/billing/bank.schemas.ts'
import type { Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useAct, useActs } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { filledIn } from '../platform/use-list.ts'

export type BankLine = Result<typeof api.listBankLines>['items'][number]
export type BankCandidate = Result<typeof api.listBankCandidates>['items'][number]

interface Filters {
  state?: BankLineState
  direction?: 'in' | 'out'
  search?: string
}

/** The lines of one's own bank statements, and what is said of each. */
export function useBankLines() {
  const list = useCursorList({
    filters: { state: '', direction: '', search: '' },
    load: ({ filters, page, signal }) => {
      const query = { ...page, ...(filledIn(filters) as Filters) }
      return call(api.listBankLines, { query }, { signal })
    },
  })
  const decided = <T>(act: Promise<T>) =>
    act.then((result) => {
      list.reload()
      return result
    })
  return {
    list,
    match: useActs((lineId: string, match: BankMatchInput) =>
      decided(call(api.matchBankLine, { params: { lineId }, body: { match } })),
    ),
    ignore: useActs((lineId: string, reason: string) =>
      decided(call(api.ignoreBankLine, { params: { lineId }, body: { reason } })),
    ),
    reopen: useActs((lineId: string) => decided(call(api.reopenBankLine, { params: { lineId } }))),
    suggest: useAct(() => decided(call(api.suggestBankMatches, {}))),
  }
}

/** Open invoices to choose from for a line, narrowed by what is typed. */
export function useBankCandidates(lineId: string) {
  return useAct(async (search: string) => {
    const query = search === '' ? {} : { search }
    return (await call(api.listBankCandidates, { params: { lineId }, query })).items
  })
}

import { computed } from 'vue'
import type { z } from 'zod'
import type { Call } from '../../shared/endpoint.ts'
import type { ledgerPage } from '../../shared/reports/ledger.schemas.ts'
import { ledgerSorts } from '../../shared/reports/query.schemas.ts'
import { listLedger, readEntry, readEntryProof } from '../../shared/reports/reports.api.ts'
import type { ledgerRow } from '../../shared/reports/reports.schemas.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { language } from '../platform/i18n.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { filledIn, oneOf } from '../platform/use-list.ts'
import { useLoad } from '../platform/use-load.ts'
import { today } from './periods.ts'
import { useLedgerFiles } from './use-ledger-files.ts'
import { badPeriodOf, periodOr } from './use-report-query.ts'

export type LedgerRow = z.output<typeof ledgerRow>
export type LedgerSubject = z.output<typeof ledgerPage>['subject']
export type LedgerNames = z.output<typeof ledgerPage>['names']
type LedgerQuery = Call<typeof listLedger>['query']

/** What narrows the ledger down, beside its period; whose entries they are is a part of it. */
const narrowing = {
  ...{ unitId: '', withBelow: '', groupId: '', divisionCode: '' },
  ...{
    text: '',
    credit: '',
    pairing: '',
    recognition: '',
    unknownVillage: '',
    adjustments: '',
    outside: '',
  },
  ...{ asOf: '', category: '', channel: '', mark: '', grade: '', minCents: '', maxCents: '' },
  ...{ productId: '', cooperativeId: '', buyerUnitId: '', helperUnitId: '', pairingId: '' },
}
export type LedgerFilterName = keyof typeof narrowing
export type LedgerFilters = Record<LedgerFilterName | 'period', string>

/**
 * The ledger as a list: what it is filtered and sorted by lives in the URL, and further entries are
 * added below.
 */
export function useLedger() {
  const list = useCursorList({
    filters: { period: today().slice(0, 4), ...narrowing } as LedgerFilters,
    kept: ['period'],
    keepsPlace: true,
    sort: '-number',
    load: async ({ filters, sort, page: { cursor }, signal }) => {
      const query = { ...queryOf(filters, sort), ...(cursor !== undefined && { cursor }) }
      const answer = await call(listLedger, { query }, { signal })
      return { ...answer, total: answer.total.entries, sum: answer.total }
    },
  })

  function queryOf(filters: Record<string, string>, sort: string): LedgerQuery {
    const { period, ...asked } = filledIn(filters)
    const order = sort === '-number' ? undefined : oneOf(ledgerSorts, sort)
    return { ...asked, sort: order, period: periodOr(period) }
  }

  const shownQuery = () => ({
    ...queryOf(list.shownFilters.value, list.sort.value),
    language: language.value,
  })

  const files = useLedgerFiles(() => ({
    query: shownQuery(),
    entries: list.total.value ?? 0,
  }))

  const period = computed({
    get: () => periodOr(list.filters.period),
    set: (value) => {
      list.filters.period = value
    },
  })
  return {
    ...list,
    files,
    period,
    badPeriod: computed(() => badPeriodOf(list.filters)),
  }
}

/** An entry of the ledger, by its county and number, with the documents it stands on. */
export function useEntry(key: () => Call<typeof readEntry>['params']) {
  const load = useLoad((signal) => call(readEntry, { params: key() }, { signal }), [key])
  /** Its proof as a file, to be verified by anybody and offline. */
  const saveProof = useAct(() => download(readEntryProof, { params: key() }))
  return { ...load, saveProof }
}

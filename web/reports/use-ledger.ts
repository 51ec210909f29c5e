import { computed } from 'vue'
import { useRoute } from 'vue-router'
import type { z } from 'zod'
import type { Call } from '../../shared/endpoint.ts'
import { exportLedger } from '../../shared/exchange/exchange.api.ts'
import { listLedger, readEntry, readEntryProof } from '../../shared/reports/reports.api.ts'
import type { ledgerRow } from '../../shared/reports/reports.schemas.ts'
import { call } from '../platform/api.ts'
import { download } from '../platform/api-files.ts'
import { language } from '../platform/i18n.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { filledIn } from '../platform/use-list.ts'
import { useLoad } from '../platform/use-load.ts'
import { today } from './periods.ts'
import { badPeriodOf, periodOr, reportQueryOf } from './use-report-query.ts'

export type LedgerRow = z.output<typeof ledgerRow>
type LedgerQuery = Call<typeof listLedger>['query']

/**
 * The ledger as a list: its filters live in the URL, whose figures it shows comes with the URL
 * too, and further entries are added below.
 */
export function useLedger() {
  const route = useRoute()
  const ownPath = route.path

  /** The subject of the entries; it can change without a filter of the list. */
  const subject = computed<string>((before) => {
    if (before !== undefined && route.path !== ownPath) return before
    const { period: _period, ...whose } = reportQueryOf(route.query)
    return JSON.stringify(whose)
  })

  const list = useCursorList({
    filters: {
      period: today().slice(0, 4),
      credit: '',
      pairing: '',
      recognition: '',
      unknownVillage: '',
      productId: '',
      adjustments: '',
      outside: '',
    },
    kept: ['period'],
    sources: [subject],
    load: async ({ filters, page: { cursor }, signal }) => {
      const query = { ...queryOf(filters), ...(cursor !== undefined && { cursor }) }
      const answer = await call(listLedger, { query }, { signal })
      return { ...answer, total: answer.total.entries, sum: answer.total }
    },
  })

  function queryOf(filters: Record<string, string>): LedgerQuery {
    const { period, ...narrowing } = filledIn(filters)
    return { ...JSON.parse(subject.value), ...narrowing, period: periodOr(period) }
  }

  /** Exactly the entries shown and not yet shown, as a workbook. */
  const save = useAct(() => {
    const query = { ...queryOf(list.shownFilters.value), language: language.value }
    return download(exportLedger, { query })
  })

  const period = computed({
    get: () => periodOr(list.filters.period),
    set: (value) => {
      list.filters.period = value
    },
  })
  return { ...list, save, period, badPeriod: computed(() => badPeriodOf(list.filters)) }
}

/** An entry of the ledger, by its county and number, with the documents it stands on. */
export function useEntry(key: () => Call<typeof readEntry>['params']) {
  const load = useLoad((signal) => call(readEntry, { params: key() }, { signal }), [key])
  /** Its proof as a file, to be verified by anybody and offline. */
  const saveProof = useAct(() => download(readEntryProof, { params: key() }))
  return { ...load, saveProof }
}

import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import type { z } from 'zod'
import type { Call } from '../../shared/endpoint.ts'
import { listLedger } from '../../shared/reports/reports.api.ts'
import type { ledgerPage, ledgerRow } from '../../shared/reports/reports.schemas.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { filledIn, useList } from '../platform/use-list.ts'
import { today } from './periods.ts'
import { reportQueryOf } from './use-report-query.ts'

export type LedgerRow = z.output<typeof ledgerRow>
type Total = z.output<typeof ledgerPage>['total']
type Subject = z.output<typeof ledgerPage>['subject']
type Asked = Call<typeof listLedger>['query']

/**
 * The ledger as a list: its filters live in the URL, whose figures it shows comes with the URL
 * too, and further entries are added below, for a ledger has no pages that stay what they were.
 */
export function useLedger() {
  const route = useRoute()
  const total = shallowRef<Total | null>(null)
  const of = shallowRef<Subject | null>(null)
  const more = shallowRef<readonly LedgerRow[]>([])
  const cursor = ref<string | null>(null)

  const list = useList<LedgerRow, LedgerFilters>({
    filters: {
      period: today().slice(0, 4),
      credit: '',
      pairing: '',
      standing: '',
      unknownVillage: '',
    },
    pageSize: Number.MAX_SAFE_INTEGER,
    load: async ({ filters, signal }) => {
      const answer = await call(listLedger, { query: queryOf(filters) }, { signal })
      total.value = answer.total
      of.value = answer.subject
      cursor.value = answer.nextCursor
      more.value = []
      return { items: answer.items, total: answer.total.entries }
    },
  })

  function queryOf(filters: LedgerFilters): Asked {
    const productId = route.query.productId
    return {
      ...reportQueryOf(route.query),
      ...filledIn(filters),
      ...(typeof productId === 'string' && { productId }),
    } as Asked
  }

  const asked = computed(() => queryOf(list.filters))
  const loadMore = useAct(async () => {
    if (cursor.value === null) return
    const answer = await call(listLedger, { query: { ...asked.value, cursor: cursor.value } })
    more.value = [...more.value, ...answer.items]
    cursor.value = answer.nextCursor
  })
  // Whose lines they are may change without any filter of the list.
  const subject = computed(() => {
    const { period: _period, ...asked } = reportQueryOf(route.query)
    return JSON.stringify([asked, route.query.productId])
  })
  watch(subject, () => {
    if (route.name === 'reports.ledger') void list.reload()
  })

  const rows = computed(() => [...list.rows.value, ...more.value])
  return {
    list: { ...list, rows },
    asked,
    total,
    of,
    loadMore,
    isMore: computed(() => cursor.value !== null),
  }
}

type LedgerFilters = {
  period: string
  credit: string
  pairing: string
  standing: string
  unknownVillage: string
}

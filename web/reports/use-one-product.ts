import { computed } from 'vue'
import { useRoute } from 'vue-router'
import type { OneProductVillage } from '../../shared/reports/one-product.schemas.ts'
import { inOrder, oneProductShares, oneProductSorts } from '../../shared/reports/one-product.ts'
import { listOneProduct } from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { type ListView, oneOf } from '../platform/use-list.ts'
import { useListQuery } from '../platform/use-list-query.ts'
import { useLoad } from '../platform/use-load.ts'
import { useReportQuery } from './use-report-query.ts'

/** One-product villages of a place, a period and a share, which live in the URL with an order. */
export function useOneProduct() {
  const route = useRoute()
  const ownPath = route.path
  const report = useReportQuery()
  const { query, filters, filtered, change, clear } = useListQuery({
    filters: { share: '80' },
    sort: '-productCents',
  })
  const asked = computed<string>((before) => {
    if (before !== undefined && route.path !== ownPath) return before
    const { period, divisionCode } = report.query.value
    const share = oneOf(oneProductShares, query.value.filters.share) ?? '80'
    return JSON.stringify({ period, ...(divisionCode !== undefined && { divisionCode }), share })
  })
  const load = useLoad(
    (signal) => call(listOneProduct, { query: JSON.parse(asked.value) }, { signal }),
    [asked],
  )
  const sort = computed(() => {
    const chosen = query.value.sort
    return oneOf(oneProductSorts, chosen.replace('-', '')) === undefined ? '-productCents' : chosen
  })
  const rows = computed(() => inOrder(load.data.value?.items ?? [], sort.value))
  const list: ListView<OneProductVillage> = {
    ...{ rows, filtered, clear, sort },
    total: computed(() => rows.value.length),
    ...{ loading: load.loading, problem: load.problem, reload: load.reload },
    sortBy: (field) => change({ sort: sort.value === `-${field}` ? field : `-${field}` }),
  }
  return { ...report, list, filters, data: load.data }
}

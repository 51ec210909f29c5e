import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { listSupply } from '../../shared/catalogue/supply.api.ts'
import { listTargetProgress } from '../../shared/reports/reports.api.ts'
import { progressMeasures } from '../../shared/reports/target-progress.ts'
import { call } from '../platform/api.ts'
import { oneOf } from '../platform/use-list.ts'
import { useListQuery } from '../platform/use-list-query.ts'
import { useLoad } from '../platform/use-load.ts'
import { reportQueryOf } from '../reports/use-report-query.ts'

/** What is still missing to a target, and who can deliver; whose, and filters, live in the URL. */
export function useDemand() {
  const route = useRoute()
  const ownPath = route.path
  const { query, filters, filtered, clear } = useListQuery({
    filters: { measure: 'money', month: '' },
    kept: ['measure'],
  })
  const subject = computed<string>((before) => {
    if (before !== undefined && route.path !== ownPath) return before
    const { period: _period, ...named } = reportQueryOf(route.query)
    return JSON.stringify(named)
  })
  const measure = computed(() => oneOf(progressMeasures, query.value.filters.measure) ?? 'money')
  const progress = useLoad(
    (signal) => {
      const named = JSON.parse(subject.value)
      return call(listTargetProgress, { query: { ...named, measure: measure.value } }, { signal })
    },
    [subject, measure],
  )
  const supply = useLoad(
    (signal) => {
      const { unitId, groupId = unitId, divisionCode } = JSON.parse(subject.value)
      const asked = groupId === undefined ? { divisionCode } : { organisationId: groupId }
      return call(listSupply, { query: asked }, { signal })
    },
    [subject],
  )
  /** Those in season in the chosen month, or all. */
  const rows = computed(() => {
    const month = Number(query.value.filters.month)
    const items = supply.data.value?.items ?? []
    return month === 0 ? items : items.filter((row) => row.months.includes(month))
  })
  const { loading, problem, reload } = supply
  const total = computed(() => rows.value.length)
  const list = { rows, total, filtered, clear, loading, problem, reload }
  return { progress, filters, list }
}

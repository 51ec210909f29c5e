import { computed } from 'vue'
import { listBenefits } from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'
import { useReportQuery } from './use-report-query.ts'

/** The most places that are listed at once. */
export const mostPlaces = 1_000

/** What reached the villagers of a place and a period, which live in the URL (§3.14). */
export function useBenefits() {
  const { query, ask, badPeriod } = useReportQuery()
  const listQuery = computed(() => {
    const { period, divisionCode } = query.value
    return { period, ...(divisionCode !== undefined && { divisionCode }), limit: mostPlaces }
  })
  const load = useLoad(
    (signal) => call(listBenefits, { query: listQuery.value }, { signal }),
    [listQuery],
  )
  return { load, query, ask, badPeriod }
}

import { computed, type Ref } from 'vue'
import { seasonCalendar } from '../../shared/catalogue/catalogue.api.ts'
import * as api from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'
import { useBoundariesOf } from '../villages/use-division.ts'
import type { ReportQuery } from './use-report-query.ts'

/** What a projector shows in turn; each part loads and fails by itself. */
export function useProjector(query: Ref<ReportQuery>) {
  const ranked = (by: 'village' | 'unit' | 'division', limit: number) =>
    useLoad(
      (signal) => call(api.listRanking, { query: { ...query.value, by, limit } }, { signal }),
      [query],
    )
  const totals = useLoad(
    (signal) => call(api.readTotals, { query: query.value }, { signal }),
    [query],
  )
  /** The county that is shown, which has a calendar; of wider areas it would be the nation's. */
  const county = computed(() => {
    const code = totals.data.value?.subject.divisionCode ?? ''
    return code.length >= 6 ? code : null
  })
  /** Of the nation no map is drawn. */
  const mapOf = computed(() => totals.data.value?.subject.divisionCode || null)
  const parts = {
    totals,
    trend: useLoad(
      (signal) =>
        call(api.listTrend, { query: { ...query.value, by: 'month' as const } }, { signal }),
      [query],
    ),
    villages: ranked('village', 12),
    units: ranked('unit', 12),
    places: ranked('division', 100),
    boundaries: useBoundariesOf(() => mapOf.value),
    seasons: useLoad(
      async (signal) =>
        county.value === null
          ? { items: [] }
          : call(seasonCalendar, { query: { area: county.value } }, { signal }),
      [county],
    ),
  }
  const reload = () => Promise.all(Object.values(parts).map((part) => part.reload()))
  return { ...parts, county, reload }
}

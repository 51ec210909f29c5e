import type { Ref } from 'vue'
import type { rankingChoices } from '../../shared/reports/ranking.schemas.ts'
import * as api from '../../shared/reports/reports.api.ts'
import type { trendSteps } from '../../shared/reports/reports.schemas.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'
import { useBoundariesOf } from '../villages/use-division.ts'
import type { ReportQuery } from './use-report-query.ts'

/** Rows of a ranking at most. */
export const rankingLimit = 50

/** The parts of the overview; each loads and fails by itself. */
export function useOverview(
  query: Ref<ReportQuery>,
  {
    kind,
    step,
    asOf,
    pairingId,
  }: {
    kind: Ref<(typeof rankingChoices)[number]>
    step: Ref<(typeof trendSteps)[number]>
    asOf: Ref<string | undefined>
    pairingId: Ref<string | undefined>
  },
) {
  const request = () => ({ query: query.value })
  /** What of it the ledger tells: all, or what a pairing brought. */
  const ledger = () => ({ ...query.value, pairingId: pairingId.value })
  const totals = useLoad(
    (signal) => call(api.readTotals, { query: { ...ledger(), asOf: asOf.value } }, { signal }),
    [query, asOf, pairingId],
  )
  /** The place whose parts are drawn on a map. */
  const mapOf = () =>
    kind.value === 'division' ? (totals.data.value?.subject.divisionCode ?? null) : null
  /** The county whose goods are ranked, which has a season calendar; wider areas have none. */
  const county = () => {
    const { unitId, groupId, divisionCode } = totals.data.value?.subject ?? {}
    const isPlace = kind.value === 'product' && unitId === null && groupId === null
    return isPlace && (divisionCode ?? '').length >= 6 ? (divisionCode ?? null) : null
  }
  return {
    totals,
    seasons: useLoad(
      async (signal) => {
        const area = county()
        if (area === null) return null
        // Few ask for it: the first screen does without its contract.
        const { seasonCalendar } = await import('../../shared/catalogue/catalogue.api.ts')
        return call(seasonCalendar, { query: { area } }, { signal })
      },
      [county],
    ),
    boundaries: useBoundariesOf(mapOf),
    progress: useLoad((signal) => call(api.readProgress, request(), { signal }), [query]),
    trend: useLoad(
      (signal) => call(api.listTrend, { query: { ...ledger(), by: step.value } }, { signal }),
      [query, step, pairingId],
    ),
    ranking: useLoad(
      (signal) =>
        call(
          api.listRanking,
          { query: { ...ledger(), by: kind.value, limit: rankingLimit } },
          { signal },
        ),
      [query, kind, pairingId],
    ),
  }
}

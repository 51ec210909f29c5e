import type { Reply } from '../../shared/endpoint.ts'
import {
  lastDayOf,
  monthsBetween,
  sameDaysLastYear,
  shiftMonth,
} from '../../shared/reports/periods.ts'
import type { listTrend } from '../../shared/reports/reports.api.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { selectMonths } from './figures.queries.ts'
import type { ResolvedReport } from './resolve-scope.ts'

/** A year's months so far, or the twelve months that end with the period. */
export async function trendOf(
  reader: Reader,
  { scope, period, days }: ResolvedReport,
): Promise<Reply<typeof listTrend>> {
  const last = days.to.slice(0, 7)
  const first = period.length === 4 ? days.from.slice(0, 7) : shiftMonth(last, -11)
  const shown = { from: `${first}-01`, to: lastDayOf(last) }
  const before = sameDaysLastYear(shown)
  const wholeBefore = { from: before.from, to: lastDayOf(before.to.slice(0, 7)) }
  const sums = new Map(
    [
      ...(await selectMonths(reader, scope, wholeBefore)),
      ...(await selectMonths(reader, scope, shown)),
    ].map((row) => [row.month, row]),
  )
  return {
    items: monthsBetween(first, last).map((month) => {
      const now = sums.get(month)
      const lastYear = sums.get(shiftMonth(month, -12))
      return {
        month,
        cents: now?.cents ?? 0,
        grams: now?.grams ?? 0,
        lastYearCents: lastYear?.cents ?? 0,
        lastYearGrams: lastYear?.grams ?? 0,
      }
    }),
  }
}

import type { Reply } from '../../shared/endpoint.ts'
import { monthOfDay, monthsBetween, shiftMonth } from '../../shared/months.ts'
import type { listTrend } from '../../shared/reports/reports.api.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { selectMonths } from './figures.queries.ts'
import type { ResolvedReport } from './resolve-report.ts'

/** A year's months so far, or the twelve months that end with the period. */
export async function trendOf(
  reader: Reader,
  { scope, period, days }: ResolvedReport,
): Promise<Reply<typeof listTrend>> {
  const last = monthOfDay(days.to)
  const first = period.length === 4 ? monthOfDay(days.from) : shiftMonth(last, -11)
  const before = { first: shiftMonth(first, -12), last: shiftMonth(last, -12) }
  const sums = new Map(
    [
      ...(await selectMonths(reader, scope, before)),
      ...(await selectMonths(reader, scope, { first, last })),
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

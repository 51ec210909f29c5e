import type { Reply } from '../../shared/endpoint.ts'
import { monthOfDay, monthsBetween, shiftMonth } from '../../shared/months.ts'
import {
  daysBefore,
  monthsOf,
  monthsOfYear,
  requirePeriod,
  stateOfPeriod,
} from '../../shared/reports/periods.ts'
import type { listTrend } from '../../shared/reports/reports.api.ts'
import type { trendSteps } from '../../shared/reports/reports.schemas.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type Amount, selectAmount, selectMonths } from './figures.queries.ts'
import type { ResolvedReport } from './resolve-report.ts'
import type { Scope } from './scope.ts'

/** How many years a series of years has, and how many months one of months at least. */
const yearsShown = 5
const monthsShown = 12

/**
 * The months of the period, at least twelve that end with it and of a year those so far; or the
 * five years that end with its own. What is still running is held against the same days of the
 * year before.
 */
export async function trendOf(
  reader: Reader,
  report: ResolvedReport,
  { by, today }: { by: (typeof trendSteps)[number]; today: string },
): Promise<Reply<typeof listTrend>> {
  const { scope, days } = report
  if (by === 'year') {
    const last = Number(days.to.slice(0, 4))
    const years = Array.from({ length: yearsShown + 1 }, (_, at) => String(last - yearsShown + at))
    const sums = await sumsOfYears(reader, scope, years)
    return { items: await pointsOf(reader, scope, { periods: years.slice(1), sums, today }) }
  }
  const last = monthOfDay(days.to)
  const twelfth = shiftMonth(last, 1 - monthsShown)
  const begin = monthOfDay(days.from)
  const isYear = requirePeriod(report.period).kind === 'year'
  const first = isYear || begin < twelfth ? begin : twelfth
  const before = { first: shiftMonth(first, -12), last: shiftMonth(last, -12) }
  const sums = new Map<string, Amount>(
    [
      ...(await selectMonths(reader, scope, before)),
      ...(await selectMonths(reader, scope, { first, last })),
    ].map((row) => [row.month, row]),
  )
  const periods = monthsBetween(first, last)
  return { items: await pointsOf(reader, scope, { periods, sums, today }) }
}

async function sumsOfYears(reader: Reader, scope: Scope, years: readonly string[]) {
  const sums = new Map<string, Amount>()
  for (const year of years) {
    sums.set(year, await selectAmount(reader, scope, monthsOfYear(year)))
  }
  return sums
}

const nothing: Amount = { cents: 0, grams: 0 }

async function pointsOf(
  reader: Reader,
  scope: Scope,
  question: { periods: readonly string[]; sums: ReadonlyMap<string, Amount>; today: string },
): Promise<Reply<typeof listTrend>['items']> {
  const { periods, sums, today } = question
  const running = periods.find((period) => stateOfPeriod(period, today) === 'running')
  const sameDays =
    running === undefined
      ? nothing
      : await selectAmount(reader, scope, monthsOf(daysBefore(running, today)))
  return periods.map((period) => {
    const now = sums.get(period) ?? nothing
    const lastYear = period === running ? sameDays : (sums.get(yearBefore(period)) ?? nothing)
    return {
      ...{ period, cents: now.cents, grams: now.grams },
      ...{ lastYearCents: lastYear.cents, lastYearGrams: lastYear.grams },
    }
  })
}

/** The same month, or the year, before. */
function yearBefore(period: string): string {
  return period.length === 4 ? String(Number(period) - 1) : shiftMonth(period, -12)
}

import type { Reply } from '../../shared/endpoint.ts'
import { plus } from '../../shared/figure.ts'
import { monthOfDay, monthsBetween, shiftMonth } from '../../shared/months.ts'
import { versionOn } from '../../shared/reports/metrics.ts'
import {
  daysBefore,
  monthsOf,
  monthsOfYear,
  requirePeriod,
  stateOfPeriod,
} from '../../shared/reports/periods.ts'
import { growthBasisPoints, growthWithOpening } from '../../shared/reports/ratios.ts'
import type { listTrend } from '../../shared/reports/reports.api.ts'
import type { trendSteps } from '../../shared/reports/reports.schemas.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type Amount, selectAmountOfAll, selectMonths } from './figures.queries.ts'
import { noOpening, selectOpenings } from './opening.queries.ts'
import type { ResolvedReport } from './resolve-report.ts'
import type { Scope } from './scope.ts'

/** What of a report its series needs; of the nation and villages everybody may ask. */
export type TrendReport = Pick<
  ResolvedReport,
  'scope' | 'scopesBefore' | 'days' | 'period' | 'definedOn'
>

/** How many years a series of years has, and how many months one of months at least. */
const yearsShown = 5
/** Nothing is known from before. */
const firstYear = 2000
const monthsShown = 12

/**
 * The months of the period, at least twelve that end with it and of a year those so far; or the
 * five years that end with its own. What is still running is held against the same days of the
 * year before.
 */
export async function trendOf(
  reader: Reader,
  report: TrendReport,
  { by, today }: { by: (typeof trendSteps)[number]; today: string },
): Promise<Reply<typeof listTrend>> {
  const { scope, days, scopesBefore } = report
  if (by === 'year') {
    const last = Number(days.to.slice(0, 4))
    const first = Math.max(firstYear, last - yearsShown)
    const years = Array.from({ length: last - first + 1 }, (_, at) => String(first + at))
    const sums = await sumsOfYears(reader, [scope], years)
    const became = await sumsOfYears(reader, scopesBefore.slice(1), years)
    const question = { periods: years.slice(-yearsShown), sums, became, today }
    return { items: await pointsOf(reader, report, question) }
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
  const became = new Map<string, Amount>()
  for (const former of scopesBefore.slice(1))
    for (const { month, ...row } of await selectMonths(reader, former, before))
      became.set(month, sumOf(became.get(month) ?? nothing, row))
  const periods = monthsBetween(first, last)
  return { items: await pointsOf(reader, report, { periods, sums, became, today }) }
}

async function sumsOfYears(
  reader: Reader,
  scopes: readonly Scope[],
  years: readonly string[],
): Promise<Map<string, Amount>> {
  const sums = new Map<string, Amount>()
  for (const year of scopes.length === 0 ? [] : years) {
    sums.set(year, await selectAmountOfAll(reader, scopes, monthsOfYear(year)))
  }
  return sums
}

const nothing: Amount = { cents: 0, grams: 0 }

function sumOf(one: Amount, other: Amount): Amount {
  return { cents: plus(one.cents, other.cents), grams: plus(one.grams, other.grams) }
}

/**
 * Each period beside the year before. What became a place before the report's days counts there
 * from then on (§3.15).
 */
async function pointsOf(
  reader: Reader,
  { days, scope, scopesBefore, definedOn }: TrendReport,
  question: {
    periods: readonly string[]
    sums: ReadonlyMap<string, Amount>
    /** Of what became the place since. */
    became: ReadonlyMap<string, Amount>
    today: string
  },
): Promise<Reply<typeof listTrend>['items']> {
  const { periods, sums, became, today } = question
  const running = periods.find((period) => stateOfPeriod(period, today) === 'running')
  const sameDays =
    running === undefined
      ? nothing
      : await selectAmountOfAll(reader, scopesBefore, monthsOf(daysBefore(running, today)))
  const yearBeforeOf = (period: string) => {
    if (period === running) return sameDays
    const own = sums.get(yearBefore(period)) ?? nothing
    if (period < days.from.slice(0, period.length)) return own
    return sumOf(own, became.get(yearBefore(period)) ?? nothing)
  }
  const yearOf = (period = '') => Number(period.slice(0, 4))
  const years = { first: yearOf(periods[0]) - 1, last: yearOf(periods.at(-1)) }
  const openings = await selectOpenings(reader, [scope], years)
  const openingsBefore = await selectOpenings(reader, scopesBefore, years)
  const hasOpening = versionOn('growth', definedOn).version >= 3
  return periods.map((period) => {
    const now = sums.get(period) ?? nothing
    const lastYear = yearBeforeOf(period)
    const isYear = period.length === 4
    const opening = (isYear && openings.get(yearOf(period))) || noOpening
    const openingBefore = openingsBefore.get(yearOf(period) - 1) ?? noOpening
    const both = { now: now.cents, before: lastYear.cents }
    return {
      ...{ period, cents: now.cents, grams: now.grams },
      ...{ openingCents: opening.cents, openingGrams: opening.grams },
      ...{ lastYearCents: lastYear.cents, lastYearGrams: lastYear.grams },
      growthBasisPoints: hasOpening
        ? growthWithOpening({
            ...{ ...both, opening: opening.cents, openingBefore: openingBefore.cents },
            areWholeYears: isYear && period !== running,
          })
        : growthBasisPoints(both.now, both.before),
    }
  })
}

/** The same month, or the year, before. */
function yearBefore(period: string): string {
  return period.length === 4 ? String(Number(period) - 1) : shiftMonth(period, -12)
}

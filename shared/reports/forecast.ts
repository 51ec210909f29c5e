import { type Figure, figureOf } from '../figure.ts'
import { halfUp, roundedHalfUp } from '../split.ts'
import { ratioBasisPoints } from './ratios.ts'

/** What a year had reached by a day, and in the end. */
export interface YearOnDay {
  toDay: Figure
  whole: Figure
}

/** The years before one, the last one first; all by the same day of the year. */
type EarlierYears = readonly YearOnDay[]

/** A year of which less had come by the day tells nothing about the rest of it. */
const leastShareBasisPoints = 1_000

/** How many earlier forecasts must have been put to the test before one is shown. */
const leastTests = 2

/** Forecasts that were off by more than half on average help nobody: none is shown. */
const mostErrorBasisPoints = 5_000

/** How many years are put to the test; each needs the one before it. */
export const testedYears = 2

/**
 * The method of seasonal share (季节比重法): what was reached ÷ the share of its whole that the year
 * before had reached by the same day. Null where that year says too little.
 */
export function seasonalForecast(reached: Figure, before: YearOnDay | undefined): Figure | null {
  if (before === undefined || !tellsSeason(before)) return null
  return figureOf(roundedHalfUp(BigInt(reached) * BigInt(before.whole), BigInt(before.toDay)))
}

function tellsSeason({ toDay, whole }: YearOnDay): boolean {
  return Number(ratioBasisPoints(toDay, whole) ?? 0) >= leastShareBasisPoints
}

/** One forecast of an earlier year, made on the same day of it, beside what came of it. */
interface Tested {
  forecast: Figure
  actual: Figure
}

/** What earlier forecasts were worth: their number, error, and the range they ended within. */
interface BackTest {
  count: number
  /** Mean absolute percentage error (MAPE), in basis points; null without a forecast. */
  errorBasisPoints: number | null
  /** What came of them ÷ what was forecast: the tenth and the ninetieth percentile. */
  lowBasisPoints: number
  highBasisPoints: number
}

/**
 * Forecasts each of two earlier years of each series on its day, from the year before it, and holds
 * them against what came. A series that says too little takes the seasons of `common`.
 */
export function backTest(series: readonly EarlierYears[], common: EarlierYears): BackTest {
  const tests = series.flatMap((years) => testsOf(years, common))
  const errors = tests.map(({ forecast, actual }) => {
    const difference = BigInt(forecast) - BigInt(actual)
    return roundedHalfUp((difference < 0n ? -difference : difference) * 10_000n, BigInt(actual))
  })
  const ratios = tests
    .map(({ forecast, actual }) => Number(ratioBasisPoints(actual, forecast)))
    .sort((a, b) => a - b)
  const sum = errors.reduce((total, error) => total + error, 0n)
  return {
    count: tests.length,
    errorBasisPoints: tests.length === 0 ? null : halfUp(sum, BigInt(tests.length)),
    lowBasisPoints: percentile(ratios, 10),
    highBasisPoints: percentile(ratios, 90),
  }
}

function testsOf(years: EarlierYears, common: EarlierYears): Tested[] {
  return years.slice(0, testedYears).flatMap(({ toDay, whole }, at) => {
    if (Number(toDay) <= 0 || Number(whole) <= 0) return []
    const forecast =
      seasonalForecast(toDay, years[at + 1]) ?? seasonalForecast(toDay, common[at + 1])
    return forecast === null ? [] : [{ forecast, actual: whole }]
  })
}

/** By nearest rank; of no values the whole, which changes nothing. */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 10_000
}

/** Why there is no forecast; each has its words on the screen. */
export const forecastGaps = ['over', 'nothing_yet', 'no_season', 'untested', 'too_wrong'] as const

/** What will be reached by the end of the year, and between what it will lie. */
interface YearForecast {
  likely: Figure
  low: Figure
  high: Figure
  /** Whose seasons it was made by: its own of last year, or those of the whole list. */
  seasons: 'own' | 'common'
}

/**
 * What a year that has reached so much will reach in the end, or why that cannot be said. The range
 * is that of earlier forecasts, and never below what was reached.
 */
export function forecastYear(
  { reached, isOver }: { reached: Figure; isOver: boolean },
  years: { own: EarlierYears; common: EarlierYears },
  tested: BackTest,
): YearForecast | (typeof forecastGaps)[number] {
  if (isOver) return 'over'
  if (BigInt(reached) <= 0n) return 'nothing_yet'
  const own = seasonalForecast(reached, years.own[0])
  const likely = own ?? seasonalForecast(reached, years.common[0])
  if (likely === null) return 'no_season'
  if (tested.count < leastTests) return 'untested'
  if ((tested.errorBasisPoints ?? 0) > mostErrorBasisPoints) return 'too_wrong'
  const times = (basisPoints: number) => roundedHalfUp(exact * BigInt(basisPoints), 10_000n)
  const exact = BigInt(likely)
  return {
    likely,
    low: figureOf(largest(BigInt(reached), smallest(exact, times(tested.lowBasisPoints)))),
    high: figureOf(largest(exact, times(tested.highBasisPoints))),
    seasons: own === null ? 'common' : 'own',
  }
}

const smallest = (a: bigint, b: bigint) => (a < b ? a : b)
const largest = (a: bigint, b: bigint) => (a > b ? a : b)

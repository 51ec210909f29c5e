import type { z } from 'zod'
import { type Figure, less } from '../../shared/figure.ts'
import type { rankingRow, rankingTotal } from '../../shared/reports/ranking.schemas.ts'

type Row = z.output<typeof rankingRow>

/** What stands below the rows of a ranking, so that they add up to their total. */
export interface FootRow {
  key: 'rest' | 'overlap' | 'total'
  cents: Figure
  grams: Figure
  lastYearCents: Figure
  growthBasisPoints: Figure | null
}

/**
 * The total of a ranking, in 分 and grams, and what its rows lack of it or have too much: those not
 * listed, those that sold last year only, or what several units are credited with and the total
 * counts once (§3.8).
 */
export function rankingFoot(
  rows: readonly Row[],
  total: z.output<typeof rankingTotal>,
  isCut: boolean,
): FootRow[] {
  const cents = less(total.cents, ...rows.map((row) => row.cents))
  const grams = less(total.grams, ...rows.map((row) => row.grams))
  const lastYearCents = less(total.lastYearCents, ...rows.map((row) => row.lastYearCents))
  const difference = { cents, grams, lastYearCents, growthBasisPoints: null }
  const isOfThisYear = cents !== 0 || grams !== 0
  const isRest = isCut || (!isOfThisYear && Number(lastYearCents) > 0)
  const isWhole = !isOfThisYear && lastYearCents === 0
  return [
    ...(isWhole ? [] : [{ key: isRest ? ('rest' as const) : ('overlap' as const), ...difference }]),
    { key: 'total', ...total },
  ]
}

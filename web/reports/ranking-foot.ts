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
  openingCents: Figure | null
  lastYearOpeningCents: Figure | null
  growthBasisPoints: Figure | null
}

/**
 * The total of a ranking, in 分 and grams, and what its rows lack of it or have too much: those not
 * listed, those that sold last year only, opening figures of others, or what several units are
 * credited with and the total counts once (§3.8).
 */
export function rankingFoot(
  rows: readonly Row[],
  total: z.output<typeof rankingTotal>,
  isCut: boolean,
): FootRow[] {
  const cents = less(total.cents, ...rows.map((row) => row.cents))
  const grams = less(total.grams, ...rows.map((row) => row.grams))
  const lastYearCents = less(total.lastYearCents, ...rows.map((row) => row.lastYearCents))
  const openings = {
    openingCents: openingRest(rows, total, 'openingCents'),
    lastYearOpeningCents: openingRest(rows, total, 'lastYearOpeningCents'),
  }
  const difference = { cents, grams, lastYearCents, ...openings, growthBasisPoints: null }
  const isOfThisYear = cents !== 0 || grams !== 0
  const isEarlier = Number(lastYearCents) > 0 || Object.values(openings).some(Number)
  const isRest = isCut || (!isOfThisYear && isEarlier)
  const isWhole = !isOfThisYear && lastYearCents === 0 && !isEarlier
  return [
    ...(isWhole ? [] : [{ key: isRest ? ('rest' as const) : ('overlap' as const), ...difference }]),
    { key: 'total', ...total },
  ]
}

/** Opening figures that no row has; all of them where rows do not tell (§3.11). */
function openingRest(
  rows: readonly Row[],
  total: z.output<typeof rankingTotal>,
  of: 'openingCents' | 'lastYearOpeningCents',
): Figure {
  return less(total[of] ?? 0, ...rows.map((row) => row[of] ?? 0))
}

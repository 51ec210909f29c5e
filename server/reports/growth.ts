import type { Figure } from '../../shared/figure.ts'
import { versionOn } from '../../shared/reports/metrics.ts'
import { areWholeYears } from '../../shared/reports/periods.ts'
import { growthBasisPoints, growthWithOpening } from '../../shared/reports/ratios.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type Opening, openingOf, selectOpenings } from './opening.queries.ts'
import type { ResolvedReport } from './resolve-report.ts'

interface Openings {
  now: Opening
  before: Opening
}

/** The opening figures of the years that a report and the days it is held against lie in. */
export async function openingsOf(
  reader: Reader,
  {
    days,
    before,
    scope,
    scopesBefore,
  }: Pick<ResolvedReport, 'days' | 'before' | 'scope' | 'scopesBefore'>,
): Promise<Openings> {
  const yearOf = (day: string) => Number(day.slice(0, 4))
  const last = yearOf(days.to)
  const [own, ...became] = scopesBefore
  // What a place became is asked about where something did; of the place itself both years at once.
  const openings = await selectOpenings(reader, [scope], { first: yearOf(before.from), last })
  const earlier =
    own === scope && became.length === 0
      ? openings
      : await selectOpenings(reader, scopesBefore, {
          first: yearOf(before.from),
          last: yearOf(before.to),
        })
  return { now: openingOf(openings, days), before: openingOf(earlier, before) }
}

/** Growth by the definition that is meant: from the third on with opening figures (§3.11). */
export function growthOf(
  { state, days, definedOn }: Pick<ResolvedReport, 'state' | 'days' | 'definedOn'>,
  openings: Openings,
  { of, now, before }: { of: 'cents' | 'grams'; now: Figure; before: Figure },
): Figure | null {
  if (state === 'future') return null
  if (versionOn('growth', definedOn).version < 3) return growthBasisPoints(now, before)
  const [opening, openingBefore] = [openings.now[of], openings.before[of]]
  // Of a part of a year its own opening figures, whole as they are, say nothing.
  const areWhole = areWholeYears(days)
  return growthWithOpening({
    ...{ now, before, openingBefore, areWholeYears: areWhole },
    opening: areWhole ? opening : 0,
  })
}

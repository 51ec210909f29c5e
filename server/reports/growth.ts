import type { Figure } from '../../shared/figure.ts'
import { versionOn } from '../../shared/reports/metrics.ts'
import { areWholeYears, type Days } from '../../shared/reports/periods.ts'
import { growthBasisPoints, growthWithOpening } from '../../shared/reports/ratios.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  bothOf,
  noOpening,
  type Opening,
  openingKinds,
  openingOf,
  selectOpenings,
  selectOpeningsOfKeys,
} from './opening.queries.ts'
import type { ResolvedReport } from './resolve-report.ts'

export interface Openings {
  now: Opening
  before: Opening
}

const yearOf = (day: string) => Number(day.slice(0, 4))

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
  return {
    now: await openingOf(reader, [scope], openings, days),
    before: await openingOf(reader, scopesBefore, earlier, before),
  }
}

/**
 * The opening figures of the rows of a ranking by key, those of what became a place with it; null
 * of goods, sellers and channels, which opening figures do not tell apart.
 */
export async function openingsOfRows(
  reader: Reader,
  { days, before, scope }: Pick<ResolvedReport, 'days' | 'before' | 'scope'>,
  question: {
    by: string
    keys: readonly string[]
    heirs: ReadonlyMap<string, string>
    /** Those of the whole: where it has none, only what moved into it from elsewhere has any. */
    whole: Openings
  },
): Promise<(key: string) => Openings | null> {
  const { keys, heirs, whole } = question
  const none = { now: noOpening, before: noOpening }
  const hasOpenings = whole.now.villages > 0 || whole.before.villages > 0
  if (!hasOpenings && heirs.size === 0) return () => none
  const by = openingKinds.find((kind) => kind === question.by)
  if (by === undefined) return () => null
  const own = { by, scope }
  const yearsOf = ({ from, to }: Days) => [yearOf(from), yearOf(to)] as const
  const now = await selectOpeningsOfKeys(reader, { ...own, keys, years: yearsOf(days) })
  const earlier = new Map<string, Opening>()
  const former = { ...own, keys: [...keys, ...heirs.keys()], years: yearsOf(before) }
  for (const [key, opening] of await selectOpeningsOfKeys(reader, former)) {
    const heir = heirs.get(key) ?? key
    earlier.set(heir, bothOf(earlier.get(heir), opening))
  }
  return (key) => ({ now: now.get(key) ?? noOpening, before: earlier.get(key) ?? noOpening })
}

/**
 * Growth by the definition that is meant: from the third on with opening figures (§3.11), and none
 * where it is not known whose they are.
 */
export function growthOf(
  { state, days, definedOn }: Pick<ResolvedReport, 'state' | 'days' | 'definedOn'>,
  openings: Openings | null,
  { of, now, before }: { of: 'cents' | 'grams'; now: Figure; before: Figure },
): Figure | null {
  if (state === 'future') return null
  if (versionOn('growth', definedOn).version < 3) return growthBasisPoints(now, before)
  if (openings === null) return null
  const [opening, openingBefore] = [openings.now[of], openings.before[of]]
  // Of a part of a year its own opening figures, whole as they are, say nothing.
  const areWhole = areWholeYears(days)
  return growthWithOpening({
    ...{ now, before, openingBefore, areWholeYears: areWhole },
    opening: areWhole ? opening : 0,
  })
}

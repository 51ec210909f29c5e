import { type Figure, figureOf, less } from '../figure.ts'
import { roundedHalfUp } from '../split.ts'
import { ratioBasisPoints } from './ratios.ts'
import type { ProgressRow } from './target-progress.schemas.ts'

/** What a year will come to: sure of its target, in doubt, or short of it. */
export const outlooks = ['reached', 'will_reach', 'open', 'will_miss'] as const

export const progressMeasures = ['money', 'weight'] as const

export const progressSorts = [
  ...['name', 'target', 'reached', 'completion', 'missing'],
  ...['expected', 'pace', 'lastYear', 'growth', 'forecast'],
] as const

/** The most units that are reminded at once. */
export const mostReminded = 200

/** How much of the year has passed on a day. */
export interface DaysPassed {
  passed: number
  ofYear: number
}

/** A target beside what was reached by a day of its year (§3.13). */
export function paceOf(
  { target, reached }: { target: number | null; reached: Figure },
  { passed, ofYear }: DaysPassed,
) {
  const completion = ratioBasisPoints(reached, target)
  const left = target === null ? null : less(target, reached)
  return {
    completionBasisPoints: completion,
    missing: left === null || BigInt(left) > 0n ? left : 0,
    expected:
      target === null
        ? null
        : figureOf(roundedHalfUp(BigInt(target) * BigInt(passed), BigInt(ofYear))),
    paceBasisPoints:
      completion === null ? null : less(completion, ratioBasisPoints(passed, ofYear) ?? 0),
  }
}

/** Whether a target will be reached, by what was reached and by the range of the forecast. */
export function outlookOf(row: {
  target: number | null
  reached: Figure
  forecast: { low: Figure; high: Figure } | null
}): (typeof outlooks)[number] | null {
  if (row.target === null) return null
  const target = BigInt(row.target)
  if (BigInt(row.reached) >= target) return 'reached'
  if (row.forecast === null) return null
  if (BigInt(row.forecast.low) >= target) return 'will_reach'
  return BigInt(row.forecast.high) < target ? 'will_miss' : 'open'
}

/** Behind the calendar: less was reached than what of the target falls on the days passed. */
export function isBehind({ reached, expected }: Pick<ProgressRow, 'reached' | 'expected'>) {
  return expected !== null && BigInt(reached) < BigInt(expected)
}

/** The rows as they are seen: in their order, what is unknown last, and only those behind. */
export function rowsShown(
  rows: readonly ProgressRow[],
  { sort, behind }: { sort: string; behind: boolean },
): ProgressRow[] {
  const isDescending = sort.startsWith('-')
  const field = sort.replace('-', '')
  const sign = isDescending ? -1 : 1
  return rows
    .filter((row) => !behind || isBehind(row))
    .toSorted((a, b) => {
      if (field === 'name') return sign * a.name.localeCompare(b.name, 'zh-CN')
      const [one, other] = [sortedBy(a, field), sortedBy(b, field)]
      if (one === null || other === null)
        return Number(one === null) - Number(other === null) || (a.key < b.key ? -1 : 1)
      const difference = BigInt(one) - BigInt(other)
      if (difference === 0n) return a.key < b.key ? -1 : 1
      return difference < 0n ? -sign : sign
    })
}

function sortedBy(row: ProgressRow, field: string): Figure | null {
  switch (field) {
    case 'completion':
      return row.completionBasisPoints
    case 'pace':
      return row.paceBasisPoints
    case 'growth':
      return row.growthBasisPoints
    case 'forecast':
      return row.forecast?.likely ?? null
    default:
      return row[field as 'target' | 'reached' | 'missing' | 'expected' | 'lastYear']
  }
}

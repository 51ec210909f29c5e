import type { SQL } from 'drizzle-orm'
import { monthOfDay } from '../../shared/months.ts'

/** One unit over a stretch of months, both included: a group's member counts while it was one. */
export interface UnitMonths {
  unitId: string
  firstMonth: string
  lastMonth: string
}

/**
 * Whose entries are meant. `units` null stands for all units; no two stretches of one unit
 * overlap. `node` is a node of the division tree and all below it, null the whole country.
 */
export interface Scope {
  units: readonly UnitMonths[] | null
  node: string | null
  /** The set of just these units in their months, where its sums are kept. */
  setId?: string
  /** Whether an entry `r` is among those meant, where only what pairings brought is (§3.15). */
  brought?: SQL
}

/** The units of a scope whose sums are kept: those of some units wherever the goods came from. */
export function keptUnitsOf(scope: Scope): readonly UnitMonths[] | undefined {
  const { units, node, brought } = scope
  return node === null && units !== null && brought === undefined ? units : undefined
}

const firstOfAll = '2000-01'
const lastOfAll = '9999-12'

/** Units that count in every month. */
export function unitsAlways(unitIds: readonly string[]): UnitMonths[] {
  const months = { firstMonth: firstOfAll, lastMonth: lastOfAll }
  return [...new Set(unitIds)].map((unitId) => ({ unitId, ...months }))
}

/** Members of a group, each from the month it joined to the month it left, both whole (§3.8). */
export function unitsWhileMembers(
  members: readonly { unitId: string; fromDate: string; toDate: string | null }[],
): UnitMonths[] {
  const stretches = members.map(({ unitId, fromDate, toDate }) => ({
    unitId,
    firstMonth: monthOfDay(fromDate),
    lastMonth: toDate === null ? lastOfAll : monthOfDay(toDate),
  }))
  return mergeStretches(stretches)
}

/** A unit that left and came back within a month counts once in it. */
function mergeStretches(stretches: readonly UnitMonths[]): UnitMonths[] {
  const byUnit = Map.groupBy(stretches, (stretch) => stretch.unitId)
  return [...byUnit.values()].flatMap((own) => {
    const merged: UnitMonths[] = []
    for (const next of own.toSorted((a, b) => (a.firstMonth < b.firstMonth ? -1 : 1))) {
      const last = merged.at(-1)
      if (last === undefined || next.firstMonth > last.lastMonth) merged.push(next)
      else if (next.lastMonth > last.lastMonth) {
        merged.splice(-1, 1, { ...last, lastMonth: next.lastMonth })
      }
    }
    return merged
  })
}

import type { EntryFilter } from './ledger-filter.queries.ts'
import type { UnitMonths } from './scope.ts'

/** The units whose entries a filter means up to a month, with their months; null: a place. */
export function heldUnits({ scope, months }: EntryFilter, month: string): UnitMonths[] | null {
  if (scope.units === null) return null
  const { first } = months
  const last = months.last < month ? months.last : month
  return scope.units
    .map((unit) => ({
      ...unit,
      firstMonth: unit.firstMonth < first ? first : unit.firstMonth,
      lastMonth: unit.lastMonth > last ? last : unit.lastMonth,
    }))
    .filter(({ firstMonth, lastMonth }) => firstMonth <= lastMonth)
}

/** Whether a filter means the entries of all these units in all their months. */
export function includesUnits({ scope }: EntryFilter, held: readonly UnitMonths[] | null): boolean {
  const { units } = scope
  if (units === null || held === null) return units === null
  return held.every((each) =>
    units.some(
      ({ unitId, firstMonth, lastMonth }) =>
        unitId === each.unitId && firstMonth <= each.firstMonth && lastMonth >= each.lastMonth,
    ),
  )
}

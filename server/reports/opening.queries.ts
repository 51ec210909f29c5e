import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Figure, figure, plus } from '../../shared/figure.ts'
import type { Days } from '../../shared/reports/periods.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { beginsWith } from './scope.queries.ts'
import type { Scope, UnitMonths } from './scope.ts'

const openingYear = z.object({ year: z.int(), cents: figure, grams: figure, villages: z.int() })

/** What of a year is in opening figures, and of how many villages. */
export interface Opening {
  cents: Figure
  grams: Figure
  villages: number
}

export const noOpening: Opening = { cents: 0, grams: 0, villages: 0 }

/** Opening figures of scopes by year (§3.11): of places they are kept, of units they are few. */
export async function selectOpenings(
  reader: Reader,
  scopes: readonly Scope[],
  { first, last }: { first: number; last: number },
): Promise<Map<number, Opening>> {
  const sums = new Map<number, Opening>()
  for (const scope of scopes) {
    const rows = await queryRows(
      reader,
      openingYear,
      sql`${openingRows(scope)} and year between ${first} and ${last} group by year`,
    )
    for (const { year, ...more } of rows) sums.set(year, bothOf(sums.get(year), more))
  }
  return sums
}

function openingRows({ units, node }: Scope): SQL {
  if (units === null)
    return sql`
      select year, sum(cents)::text as cents, sum(grams)::text as grams,
        sum(villages)::int as villages
      from attribution.opening_sums_published where node_code = ${node ?? ''}`
  return sql`
    select year, sum(cents)::text as cents, sum(grams)::text as grams,
      count(distinct village_code)::int as villages
    from review.opening_lines_published l
    where ${inWholeYears(units)}
      and ${node === null ? sql`true` : beginsWith(sql`village_code`, node)}`
}

/** A unit's year counts for a group that it was a member of in all its months (§3.8). */
function inWholeYears(units: readonly UnitMonths[]): SQL {
  const column = (of: keyof UnitMonths) =>
    arrayOf(
      of === 'unitId' ? 'uuid' : 'text',
      units.map((unit) => unit[of]),
    )
  return sql`exists (
    select from unnest(${column('unitId')}, ${column('firstMonth')}, ${column('lastMonth')})
      as u(unit_id, first_month, last_month)
    where u.unit_id = l.unit_id and u.first_month <= l.year || '-01'
      and u.last_month >= l.year || '-12')`
}

function bothOf(one: Opening = noOpening, other: Opening): Opening {
  return {
    cents: plus(one.cents, other.cents),
    grams: plus(one.grams, other.grams),
    villages: one.villages + other.villages,
  }
}

/** The opening figures of a stretch of days: all of those whose years it touches. */
export function openingOf(openings: ReadonlyMap<number, Opening>, { from, to }: Days): Opening {
  const [first, last] = [from, to].map((day) => Number(day.slice(0, 4))) as [number, number]
  return [...openings]
    .filter(([year]) => year >= first && year <= last)
    .reduce((sum, [, opening]) => bothOf(sum, opening), noOpening)
}

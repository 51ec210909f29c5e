import { type SQL, sql } from 'drizzle-orm'
import type { Months } from '../../shared/reports/periods.ts'
import { type Dimension, dimensions } from '../../shared/reports/ranking.schemas.ts'
import { arrayOf } from '../platform/db/rows.ts'
import { daysWithin, rowsInScope, wholePeriods } from './scope.queries.ts'
import type { Scope } from './scope.ts'

export function isDimension(kind: string): kind is Dimension {
  return dimensions.some((dimension) => dimension === kind)
}

const kept = sql`attribution.dimension_sums_published`
const unfolded = sql`attribution.unfolded_dimension_sums_published`

/** Of these the total in a place is kept; ranked are only dimensions. */
export type KeptDimension = Dimension | 'credit' | 'pairing' | 'grade'

const placeOf = (by: KeptDimension, node: string | null) =>
  sql`kind = ${by} and node_code = ${node ?? ''}`

/** What is highest of a place in a period: the sources and the place where it is looked for. */
export function rankedOfDimension(by: Dimension, node: string | null, period: string) {
  return { kept, unfolded, place: sql`${placeOf(by, node)} and period = ${period}` }
}

/**
 * What cooperatives, categories, channels or marks have, or some of them: of all units kept for
 * whole periods and up to a day of the last month, of some units added up from their entries.
 */
export function dimensionAmounts(
  { by, scope, months }: { by: Dimension; scope: Scope; months: Months },
  keys?: readonly string[],
): SQL {
  const isRequested = keys === undefined ? sql`true` : sql`key = any(${arrayOf('text', keys)})`
  if (scope.units !== null) {
    const rows = rowsInScope({ view: entries, columns: sql`r.*` }, scope, months)
    return sql`
      select key, cents, grams from (
        select ${keyOf[by]} as key, r.cents, r.grams from (${rows}) r
        where r.counted and ${daysWithin(months)}) keyed
      where ${isRequested}`
  }
  const place = sql`${placeOf(by, scope.node)} and ${isRequested}`
  const isWhole = sql`period = any(${wholePeriods(months)})`
  const whole = sql`
    select key, cents, grams from ${kept} where ${place} and ${isWhole}
    union all
    select key, cents, grams from ${unfolded} where ${place} and ${isWhole}`
  const { last, lastDay } = months
  if (lastDay === undefined) return whole
  const upTo = (days: SQL) => sql`${days}[${lastDay}::int]`
  return sql`${whole}
    union all
    select key, ${upTo(sql`cents_to_day`)} as cents, ${upTo(sql`grams_to_day`)} as grams
    from ${kept} where ${place} and period = ${last}
    union all
    select key, cents, grams from ${unfolded}
    where ${place} and period = ${last} and day <= ${lastDay}::int`
}

const entries = sql`attribution.ledger_entries_published`

const keyOf = {
  cooperative: sql`r.cooperative_id::text`,
  category: sql`r.category`,
  channel: sql`r.channel`,
  mark: sql`unnest(attribution.mark_keys(r.marks))`,
} satisfies Record<Dimension, SQL>

/** What one key has in a place over whole months, with the number of its counted entries. */
export function dimensionTotal(
  { by, node, key }: { by: KeptDimension; node: string | null; key: string },
  months: Months,
): SQL {
  const own = sql`${placeOf(by, node)} and key = ${key} and period = any(${wholePeriods(months)})`
  return sql`
    select cents, grams, entries from ${kept} where ${own}
    union all
    select cents, grams, 1 as entries from ${unfolded} where ${own}`
}

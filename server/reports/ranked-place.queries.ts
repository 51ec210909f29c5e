import { type SQL, sql } from 'drizzle-orm'
import type { Months } from '../../shared/reports/periods.ts'
import { arrayOf } from '../platform/db/rows.ts'
import {
  beginsWith,
  belowNode,
  daysOfRollups,
  placeAmounts,
  wholePeriods,
} from './scope.queries.ts'

/** What some units or products have in a place of what all units bought: `key`, `cents`. */
export function rankedOfKeysInPlace({
  by,
  node,
  keys,
  months,
}: {
  by: 'unit' | 'product'
  node: string | null
  keys: readonly string[]
  months: Months
}): SQL {
  const ids = arrayOf('uuid', keys)
  const place = sql`kind = ${by} and node_code = ${node ?? ''}`
  const isWhole = sql`period = any(${wholePeriods(months)})`
  // A sum for each key: joined, PostgreSQL would rather read all keys of a place it thinks small.
  const whole = sql`
    select one.key, kept.cents
    from unnest(${ids}) as one(key) cross join lateral (
      select coalesce(sum(r.cents), 0) as cents from attribution.ranked_sums_published r
      where ${place} and r.key = one.key and ${isWhole}) as kept
    union all
    select key, cents from attribution.unfolded_sums_published
    where ${place} and ${isWhole} and key = any(${ids})`
  if (months.lastDay === undefined) return whole
  // Keys have few rows in a month, a province many: there the keys lead.
  const inPlace =
    node === null || node.length >= 6
      ? belowNode(node)
      : sql`left(r.county_code, ${node.length}::int) = ${node}`
  const days = daysByKey(by, (key) => sql`${inPlace} and ${key} = any(${ids})`, months)
  return sql.join(
    [whole, ...days.map((rows) => sql`select key, cents from (${rows}) days`)],
    sql` union all `,
  )
}

/** The days of a last month in the rollups of units or products, of both credits. */
function daysByKey(by: 'unit' | 'product', isMeant: (key: SQL) => SQL, months: Months): SQL[] {
  const columns = by === 'unit' ? ['direct_unit_id', 'help_unit_id'] : ['product_id']
  return columns.map((column) => {
    const key = sql`r.${sql.identifier(column)}`
    return daysOfRollups(key, isMeant(key), months)
  })
}

/** All units or products of a place: kept for whole periods, of a last month's days in rollups. */
export function rankedOfPlace(by: 'unit' | 'product', node: string | null, months: Months): SQL {
  const place = sql`kind = ${by} and node_code = ${node ?? ''}
    and period = any(${wholePeriods(months)})`
  const whole = [
    sql`select key, cents, grams from attribution.ranked_sums_published where ${place}`,
    sql`select key, cents, grams from attribution.unfolded_sums_published where ${place}`,
  ]
  if (months.lastDay === undefined) return sql.join(whole, sql` union all `)
  const isMeant = (key: SQL) => sql`${belowNode(node)} and ${key} <> attribution.no_unit()`
  const days = daysByKey(by, isMeant, months)
  return sql.join([...whole, ...days], sql` union all `)
}

/** Villages are looked up by their codes; the unknown ones, a row for each county, by a mark. */
export function villagesOfKeys(node: string | null, keys: readonly string[], months: Months): SQL {
  const known = keys.filter((key) => key !== '')
  const place = sql`f.node_code = any(${arrayOf('text', known)})`
  const amounts = placeAmounts(place, sql`f.node_code`, months)
  if (known.length === keys.length) return amounts
  const unknown = sql`f.is_unknown and f.code_length = 12
    and ${beginsWith(sql`f.node_code`, node ?? '')}`
  return sql`${amounts} union all ${placeAmounts(unknown, sql`''`, months)}`
}

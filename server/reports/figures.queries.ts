import { type SQL, sql } from 'drizzle-orm'
import type { Days } from '../../shared/reports/periods.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { countedRows, isOfUnits, type RowFilter, uuidArray, withinNode } from './counted-rows.ts'
import type { Scope } from './scope.ts'

/** Sums as they come from the database: money in 分, weight in grams. */
export type FigureSums = {
  directCents: number
  directGrams: number
  helpCents: number
  helpGrams: number
  overlapCents: number
  overlapGrams: number
  distinctCents: number
  distinctGrams: number
  pairedCents: number
  pairedGrams: number
  unknownCents: number
  unknownGrams: number
  notCountedCents: number
  notCountedGrams: number
}

/** The recognised totals of a scope over days; one statement, mostly over rollups (§3.8, §3.10). */
export async function selectFigures(
  reader: Reader,
  filter: RowFilter,
  days: Days,
): Promise<FigureSums> {
  const kinds = {
    direct: sql`counted and d`,
    help: sql`counted and h`,
    overlap: sql`counted and d and h`,
    distinct: sql`counted`,
    paired: sql`counted and ((d and direct_paired) or (h and help_paired))`,
    unknown: sql`counted and village_code = ''`,
    notCounted: sql`not counted`,
  }
  const sum = (column: string, condition: SQL, name: string) =>
    sql`coalesce(sum(${sql.raw(column)}) filter (where ${condition}), 0)::bigint
      as ${sql.identifier(name)}`
  const sums = Object.entries(kinds).flatMap(([name, condition]) => [
    sum('cents', condition, `${name}Cents`),
    sum('grams', condition, `${name}Grams`),
  ])
  const [row] = await reader.execute<FigureSums>(
    sql`select ${sql.join(sums, sql`, `)} from (${countedRows(filter, days)}) rows`,
  )
  if (row === undefined) throw new Error('a sum without rows is still one row')
  return row
}

export type OrderCounts = {
  direct: number
  help: number
  overlap: number
  distinct: number
}

/** Purchase orders with counted entries, by the month of their first one below the node. */
export async function selectOrderCounts(
  reader: Reader,
  { units, node }: Scope,
  months: { first: string; last: string },
): Promise<OrderCounts> {
  const place =
    node !== null && node.length >= 6
      ? sql`node_code = ${node}`
      : sql`node_code = county_code and ${withinNode(node)}`
  const isDirect =
    units === null
      ? sql`cardinality(direct_unit_ids) > 0`
      : units.length === 0
        ? sql`false`
        : sql.join(
            units.map(
              (window) => sql`(direct_unit_ids && ${uuidArray(window.unitIds)}
                and month between ${window.firstMonth} and ${window.lastMonth})`,
            ),
            sql` or `,
          )
  const isHelp =
    units === null
      ? sql`help_unit_id <> '00000000-0000-0000-0000-000000000000'`
      : isOfUnits(sql`help_unit_id`, units)
  const [row] = await reader.execute<OrderCounts>(sql`
    select coalesce(sum(orders) filter (where d), 0)::bigint as direct,
      coalesce(sum(orders) filter (where h), 0)::bigint as help,
      coalesce(sum(orders) filter (where d and h), 0)::bigint as overlap,
      coalesce(sum(orders), 0)::bigint as distinct
    from (select orders, (${isDirect}) as d, ${isHelp} as h
      from attribution.ledger_order_counts_published ledger_order_counts
      where ${place} and month between ${months.first} and ${months.last}) counts
    where d or h`)
  return row ?? { direct: 0, help: 0, overlap: 0, distinct: 0 }
}

export type MonthSums = {
  month: string
  cents: number
  grams: number
}

/** Counted money and weight by month, from rollups only; months without any are left out. */
export async function selectMonths(
  reader: Reader,
  filter: RowFilter,
  days: Days,
): Promise<MonthSums[]> {
  return reader.execute<MonthSums>(sql`
    select month, coalesce(sum(cents) filter (where counted), 0)::bigint as cents,
      coalesce(sum(grams) filter (where counted), 0)::bigint as grams
    from (${countedRows(filter, days)}) rows group by month order by month`)
}

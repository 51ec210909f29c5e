import { type SQL, sql } from 'drizzle-orm'
import { type Days, wholeMonths } from '../../shared/reports/periods.ts'
import { noUnit } from '../attribution/index.ts'
import type { Scope, UnitWindow } from './scope.ts'

/** A list of ids as one parameter, so that a statement's text does not grow with the list. */
export function uuidArray(ids: readonly string[]): SQL {
  return sql`${sql.param([...ids])}::uuid[]`
}

/** Everything below a node, as one range of an index: by county, or below it by village. */
export function withinNode(
  node: string | null,
  columns: { county: SQL; village: SQL } = {
    county: sql`county_code`,
    village: sql`village_code`,
  },
): SQL {
  if (node === null) return sql`true`
  const column = node.length <= 6 ? columns.county : columns.village
  if (node.length === 6 || node.length === 12) return sql`${column} = ${node}`
  return sql`${column} >= ${node} and ${column} < ${`${node}:`}`
}

/** Whether a unit column is one of the units, in the months in which it counts. */
export function isOfUnits(column: SQL, units: readonly UnitWindow[]): SQL {
  if (units.length === 0) return sql`false`
  const each = units.map(
    ({ unitIds, firstMonth, lastMonth }) =>
      sql`(${column} = any(${uuidArray(unitIds)})
        and month between ${firstMonth} and ${lastMonth})`,
  )
  return sql`(${sql.join(each, sql` or `)})`
}

/** The conditions a row must meet beside its months. */
export interface RowFilter extends Scope {
  productId?: string | undefined
}

/**
 * The rows a total is summed from: rollups, whole for whole months, and their first days for a
 * month that is not. `d` and `h` say whether a row is direct or help-sale of the units asked for,
 * `counted` whether it belongs in a total (§3.6, §3.11).
 */
export function countedRows(filter: RowFilter, days: Days): SQL {
  const { months, broken } = wholeMonths(days)
  const parts: SQL[] = []
  if (months !== null) {
    parts.push(rowsOf(filter, monthsIn(months), { grams: sql`grams`, cents: sql`cents` }))
  }
  if (broken !== null) {
    const lastDay = Number(broken.to.slice(8))
    const upTo = (amounts: SQL) =>
      sql`(select sum(amount) from unnest(${amounts}[1:${lastDay}::int]) amount)::bigint`
    const sums = { grams: upTo(sql`grams_by_day`), cents: upTo(sql`cents_by_day`) }
    parts.push(rowsOf(filter, sql`month = ${broken.month}`, sums))
  }
  return sql.join(parts, sql` union all `)
}

function monthsIn({ first, last }: { first: string; last: string }): SQL {
  return first === last ? sql`month = ${first}` : sql`month between ${first} and ${last}`
}

function rowsOf(filter: RowFilter, months: SQL, sums: { grams: SQL; cents: SQL }): SQL {
  const { units, node, productId } = filter
  const direct = sql`direct_unit_id`
  const help = sql`help_unit_id`
  const d = units === null ? sql`${direct} <> ${noUnit}` : isOfUnits(direct, units)
  const h = units === null ? sql`${help} <> ${noUnit}` : isOfUnits(help, units)
  return sql`select county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
      direct_paired, help_paired, eligible and grade <> 'C' as counted,
      ${sums.grams} as grams, ${sums.cents} as cents, ${d} as d, ${h} as h
    from attribution.ledger_rollups_published ledger_rollups
    where ${withinNode(node)} and ${months}
      and ${units === null ? sql`true` : sql`(${d} or ${h})`}
      and ${productId === undefined ? sql`true` : sql`product_id = ${productId}`}`
}

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
 * The rows a total is summed from: rollups for whole months, and for the days of a month that is
 * not whole the ledger itself. `d` and `h` say whether a row is direct or help-sale of the units
 * asked for, `counted` whether it belongs in a total (§3.6, §3.11).
 */
export function countedRows(filter: RowFilter, days: Days): SQL {
  const { months, broken } = wholeMonths(days)
  const parts: SQL[] = []
  if (months !== null) {
    parts.push(rowsFrom(sql`ledger_rollups`, filter, monthsIn(months)))
  }
  if (broken !== null) {
    const entries = sql`(select county_code, month, village_code, product_id,
      coalesce(direct_unit_id, ${noUnit}) as direct_unit_id,
      coalesce(help_unit_id, ${noUnit}) as help_unit_id, direct_paired, help_paired, eligible,
      grade, grams, cents from ledger_entries
      where month = ${broken.month} and recognised_on <= ${broken.to}::date
        and ${withinNode(filter.node)} and ${rawUnits(filter.units)}) entries`
    parts.push(rowsFrom(entries, filter, sql`true`))
  }
  return sql.join(parts, sql` union all `)
}

function monthsIn({ first, last }: { first: string; last: string }): SQL {
  return first === last ? sql`month = ${first}` : sql`month between ${first} and ${last}`
}

/** Lets the ledger's own indexes by unit be used, before nulls are filled in. */
function rawUnits(units: readonly UnitWindow[] | null): SQL {
  if (units === null) return sql`true`
  const ids = uuidArray(units.flatMap((window) => [...window.unitIds]))
  return sql`(direct_unit_id = any(${ids}) or help_unit_id = any(${ids}))`
}

function rowsFrom(source: SQL, filter: RowFilter, months: SQL): SQL {
  const { units, node, productId } = filter
  const direct = sql`direct_unit_id`
  const help = sql`help_unit_id`
  const d = units === null ? sql`${direct} <> ${noUnit}` : isOfUnits(direct, units)
  const h = units === null ? sql`${help} <> ${noUnit}` : isOfUnits(help, units)
  return sql`select county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
      direct_paired, help_paired, eligible and grade <> 'C' as counted, grams, cents,
      ${d} as d, ${h} as h
    from ${source}
    where ${withinNode(node)} and ${months}
      and ${units === null ? sql`true` : sql`(${d} or ${h})`}
      and ${productId === undefined ? sql`true` : sql`product_id = ${productId}`}`
}

import { type SQL, sql } from 'drizzle-orm'
import { type Months, periodsOfMonths, wholeMonths } from '../../shared/reports/periods.ts'
import { arrayOf } from '../platform/db/rows.ts'
import type { Scope, UnitMonths } from './scope.ts'

/** Everything below a node of the division tree, as one range of an index. */
export function belowNode(
  node: string | null,
  columns: { county: SQL; village: SQL } = {
    county: sql`r.county_code`,
    village: sql`r.village_code`,
  },
): SQL {
  if (node === null) return sql`true`
  const column = node.length <= 6 ? columns.county : columns.village
  if (node.length === 6 || node.length === 12) return sql`${column} = ${node}`
  return beginsWith(column, node)
}

/** Codes that begin with a node's, as one range of an index. */
export function beginsWith(column: SQL, node: string): SQL {
  // The colon is the character after the nine.
  return sql`${column} >= ${node} and ${column} < ${`${node}:`}`
}

/** The ids of units, for conditions that an index serves; their months are checked beside. */
export function idsOf(units: readonly UnitMonths[]): SQL {
  return arrayOf('uuid', [...new Set(units.map((unit) => unit.unitId))])
}

/** Units and the first and last months of their stretches, as three lists. */
export function unitLists(units: readonly UnitMonths[]): SQL[] {
  return [
    arrayOf(
      'uuid',
      units.map((unit) => unit.unitId),
    ),
    arrayOf(
      'text',
      units.map((unit) => unit.firstMonth),
    ),
    arrayOf(
      'text',
      units.map((unit) => unit.lastMonth),
    ),
  ]
}

/** Units with their stretches of months as a row source: unit_id, first_month, last_month. */
export function unitRows(units: readonly UnitMonths[], name: SQL): SQL {
  return sql`unnest(${sql.join(unitLists(units), sql`, `)})
    as ${name}(unit_id, first_month, last_month)`
}

/**
 * How a row `r` of the ledger or its rollups is credited to the units asked for: joins that add
 * no rows, and three columns.
 */
export function creditOf(units: Scope['units']): { columns: SQL; joins: SQL } {
  if (units === null) {
    return { columns: creditColumns(sql`r.has_direct_unit`, sql`r.has_help_unit`), joins: sql`` }
  }
  const isDirect = sql`direct.unit_id is not null`
  const isHelp = sql`help.unit_id is not null`
  return {
    columns: creditColumns(isDirect, isHelp),
    joins: sql`
      left join ${unitRows(units, sql`direct`)} on ${inMonthsOf('direct')}
      left join ${unitRows(units, sql`help`)} on ${inMonthsOf('help')}`,
  }
}

/** Whether a row `r` is credited, as bought or helped, to a unit that counts in its month. */
function inMonthsOf(credit: 'direct' | 'help'): SQL {
  const unit = sql.identifier(credit)
  return sql`${unit}.unit_id = r.${sql.identifier(`${credit}_unit_id`)}
    and r.month between ${unit}.first_month and ${unit}.last_month`
}

/** Paired for these units: with the one of them that the row is credited to (§3.10). */
function creditColumns(isDirect: SQL, isHelp: SQL): SQL {
  return sql`${isDirect} as is_direct, ${isHelp} as is_help,
    (${isDirect} and r.direct_paired) or (${isHelp} and r.help_paired) as is_paired`
}

/** The whole months among months, as a list of the periods that sums are kept for. */
export function wholePeriods(months: Months): SQL {
  const whole = wholeMonths(months)
  return arrayOf('text', whole === null ? [] : periodsOfMonths(whole.first, whole.last))
}

/**
 * Amounts over months of which the first begins on a day: what there is up to their end, less what
 * there is before that day. `rowsUpTo` has the columns, money and weight in the last ones.
 */
export function amountsWithin(
  months: Months,
  columns: readonly ('key' | 'cents' | 'grams')[],
  rowsUpTo: (months: Months) => SQL,
): SQL {
  const { firstDay, ...upTo } = months
  if (firstDay === undefined) return rowsUpTo(months)
  const before = { first: months.first, last: months.first, lastDay: firstDay - 1 }
  const names = columns.map((column) => sql.identifier(column))
  const negated = columns.map((column) =>
    column === 'key' ? sql`key` : sql`-${sql.identifier(column)}`,
  )
  return sql`
    select ${sql.join(names, sql`, `)} from (${rowsUpTo(upTo)}) up_to
    union all
    select ${sql.join(negated, sql`, `)} from (${rowsUpTo(before)}) before`
}

/**
 * The rows of a source that belong to a scope and lie in whole months, with their credit. Of some
 * units, what each bought is found by its index, then what each helped to sell and none of them
 * bought: a row stands once.
 */
export function rowsInScope(
  source: { view: SQL; columns: SQL },
  { units, node, brought = sql`true` }: Scope,
  months: Months,
): SQL {
  const { columns, view } = source
  const within = sql`${belowNode(node)} and r.month between ${months.first} and ${months.last}
    and ${brought}`
  if (units === null) {
    const credit = creditColumns(sql`r.has_direct_unit`, sql`r.has_help_unit`)
    return sql`select ${columns}, ${credit} from ${view} r where ${within}`
  }
  const isHelp = sql`help.unit_id is not null`
  return sql`
    select ${columns}, ${creditColumns(sql`true`, isHelp)}
    from ${unitRows(units, sql`direct`)} join ${view} r on ${inMonthsOf('direct')}
      left join ${unitRows(units, sql`help`)} on ${inMonthsOf('help')}
    where ${within}
    union all
    select ${columns}, ${creditColumns(sql`false`, sql`true`)}
    from ${unitRows(units, sql`help`)} join ${view} r on ${inMonthsOf('help')}
      left join ${unitRows(units, sql`direct`)} on ${inMonthsOf('direct')}
    where ${within} and direct.unit_id is null`
}

/**
 * The sums that figures are made of, each row with its credit to the units asked for and whether
 * it is `counted`; of the first and the last month only the days that belong to the months.
 */
export function summedRows(scope: Scope, months: Months): SQL {
  if (scope.brought !== undefined) return entryRows(scope, months)
  const { first, last, firstDay = 1, lastDay = mostDays } = months
  const isCut = months.firstDay !== undefined || months.lastDay !== undefined
  const amount = (whole: SQL, byDay: SQL) =>
    isCut
      ? sql`case when r.month > ${first} and r.month < ${last} then ${whole} else
          (select sum(amount)::bigint from unnest(${byDay}[
            case r.month when ${first} then ${firstDay}::int else 1 end :
            case r.month when ${last} then ${lastDay}::int else ${mostDays}::int end]) amount) end`
      : whole
  const columns = sql`r.county_code, r.month, r.village_code, r.product_id, r.direct_unit_id,
    r.help_unit_id, r.counted, r.entries,
    ${amount(sql`r.cents`, sql`r.cents_by_day`)} as cents,
    ${amount(sql`r.grams`, sql`r.grams_by_day`)} as grams`
  return rowsInScope({ view: sql`attribution.ledger_rollups_published`, columns }, scope, months)
}

/** The same out of the entries themselves: what pairings brought depends on their days. */
function entryRows(scope: Scope, months: Months): SQL {
  const columns = sql`r.county_code, r.month, r.recognised_on, r.village_code, r.product_id,
    r.direct_unit_id, r.help_unit_id, r.counted, 1 as entries, r.cents, r.grams`
  const rows = rowsInScope(
    { view: sql`attribution.ledger_entries_published`, columns },
    scope,
    months,
  )
  return sql`select * from (${rows}) r where ${daysWithin(months)}`
}

/** Of the longest month. */
const mostDays = 31

/**
 * Counted money and weight of places over months, under a key: `key`, `cents`, `grams`. Of the
 * last month only the days up to `lastDay`, if given.
 */
export function placeAmounts(places: SQL, key: SQL, months: Months): SQL {
  const whole = sql`
    select ${key} as key, f.distinct_cents as cents, f.distinct_grams as grams
    from attribution.place_sums_published f
    where ${places} and f.period = any(${wholePeriods(months)})`
  if (months.lastDay === undefined) return whole
  const { last, lastDay } = months
  return sql`${whole}
    union all
    select ${key} as key, ${sumOfDays(sql`f.cents_by_day`, lastDay)} as cents,
      ${sumOfDays(sql`f.grams_by_day`, lastDay)} as grams
    from attribution.place_sums_published f
    where ${places} and f.period = ${last}`
}

/**
 * What the days of a month brought, up to one of them. Each is named: to add up the rows of an
 * unnest takes several times as long.
 */
function sumOfDays(days: SQL, lastDay: number): SQL {
  const amounts = Array.from({ length: lastDay }, (_, at) => sql`${days}[${at + 1}::int]`)
  return amounts.length === 0 ? sql`0::bigint` : sql`(${sql.join(amounts, sql` + `)})`
}

/** Rollups of the last of months, up to its day, under a key. */
export function daysOfRollups(key: SQL, where: SQL, { last, lastDay }: Months): SQL {
  const upTo = (days: SQL) => sumOfDays(days, lastDay ?? mostDays)
  return sql`
    select ${key} as key, ${upTo(sql`r.cents_by_day`)} as cents,
      ${upTo(sql`r.grams_by_day`)} as grams
    from attribution.ledger_rollups_published r
    where r.month = ${last} and r.counted and ${where}`
}

/** Whether an entry `r` lies in months, of the first and the last one only on their days. */
export function daysWithin({ first, last, firstDay, lastDay }: Months): SQL {
  const day = sql`attribution.day_within(r.month, r.recognised_on)`
  const begins =
    firstDay === undefined ? sql`` : sql`and (r.month > ${first} or ${day} >= ${firstDay}::int)`
  const ends =
    lastDay === undefined ? sql`` : sql`and (r.month < ${last} or ${day} <= ${lastDay}::int)`
  return sql`r.month between ${first} and ${last} ${begins} ${ends}`
}

/** Whether a row has one of many values: looked up in a hash, never through an index. */
export function isAmong(value: SQL, values: SQL): SQL {
  // Without "is true" PostgreSQL would make a join of it, and might lead from the values.
  return sql`(${value} in (select unnest(${values}))) is true`
}

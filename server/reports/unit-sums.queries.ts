import { type SQL, sql } from 'drizzle-orm'
import { monthAfter, shiftMonth } from '../../shared/months.ts'
import {
  type Months,
  monthsOfPeriod,
  periodsOfMonths,
  wholeMonths,
} from '../../shared/reports/periods.ts'
import { arrayOf } from '../platform/db/rows.ts'
import type { UnitMonths } from './scope.ts'

/** A way in which sums of units are kept. */
export interface UnitSource {
  view: SQL
  /** What an amount is listed under, a column of `s`. */
  key: SQL
  /** Whether what two of the units share counts once, or under each of them. */
  isOnce: boolean
}

const unfoldedSums = sql`attribution.unfolded_unit_sums_published`
const unitSums = sql`attribution.unit_sums_published`
const villageSums = sql`attribution.unit_village_sums_published`
const productSums = sql`attribution.unit_product_sums_published`

/** The amounts of units by what they are listed under. */
export const unitSources = {
  month: { view: unitSums, key: sql`s.period`, isOnce: true },
  unit: { view: unitSums, key: sql`s.unit_id`, isOnce: false },
  village: { view: villageSums, key: sql`s.place_key`, isOnce: true },
  province: { view: villageSums, key: sql`s.province_code`, isOnce: true },
  product: { view: productSums, key: sql`s.product_id`, isOnce: true },
} satisfies Record<string, UnitSource>

/** Some units in periods of which each unit counts in all months or in none. */
export interface UnitPeriods {
  units: readonly UnitMonths[]
  periods: readonly string[]
}

/** Columns of the rows `s` of all figures of some units and pairs in periods. */
export function unitSumRows(columns: SQL, unitPeriods: UnitPeriods): SQL {
  return rowsOfUnits(columns, unitSources.month, unitPeriods)
}

/**
 * Rows `s` of what is kept of some units in periods and of what is not folded yet. A pair's overlap
 * stands among them where both count, so that sums less overlap hold each line once (§3.8).
 */
function rowsOfUnits(columns: SQL, source: UnitSource, unitPeriods: UnitPeriods): SQL {
  return sql`
    select ${columns} ${fromUnits(source.view, source, unitPeriods)}
    union all
    select ${columns} ${fromUnits(unfoldedSums, source, unitPeriods)}`
}

/**
 * The conditions are no joins, for a plan cannot know how few rows they throw away. What leads to
 * the rows is the list of all units; which of them count in which period is looked up beside.
 */
function fromUnits(
  view: SQL,
  { isOnce }: Pick<UnitSource, 'isOnce'>,
  unitPeriods: UnitPeriods,
): SQL {
  const { throughout, partly } = countingUnits(unitPeriods)
  const ids = [...throughout, ...new Set(partly.map(({ unitId }) => unitId))]
  const partlyIds = arrayOf(
    'uuid',
    partly.map(({ unitId }) => unitId),
  )
  const partlyPeriods = arrayOf(
    'text',
    partly.map(({ period }) => period),
  )
  const counts = (unitId: SQL) => sql`(
    ${unitId} in (select unnest(${arrayOf('uuid', throughout)})) or (${unitId}, s.period) in (
      select m.unit_id, m.period
      from unnest(${partlyIds}, ${partlyPeriods}) as m(unit_id, period)))`
  const shared = isOnce
    ? sql`(not s.is_overlap or ${counts(sql`s.help_unit_id`)})`
    : sql`not s.is_overlap`
  return sql`
    from ${view} s
    where s.unit_id = any(${arrayOf('uuid', ids)})
      and s.period = any(${arrayOf('text', unitPeriods.periods)}) and ${shared}
      and ${partly.length === 0 ? sql`true` : counts(sql`s.unit_id`)}`
}

/** The units that count in all of the periods, and those that count in some, with each of these. */
function countingUnits({ units, periods }: UnitPeriods): {
  throughout: string[]
  partly: { unitId: string; period: string }[]
} {
  const firsts = periods.map((period) => ({ period, month: monthsOfPeriod(period).first }))
  const throughout: string[] = []
  const partly: { unitId: string; period: string }[] = []
  for (const { unitId, firstMonth, lastMonth } of units) {
    const own = firsts.filter(({ month }) => firstMonth <= month && month <= lastMonth)
    if (own.length === firsts.length) throughout.push(unitId)
    else partly.push(...own.map(({ period }) => ({ unitId, period })))
  }
  return { throughout, partly }
}

/** The fewest periods of whole months in each of which a unit counts throughout or not at all. */
export function periodsOfUnits(units: readonly UnitMonths[], months: Months): string[] {
  const whole = wholeMonths(months)
  if (whole === null) return []
  const { first, last } = whole
  const begins = new Set([first])
  for (const { firstMonth, lastMonth } of units) {
    if (firstMonth > first && firstMonth <= last) begins.add(firstMonth)
    if (lastMonth >= first && lastMonth < last) begins.add(monthAfter(lastMonth))
  }
  const firsts = [...begins].sort()
  return firsts.flatMap((begin, at) => {
    const next = firsts[at + 1]
    return periodsOfMonths(begin, next === undefined ? last : shiftMonth(next, -1))
  })
}

/** An amount of a row `s`; what a set of units would count twice is taken off. */
export function withoutOverlap(amount: SQL): SQL {
  return sql`case when s.is_overlap then -${amount} else ${amount} end`
}

/** Counted money and weight of units in whole months under a key: `key`, `cents`, `grams`. */
export function unitAmounts(source: UnitSource, units: readonly UnitMonths[], months: Months): SQL {
  const periods = periodsOfUnits(units, months)
  return rowsOfUnits(keyedAmount(source.key), source, { units, periods })
}

/** The same from the sums that hold their days, of the last month only up to its day, if given. */
export function unitAmountsUpTo(
  source: typeof unitSources.month | typeof unitSources.unit,
  units: readonly UnitMonths[],
  months: Months,
): SQL {
  const { view, key } = source
  const whole = unitAmounts(source, units, months)
  const { last, lastDay } = months
  if (lastDay === undefined) return whole
  const upTo = (days: SQL) => withoutOverlap(sql`${days}[${lastDay}::int]`)
  const lastMonth = { units, periods: [last] }
  return sql`
    ${whole}
    union all
    select ${key} as key, ${upTo(sql`s.cents_to_day`)} as cents,
      ${upTo(sql`s.grams_to_day`)} as grams
    ${fromUnits(view, source, lastMonth)}
    union all
    select ${keyedAmount(key)} ${fromUnits(unfoldedSums, source, lastMonth)}
      and s.day <= ${lastDay}::int`
}

/** Counted money and weight of units in each of some months: `key`, `cents`, `grams`. */
export function unitAmountsByMonth(units: readonly UnitMonths[], months: readonly string[]): SQL {
  const { month } = unitSources
  return rowsOfUnits(keyedAmount(month.key), month, { units, periods: months })
}

function keyedAmount(key: SQL): SQL {
  return sql`${key} as key, ${withoutOverlap(sql`s.cents`)} as cents,
    ${withoutOverlap(sql`s.grams`)} as grams`
}

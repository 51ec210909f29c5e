import assert from 'node:assert/strict'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import { monthsBetween } from '../../shared/months.ts'
import type { Months } from '../../shared/reports/periods.ts'
import { arrayOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { idsOf, placeAmounts, summedRows, unitRows, wholePeriods } from './scope.queries.ts'
import { keptUnitsOf, type Scope, type UnitMonths } from './scope.ts'
import { keptSetOf, setAmounts, setAmountUpTo, setFigures } from './unit-set-sums.queries.ts'
import {
  periodsOfUnits,
  unitAmountsByMonth,
  unitAmountsUpTo,
  unitSources,
  unitSumRows,
  withoutOverlap,
} from './unit-sums.queries.ts'

const figureSums = z.object({
  directCents: figure,
  directGrams: figure,
  helpCents: figure,
  helpGrams: figure,
  overlapCents: figure,
  overlapGrams: figure,
  distinctCents: figure,
  distinctGrams: figure,
  pairedCents: figure,
  pairedGrams: figure,
  unknownCents: figure,
  unknownGrams: figure,
  notCountedCents: figure,
  notCountedGrams: figure,
})

/** Sums as they come from the database: money in 分, weight in grams. */
export type FigureSums = z.output<typeof figureSums>

/**
 * The recognised totals of a scope over whole months; one statement (§3.8, §3.10). They are kept
 * for each period of a place, a unit and a set of units; only of some units in some place they are
 * summed over rollups.
 */
export async function selectFigures(
  reader: Reader,
  scope: Scope,
  months: Months,
): Promise<FigureSums> {
  assert(months.lastDay === undefined, 'figures are kept for whole months')
  const set = keptSetOf(scope)
  const units = keptUnitsOf(scope)
  const rows =
    set !== undefined
      ? sql`(${setFigures(set, months)}) f`
      : units !== undefined
        ? sql`(${unitFigures(units, months)}) f`
        : scope.units === null
          ? sql`attribution.place_sums_published f
          where f.node_code = ${scope.node ?? ''} and f.period = any(${wholePeriods(months)})`
          : sql`(${summedRows(scope, months)}) r cross join lateral attribution.figures_of(
          r.counted, r.is_direct, r.is_help, r.is_paired, r.village_code, r.cents, r.grams) f`
  const sums = await queryRow(
    reader,
    figureSums,
    sql`
    select
      coalesce(sum(f.direct_cents), 0)::text as direct_cents,
      coalesce(sum(f.direct_grams), 0)::text as direct_grams,
      coalesce(sum(f.help_cents), 0)::text as help_cents,
      coalesce(sum(f.help_grams), 0)::text as help_grams,
      coalesce(sum(f.overlap_cents), 0)::text as overlap_cents,
      coalesce(sum(f.overlap_grams), 0)::text as overlap_grams,
      coalesce(sum(f.distinct_cents), 0)::text as distinct_cents,
      coalesce(sum(f.distinct_grams), 0)::text as distinct_grams,
      coalesce(sum(f.paired_cents), 0)::text as paired_cents,
      coalesce(sum(f.paired_grams), 0)::text as paired_grams,
      coalesce(sum(f.unknown_cents), 0)::text as unknown_cents,
      coalesce(sum(f.unknown_grams), 0)::text as unknown_grams,
      coalesce(sum(f.not_counted_cents), 0)::text as not_counted_cents,
      coalesce(sum(f.not_counted_grams), 0)::text as not_counted_grams
    from ${rows}`,
  )
  if (sums === undefined) throw new Error('a sum without rows is still one row')
  return sums
}

/** The figures of each unit and pair in the columns of `figureSums`. */
function unitFigures(units: readonly UnitMonths[], months: Months): SQL {
  const columns = sql`
    case s.credit when 'direct' then s.cents else 0 end as direct_cents,
    case s.credit when 'direct' then s.grams else 0 end as direct_grams,
    case s.credit when 'help' then s.cents else 0 end as help_cents,
    case s.credit when 'help' then s.grams else 0 end as help_grams,
    case s.credit when 'overlap' then s.cents else 0 end as overlap_cents,
    case s.credit when 'overlap' then s.grams else 0 end as overlap_grams,
    ${withoutOverlap(sql`s.cents`)} as distinct_cents,
    ${withoutOverlap(sql`s.grams`)} as distinct_grams,
    ${withoutOverlap(sql`s.paired_cents`)} as paired_cents,
    ${withoutOverlap(sql`s.paired_grams`)} as paired_grams,
    ${withoutOverlap(sql`s.unknown_cents`)} as unknown_cents,
    ${withoutOverlap(sql`s.unknown_grams`)} as unknown_grams,
    ${withoutOverlap(sql`s.not_counted_cents`)} as not_counted_cents,
    ${withoutOverlap(sql`s.not_counted_grams`)} as not_counted_grams`
  return unitSumRows(columns, { units, periods: periodsOfUnits(units, months) })
}

const amount = z.object({ cents: figure, grams: figure })

export type Amount = z.output<typeof amount>

/** The counted money and weight of a scope over months, the last one whole or up to its day. */
export async function selectAmount(reader: Reader, scope: Scope, months: Months): Promise<Amount> {
  const set = keptSetOf(scope)
  const units = keptUnitsOf(scope)
  const rows =
    set !== undefined
      ? setAmountUpTo(set, months)
      : units !== undefined
        ? unitAmountsUpTo(unitSources.month, units, months)
        : scope.units === null
          ? placeAmounts(sql`f.node_code = ${scope.node ?? ''}`, sql`f.node_code`, months)
          : sql`select cents, grams from (${summedRows(scope, months)}) r where counted`
  const sums = await queryRow(
    reader,
    amount,
    sql`
    select coalesce(sum(cents), 0)::text as cents, coalesce(sum(grams), 0)::text as grams
    from (${rows}) amounts`,
  )
  return sums ?? { cents: 0, grams: 0 }
}

const orderCounts = z.object({
  direct: z.int(),
  help: z.int(),
  overlap: z.int(),
  distinct: z.int(),
})

export type OrderCounts = z.output<typeof orderCounts>

/** Purchase orders with counted entries, by the month of their first one below the node. */
export async function selectOrderCounts(
  reader: Reader,
  scope: Scope,
  months: Months,
): Promise<OrderCounts> {
  const counts = await queryRow(
    reader,
    orderCounts,
    scope.units === null
      ? sql`
        select coalesce(sum(direct_orders), 0)::bigint as direct,
          coalesce(sum(help_orders), 0)::bigint as help,
          coalesce(sum(overlap_orders), 0)::bigint as overlap,
          coalesce(sum(distinct_orders), 0)::bigint as distinct
        from attribution.place_sums_published
        where node_code = ${scope.node ?? ''} and period = any(${wholePeriods(months)})`
      : scope.node === null
        ? ordersOfUnits(scope.units, months)
        : countedOrders(scope.units, months, {
            isInPlace: sql`r.node_code <> '' and r.node_code = ${scope.node}`,
          }),
  )
  return counts ?? { direct: 0, help: 0, overlap: 0, distinct: 0 }
}

/** Orders of one buyer are kept for each unit; those of several are few, and counted. */
function ordersOfUnits(units: readonly UnitMonths[], months: Months): SQL {
  const rows = unitSumRows(
    sql`s.credit, ${withoutOverlap(sql`s.orders`)} as orders_once, s.orders`,
    { units, periods: periodsOfUnits(units, months) },
  )
  // They have an index of their own.
  const isInPlace = sql`r.node_code = '' and r.has_several_direct_units`
  const shared = countedOrders(units, months, { isInPlace })
  const kept = (credit: SQL) => sql`coalesce(sum(orders) filter (where credit = ${credit}), 0)`
  return sql`
    select (${kept(sql`'direct'`)} + min(shared.direct))::bigint as direct,
      (${kept(sql`'help'`)} + min(shared.help))::bigint as help,
      (${kept(sql`'overlap'`)} + min(shared.overlap))::bigint as overlap,
      (coalesce(sum(orders_once), 0) + min(shared.distinct))::bigint as distinct
    from (${shared}) shared left join (${rows}) own on true`
}

/** Each order once, if a unit that bought or helped counts in its month; shared ones too. */
function countedOrders(
  units: readonly UnitMonths[],
  months: Months,
  { isInPlace }: { isInPlace: SQL },
): SQL {
  const ids = idsOf(units)
  return sql`
    with counts as materialized (
      select row_number() over () as id, r.month, r.direct_unit_ids, r.help_unit_id, r.orders
      from attribution.ledger_order_counts_published r
      where ${isInPlace} and r.month between ${months.first} and ${months.last}
        and (r.direct_unit_ids && ${ids} or r.help_unit_id = any(${ids}))
    ), direct as (
      select distinct c.id from counts c cross join unnest(c.direct_unit_ids) as d(unit_id)
        join ${unitRows(units, sql`u`)} on u.unit_id = d.unit_id
          and c.month between u.first_month and u.last_month
    ), help as (
      select c.id from counts c join ${unitRows(units, sql`u`)} on u.unit_id = c.help_unit_id
        and c.month between u.first_month and u.last_month
    )
    select coalesce(sum(c.orders) filter (where direct.id is not null), 0)::bigint as direct,
      coalesce(sum(c.orders) filter (where help.id is not null), 0)::bigint as help,
      coalesce(sum(c.orders) filter (where direct.id = help.id), 0)::bigint as overlap,
      coalesce(sum(c.orders), 0)::bigint as distinct
    from counts c left join direct on direct.id = c.id left join help on help.id = c.id
    where direct.id is not null or help.id is not null`
}

const monthSums = z.object({ month: z.string(), cents: figure, grams: figure })

export type MonthSums = z.output<typeof monthSums>

/** Counted money and weight by whole month; months without any are left out. */
export async function selectMonths(
  reader: Reader,
  scope: Scope,
  months: Months,
): Promise<MonthSums[]> {
  const set = keptSetOf(scope)
  const units = keptUnitsOf(scope)
  const wanted = monthsBetween(months.first, months.last)
  const rows =
    set !== undefined
      ? sql`select period as month, cents, grams
        from (${setAmounts(set, arrayOf('text', wanted))}) own`
      : units !== undefined
        ? sql`select key as month, cents, grams from (${unitAmountsByMonth(units, wanted)}) own`
        : scope.units === null
          ? sql`
        select period as month, distinct_cents as cents, distinct_grams as grams
        from attribution.place_sums_published where node_code = ${scope.node ?? ''}
          and period = any(${arrayOf('text', wanted)})`
          : sql`select month, cents, grams from (${summedRows(scope, months)}) r where counted`
  return queryRows(
    reader,
    monthSums,
    sql`
    select month, sum(cents)::text as cents, sum(grams)::text as grams
    from (${rows}) amounts group by month order by month`,
  )
}

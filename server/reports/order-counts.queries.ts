import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { cutMonths, type Months, wholeMonths } from '../../shared/reports/periods.ts'
import { allOf, queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { isKeptAsOf, monthsAsOf, postedAfter, postedBy } from './as-of.queries.ts'
import { belowNode, daysWithin, idsOf, unitRows, wholePeriods } from './scope.queries.ts'
import type { Scope, UnitMonths } from './scope.ts'
import { periodsOfUnits, unitSumRows, withoutOverlap } from './unit-sums.queries.ts'

const orderCounts = z.object({
  direct: z.int(),
  help: z.int(),
  overlap: z.int(),
  distinct: z.int(),
})

export type OrderCounts = z.output<typeof orderCounts>

/**
 * Purchase orders with counted entries, by the month or the day of their first one below the node.
 * They are kept by month; those of some days are counted from the entries of these days.
 */
export async function selectOrderCounts(
  reader: Reader,
  scope: Scope,
  months: Months,
  asOf: string | null = null,
): Promise<OrderCounts> {
  const parts = partsOf(scope, months, asOf)
  const each = parts.map((part) => sql`select * from (${part}) part`)
  const counts = await queryRow(
    reader,
    orderCounts,
    sql`
    select coalesce(sum(direct), 0)::bigint as direct, coalesce(sum(help), 0)::bigint as help,
      coalesce(sum(overlap), 0)::bigint as overlap,
      coalesce(sum("distinct"), 0)::bigint as "distinct"
    from (${sql.join(each, sql` union all `)}) parts`,
  )
  return counts ?? { direct: 0, help: 0, overlap: 0, distinct: 0 }
}

function partsOf(scope: Scope, months: Months, asOf: string | null): SQL[] {
  if (asOf !== null && isKeptAsOf(scope)) return ordersAsOf(scope, months, asOf)
  if (asOf !== null || scope.brought !== undefined) {
    return [ordersOfDays(scope, months, asOf ?? undefined)]
  }
  const whole = wholeMonths(months)
  return [
    ...(whole === null ? [] : [keptOrders(scope, whole)]),
    ...cutMonths(months).map((month) => ordersOfDays(scope, month)),
  ]
}

function keptOrders({ units, node }: Scope, months: Months): SQL {
  if (units !== null && node === null) return ordersOfUnits(units, months)
  if (units !== null) {
    const isInPlace = sql`r.node_code <> '' and r.node_code = ${node}`
    return countedOrders(units, keptCounts(units, months, isInPlace))
  }
  return sql`
    select coalesce(sum(direct_orders), 0)::bigint as direct,
      coalesce(sum(help_orders), 0)::bigint as help,
      coalesce(sum(overlap_orders), 0)::bigint as overlap,
      coalesce(sum(distinct_orders), 0)::bigint as distinct
    from attribution.place_sums_published
    where node_code = ${node ?? ''} and period = any(${wholePeriods(months)})`
}

/** The orders whose first counted entry below the node lies on some days, posted by a day. */
function ordersOfDays({ units, node, brought }: Scope, months: Months, asOf?: string): SQL {
  const entries = sql`attribution.ledger_entries_published r`
  const lines = sql`attribution.recognition_lines_published l`
  const isMeant = allOf([
    sql`r.counted and ${belowNode(node)}`,
    asOf !== undefined && postedBy(asOf),
    brought,
  ])
  // Whose entries are added up leads to them.
  const isOfUnits =
    (asOf !== undefined || brought !== undefined) &&
    units !== null &&
    sql`(r.direct_unit_id = any(${idsOf(units)}) or r.help_unit_id = any(${idsOf(units)}))`
  const firsts = sql`
    select distinct on (own.purchase_order_id) r.month, r.recognised_on, r.help_unit_id,
      attribution.direct_units_of(l.credit) as direct_unit_ids
    from (
        select distinct l.purchase_order_id from ${entries} join ${lines} using (order_line_id)
        where ${allOf([isMeant, isOfUnits])} and ${daysWithin(months)}
      ) own join ${lines} using (purchase_order_id) join ${entries} using (order_line_id)
    where ${isMeant}
    order by own.purchase_order_id, r.county_code, r.number`
  const counts = sql`
    select row_number() over () as id, r.month, r.direct_unit_ids, r.help_unit_id, 1 as orders
    from (${firsts}) r where ${daysWithin(months)}`
  if (units !== null) return countedOrders(units, counts)
  const isDirect = sql`cardinality(direct_unit_ids) > 0`
  const isHelp = sql`help_unit_id is not null`
  return sql`
    select count(*) filter (where ${isDirect}) as direct, count(*) filter (where ${isHelp}) as help,
      count(*) filter (where ${isDirect} and ${isHelp}) as overlap, count(*) as distinct
    from (${counts}) counts`
}

/**
 * Orders of a county or a place in it as of an earlier day: each from when its first counted entry
 * there was posted, for whom it was credited to then, until a correction moved it (§3.16).
 */
function ordersAsOf(scope: Scope, months: Months, day: string): SQL[] {
  const node = scope.node ?? ''
  const { kept, added } = monthsAsOf(months, day)
  return [
    ...(kept === null ? [] : [keptOrders(scope, kept)]),
    ...(kept === null ? [] : [orderChanges(node, kept, postedAfter(day), -1)]),
    ...added.map((part) => orderChanges(node, part, postedBy(day), 1)),
  ]
}

/** What orders that began change in the counts of a place, and corrections that moved them. */
function orderChanges(node: string, months: Months, isPosted: SQL, sign: 1 | -1): SQL {
  const changes = sql.join(
    [beginnings(node, months, isPosted), moves(node, months, isPosted)],
    sql` union all `,
  )
  const count = (condition: SQL) =>
    sql`coalesce(sum(orders) filter (where ${condition}), 0)::bigint`
  return sql`
    select ${sign} * ${count(sql`is_direct`)} as direct, ${sign} * ${count(sql`is_help`)} as help,
      ${sign} * ${count(sql`is_direct and is_help`)} as overlap,
      ${sign} * ${count(sql`true`)} as distinct
    from (${changes}) changes`
}

/** The orders whose first counted entry below a node was posted then, credited as they were. */
function beginnings(node: string, months: Months, isPosted: SQL): SQL {
  const entries = sql`attribution.ledger_entries_published r`
  const isMeant = sql`r.counted and ${belowNode(node)}`
  return sql`
    select 1 as orders, cardinality(coalesce(moved.from_unit_ids,
        attribution.direct_units_of(l.credit))) > 0 as is_direct,
      own.help_unit_id is not null as is_help
    from (
        select distinct on (r.purchase_order_id) r.purchase_order_id, r.number, r.order_line_id,
          r.help_unit_id
        from ${entries} where ${isMeant} and ${daysWithin(months)} and ${isPosted}
        order by r.purchase_order_id, r.number
      ) own
      join attribution.recognition_lines_published l using (order_line_id)
      left join lateral (
        select m.from_unit_ids from attribution.order_count_moves_published m
        where m.purchase_order_id = own.purchase_order_id and m.node_code = ${node}
        order by m.number limit 1) moved on true
    where not exists (select from ${entries}
      where r.purchase_order_id = own.purchase_order_id and r.number < own.number and ${isMeant})`
}

/** What corrections took and gave then; they belong to a month, and to none of its days. */
function moves(node: string, months: Months, isPosted: SQL): SQL {
  const isWhole = cutMonths(months).length === 0
  return sql`
    select side.orders, cardinality(side.unit_ids) > 0, side.help_unit_id <> ${noUnit}
    from (select m.*, m.recorded_at as posted_at from attribution.order_count_moves_published m) r
      cross join lateral (values (-1, r.from_unit_ids, r.from_help_unit_id),
        (1, r.to_unit_ids, r.to_help_unit_id)) as side(orders, unit_ids, help_unit_id)
    where ${isWhole} and r.county_code = ${node.slice(0, 6)} and r.node_code = ${node}
      and r.month between ${months.first} and ${months.last} and ${isPosted}`
}

const noUnit = sql`attribution.no_unit()`

/** Orders of one buyer are kept for each unit; those of several are few, and counted. */
function ordersOfUnits(units: readonly UnitMonths[], months: Months): SQL {
  const rows = unitSumRows(
    sql`s.credit, ${withoutOverlap(sql`s.orders`)} as orders_once, s.orders`,
    { units, periods: periodsOfUnits(units, months) },
  )
  // They have an index of their own.
  const isInPlace = sql`r.node_code = '' and r.has_several_direct_units`
  const shared = countedOrders(units, keptCounts(units, months, isInPlace))
  const kept = (credit: SQL) => sql`coalesce(sum(orders) filter (where credit = ${credit}), 0)`
  return sql`
    select (${kept(sql`'direct'`)} + min(shared.direct))::bigint as direct,
      (${kept(sql`'help'`)} + min(shared.help))::bigint as help,
      (${kept(sql`'overlap'`)} + min(shared.overlap))::bigint as overlap,
      (coalesce(sum(orders_once), 0) + min(shared.distinct))::bigint as distinct
    from (${shared}) shared left join (${rows}) own on true`
}

function keptCounts(units: readonly UnitMonths[], months: Months, isInPlace: SQL): SQL {
  const ids = idsOf(units)
  return sql`
    select row_number() over () as id, r.month, r.direct_unit_ids, r.help_unit_id, r.orders
    from attribution.ledger_order_counts_published r
    where ${isInPlace} and r.month between ${months.first} and ${months.last}
      and (r.direct_unit_ids && ${ids} or r.help_unit_id = any(${ids}))`
}

/** Each order once, if a unit that bought or helped counts in its month; shared ones too. */
function countedOrders(units: readonly UnitMonths[], counts: SQL): SQL {
  return sql`
    with counts as materialized (${counts}), direct as (
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

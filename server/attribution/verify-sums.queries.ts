import { type Name, type SQL, type SQLChunk, sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { noUnit } from './posting.queries.ts'

export const difference = z.object({
  countyCode: z.string(),
  number: z.int().nullable(),
  detail: z.string(),
})

/** A stored sum that differs from the ledger's entries. */
export type Difference = z.output<typeof difference>

/** Finds the first difference in one county's sums, if there is one. */
export type SumCheck = (reader: Reader, countyCode: string) => Promise<Difference | undefined>

/** The key columns of a rollup, and of an entry the same, with the zero uuid for "no unit". */
const cell = sql`county_code, month, village_code, product_id, direct_unit_id, help_unit_id,
  direct_paired, help_paired, eligible, grade`
const cellOfEntry = sql`county_code, month, village_code, product_id,
  coalesce(direct_unit_id, ${noUnit}) as direct_unit_id,
  coalesce(help_unit_id, ${noUnit}) as help_unit_id, direct_paired, help_paired, eligible, grade`

/** The first sum of a county's rollups that differs from its ledger. */
export const firstRollupDifference: SumCheck = (reader, countyCode) =>
  queryRow(
    reader,
    difference,
    sql`
    with summed as (
      select ${cellOfEntry}, sum(grams)::bigint as grams,
        sum(cents)::bigint as cents, count(*) as entries, max(number) as number
      from attribution.ledger_entries where county_code = ${countyCode}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    ), kept as (select * from attribution.ledger_rollups where county_code = ${countyCode})
    select county_code, s.number, format(
      'month %s, village %s: the ledger holds %s g, %s fen, %s entries; the sum %s g, %s fen, %s',
      month, village_code, coalesce(s.grams, 0), coalesce(s.cents, 0), coalesce(s.entries, 0),
      coalesce(k.grams, 0), coalesce(k.cents, 0), coalesce(k.entries, 0)) as detail
    from summed s full join kept k using (${cell})
    where (s.grams, s.cents, s.entries) is distinct from (k.grams, k.cents, k.entries)
    order by s.number nulls last, month, village_code limit 1`,
  )

/** The first day of a rollup that differs from the ledger. */
export const firstDayDifference: SumCheck = (reader, countyCode) =>
  queryRow(
    reader,
    difference,
    sql`
    with summed as (
      select ${cellOfEntry}, attribution.day_within(month, recognised_on) as day,
        sum(grams)::bigint as grams, sum(cents)::bigint as cents, max(number) as number
      from attribution.ledger_entries where county_code = ${countyCode}
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    ), kept as (
      select ${cell}, days.day::int as day, days.grams, days.cents
      from attribution.ledger_rollups, unnest(grams_by_day, cents_by_day) with ordinality
        as days(grams, cents, day)
      where county_code = ${countyCode} and (days.grams <> 0 or days.cents <> 0)
    )
    select county_code, s.number, format(
      'month %s, day %s, village %s: the ledger holds %s g, %s fen; the sum %s g, %s fen', month,
      day, village_code, coalesce(s.grams, 0), coalesce(s.cents, 0), coalesce(k.grams, 0),
      coalesce(k.cents, 0)) as detail
    from summed s full join kept k using (${cell}, day)
    where (coalesce(s.grams, 0), coalesce(s.cents, 0))
      is distinct from (coalesce(k.grams, 0), coalesce(k.cents, 0))
    order by s.number nulls last, month, day, village_code limit 1`,
  )

/**
 * The first count of orders in a county or below it that differs from the ledger: each counts for
 * who was credited with it first, until a correction moved it (§3.16). What a county adds to larger
 * places depends on others, and is checked for all counties together.
 */
export const firstOrderCountDifference: SumCheck = (reader, countyCode) =>
  queryRow(
    reader,
    difference,
    sql`
    with nodes as (
      select e.county_code, e.number, e.month, e.purchase_order_id, e.help_unit_id,
        e.order_line_id, n.node_code
      from attribution.ledger_entries e cross join lateral (
        select node_code from unnest(attribution.nodes_of(e.county_code, e.village_code))
          as x(node_code) where length(node_code) >= 6) n
      where e.counted and e.county_code = ${countyCode}
    ), firsts as (
      select distinct on (node_code, purchase_order_id) *
      from nodes order by node_code, purchase_order_id, number
    ), moves as (
      select m.*, c.number from attribution.order_count_moves m
        join attribution.credit_changes c on c.id = m.change_id
      where m.county_code = ${countyCode} and length(m.node_code) >= 6
    ), first_moves as (
      select distinct on (node_code, purchase_order_id) * from moves
      order by node_code, purchase_order_id, number
    ), counted as (
      select county_code, node_code, month, direct_unit_ids, help_unit_id,
        sum(orders) as orders, max(number) as number
      from (
        select f.county_code, f.node_code, f.month, coalesce(m.from_unit_ids,
            attribution.direct_units_of(l.credit)) as direct_unit_ids,
          coalesce(f.help_unit_id, ${noUnit}) as help_unit_id, 1 as orders, f.number
        from firsts f join attribution.recognition_lines l using (order_line_id)
          left join first_moves m on m.node_code = f.node_code
            and m.purchase_order_id = f.purchase_order_id
        union all
        select county_code, node_code, month, from_unit_ids, from_help_unit_id, -1, null from moves
        union all
        select county_code, node_code, month, to_unit_ids, to_help_unit_id, 1, null from moves
      ) counts group by 1, 2, 3, 4, 5
    ), kept as (select * from attribution.ledger_order_counts
      where county_code = ${countyCode} and length(node_code) >= 6)
    select county_code, c.number, format(
      'month %s, node %s: the ledger holds %s orders, the count says %s', month, node_code,
      coalesce(c.orders, 0), coalesce(k.orders, 0)) as detail
    from counted c full join kept k
      using (county_code, node_code, month, direct_unit_ids, help_unit_id)
    where c.orders is distinct from k.orders
    order by c.number nulls last, month, node_code limit 1`,
  )

const figureColumns = [
  'direct',
  'help',
  'overlap',
  'distinct',
  'paired',
  'unknown',
  'not_counted',
].flatMap((figure) => [`${figure}_cents`, `${figure}_grams`])
const orderColumns = ['direct_orders', 'help_orders', 'overlap_orders', 'distinct_orders']
const placeColumns = [...figureColumns, ...orderColumns, 'entries']
/** Columns, each written in some way, with commas between them. */
export const listOf = (columns: readonly string[], write: (column: Name) => SQLChunk) =>
  sql.join(
    columns.map((column) => write(sql.identifier(column))),
    sql`, `,
  )

/** The first sum of a place that differs from the county's rollups and counts of orders. */
export const firstPlaceDifference: SumCheck = (reader, countyCode) =>
  queryRow(
    reader,
    difference,
    sql`
    with amounts as (
      select node_code, period, sum(r.entries) as entries,
        ${listOf(figureColumns, (name) => sql`sum(f.${name}) as ${name}`)}
      from attribution.ledger_rollups r
        cross join unnest(attribution.nodes_of(r.county_code, r.village_code)) as node_code
        cross join unnest(attribution.periods_of(r.month)) as period
        cross join lateral (select r.direct_unit_id <> ${noUnit} as is_direct,
          r.help_unit_id <> ${noUnit} as is_help) credited
        cross join lateral attribution.figures_of(r.counted, is_direct, is_help,
          is_direct and r.direct_paired or is_help and r.help_paired, r.village_code, r.cents,
          r.grams) f
      where r.county_code = ${countyCode} group by 1, 2
    ), orders as (
      select node_code, period, sum(orders) as distinct_orders,
        sum(orders) filter (where cardinality(direct_unit_ids) > 0) as direct_orders,
        sum(orders) filter (where help_unit_id <> ${noUnit}) as help_orders,
        sum(orders) filter (where cardinality(direct_unit_ids) > 0
          and help_unit_id <> ${noUnit}) as overlap_orders
      from attribution.ledger_order_counts
        cross join unnest(attribution.periods_of(month)) as period
      where county_code = ${countyCode} group by 1, 2
    ), summed as (
      select node_code, period, coalesce(entries, 0) as entries,
        ${listOf(figureColumns, (name) => sql`coalesce(${name}, 0) as ${name}`)},
        ${listOf(orderColumns, (name) => sql`coalesce(${name}, 0) as ${name}`)}
      from amounts full join orders using (node_code, period)
    ), kept as (select * from attribution.place_sums where county_code = ${countyCode})
    select ${countyCode} as county_code, null::bigint as number, format(
      'period %s, node %s: the ledger holds %s fen, %s orders; the sum %s fen, %s orders', period,
      node_code, coalesce(s.distinct_cents, 0), coalesce(s.distinct_orders, 0),
      coalesce(k.distinct_cents, 0), coalesce(k.distinct_orders, 0)) as detail
    from summed s full join kept k using (node_code, period)
    where (${listOf(placeColumns, (name) => sql`coalesce(s.${name}, 0)`)})
      is distinct from (${listOf(placeColumns, (name) => sql`coalesce(k.${name}, 0)`)})
    order by period, node_code limit 1`,
  )

/** The first day of a place's month that differs from the county's rollups. */
export const firstPlaceDayDifference: SumCheck = (reader, countyCode) =>
  queryRow(
    reader,
    difference,
    sql`
    with summed as (
      select node_code, month as period, day, sum(d.cents) as cents, sum(d.grams) as grams
      from attribution.ledger_rollups r
        cross join unnest(attribution.nodes_of(r.county_code, r.village_code)) as node_code
        cross join unnest(r.cents_by_day, r.grams_by_day) with ordinality as d(cents, grams, day)
      where r.county_code = ${countyCode} and r.counted and (d.cents <> 0 or d.grams <> 0)
      group by 1, 2, 3
    ), kept as (
      select node_code, period, day, d.cents, d.grams
      from attribution.place_sums p
        cross join unnest(p.cents_by_day, p.grams_by_day) with ordinality as d(cents, grams, day)
      where p.county_code = ${countyCode} and (d.cents <> 0 or d.grams <> 0)
    )
    select ${countyCode} as county_code, null::bigint as number, format(
      'month %s, day %s, node %s: the ledger holds %s fen; the sum %s fen', period, day, node_code,
      coalesce(s.cents, 0), coalesce(k.cents, 0)) as detail
    from summed s full join kept k using (node_code, period, day)
    where (coalesce(s.cents, 0), coalesce(s.grams, 0))
      is distinct from (coalesce(k.cents, 0), coalesce(k.grams, 0))
    order by period, day, node_code limit 1`,
  )

/** Codes that begin with a node's, as one range of an index; the colon comes after the nine. */
export const below = (column: SQL, node: string) =>
  sql`${column} >= ${node} and ${column} < ${`${node}:`}`

/**
 * The first city or province whose code begins with the given one, or with the empty code also the
 * nation, in which the orders of all counties together are not each counted once.
 */
export const firstSharedOrderDifference: SumCheck = (reader, nodeCode) =>
  queryRow(
    reader,
    difference,
    sql`
    with ledger as (
      select node_code, count(distinct purchase_order_id) as orders
      from attribution.ledger_entries e
        cross join unnest(attribution.nodes_of(e.county_code, e.village_code)) as node_code
      where e.counted and ${below(sql`e.county_code`, nodeCode)} and length(node_code) < 6
        and starts_with(node_code, ${nodeCode}::text)
      group by 1
    ), kept as (
      select node_code, sum(orders) as orders from attribution.ledger_order_counts
      where length(node_code) < 6 and starts_with(node_code, ${nodeCode}::text) group by 1
    )
    select node_code as county_code, null::bigint as number, format(
      'node %s: the ledger holds %s orders, the counts say %s', node_code,
      coalesce(l.orders, 0), coalesce(k.orders, 0)) as detail
    from ledger l full join kept k using (node_code)
    where l.orders is distinct from k.orders
    order by node_code limit 1`,
  )

/**
 * The first ranked sum of a city or province, of a county or below it, or with the empty code of
 * the nation, that together with the entries not folded yet differs from the rollups.
 */
export const firstRankedDifference: SumCheck = (reader, nodeCode) => {
  const node = sql`node_code`
  const isChecked = nodeCode.length === 6 ? below(node, nodeCode) : sql`${node} = ${nodeCode}`
  return queryRow(
    reader,
    difference,
    sql`
    with summed as (
      select node_code, ranked.kind, period, ranked.key, sum(r.cents) as cents,
        sum(r.grams) as grams
      from attribution.ledger_rollups r
        cross join lateral (values ('unit', r.direct_unit_id), ('unit', r.help_unit_id),
          ('product', r.product_id)) as ranked(kind, key)
        cross join unnest(attribution.nodes_of(r.county_code, r.village_code)) as node_code
        cross join unnest(attribution.periods_of(r.month)) as period
      where r.counted and ${below(sql`r.county_code`, nodeCode)} and ranked.key <> ${noUnit}
        and ${isChecked}
      group by 1, 2, 3, 4
    ), kept as (
      select node_code, kind, period, key, sum(cents) as cents, sum(grams) as grams from (
        select node_code, kind, period, key, cents, grams from attribution.ranked_sums
          where ${isChecked}
        union all
        select node_code, kind, period, key, cents, grams
          from attribution.unfolded_sums_published where ${isChecked}
      ) both_parts group by 1, 2, 3, 4
    )
    select ${nodeCode} as county_code, null::bigint as number, format(
      'period %s, node %s, %s %s: the ledger holds %s fen; the sum %s fen', period, node_code,
      kind, key, coalesce(s.cents, 0), coalesce(k.cents, 0)) as detail
    from summed s full join kept k using (node_code, kind, period, key)
    where (coalesce(s.cents, 0), coalesce(s.grams, 0))
      is distinct from (coalesce(k.cents, 0), coalesce(k.grams, 0))
    order by period, node_code, kind, key limit 1`,
  )
}

import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import { noUnit } from './posting.queries.ts'
import { difference, listOf, type SumCheck } from './verify-sums.queries.ts'

const key = sql`unit_id, period, credit, help_unit_id`
/** A rollup as its buyer's, its helper's, and as that of both. */
const creditedRollups = sql`attribution.ledger_rollups r
  cross join lateral attribution.credits_of(r.direct_unit_id, r.help_unit_id, r.direct_paired,
    r.help_paired) c`
const amounts = ['cents', 'grams'].flatMap((unit) =>
  ['', 'paired_', 'unknown_', 'not_counted_'].map((figure) => `${figure}${unit}`),
)
const figures = [...amounts, 'orders']
const differ = (columns: readonly string[]) => sql`
  (${listOf(columns, (name) => sql`coalesce(s.${name}, 0)`)})
  is distinct from (${listOf(columns, (name) => sql`coalesce(k.${name}, 0)`)})`

/**
 * The first sum of a unit, or of a pair of units, that together with the entries not folded yet
 * differs from the rollups and counts of orders. Counties share units, so all are read at once.
 */
export const firstUnitDifference: SumCheck = (reader) =>
  queryRow(
    reader,
    difference,
    sql`
    with monthly as (
      select c.unit_id, r.month, c.credit, c.help_unit_id, 0 as orders,
        ${listOf(amounts, (name) => sql`sum(f.${name}) as ${name}`)}
      from ${creditedRollups} cross join lateral (
        select distinct_cents as cents, distinct_grams as grams, paired_cents, paired_grams,
          unknown_cents, unknown_grams, not_counted_cents, not_counted_grams
        from attribution.figures_of(r.counted, true, true, c.is_paired, r.village_code, r.cents,
          r.grams)) f
      group by 1, 2, 3, 4
      union all
      select c.unit_id, o.month, c.credit, c.help_unit_id, sum(o.orders),
        ${listOf(amounts, () => sql`0`)}
      from attribution.ledger_order_counts o cross join lateral attribution.credits_of(
        coalesce(o.direct_unit_ids[1], ${noUnit}), o.help_unit_id, false, false) c
      where o.node_code = '' and cardinality(o.direct_unit_ids) < 2
      group by 1, 2, 3, 4
    ), summed as (
      select unit_id, period, credit, help_unit_id,
        ${listOf(figures, (name) => sql`sum(${name}) as ${name}`)}
      from monthly cross join unnest(attribution.periods_of(month)) as period group by 1, 2, 3, 4
    ), kept as (
      select ${key}, ${listOf(figures, (name) => sql`sum(${name}) as ${name}`)}
      from (
        select ${key}, ${listOf(figures, (name) => name)} from attribution.unit_sums
        union all
        select ${key}, ${listOf(figures, (name) => name)}
        from attribution.unfolded_unit_sums_published
      ) both_parts group by 1, 2, 3, 4
    )
    select '' as county_code, null::bigint as number, format(
      'period %s, %s of unit %s: the ledger holds %s fen, %s orders; the sum %s fen, %s orders',
      period, credit, unit_id, coalesce(s.cents, 0), coalesce(s.orders, 0), coalesce(k.cents, 0),
      coalesce(k.orders, 0)) as detail
    from summed s full join kept k using (${key})
    where ${differ(figures)} order by period, unit_id, credit limit 1`,
  )

/** The first day of a unit's month, or of a pair's, that differs from the rollups. */
export const firstUnitDayDifference: SumCheck = (reader) =>
  queryRow(
    reader,
    difference,
    sql`
    with summed as (
      select c.unit_id, r.month as period, c.credit, c.help_unit_id, d.day::int as day,
        sum(d.cents) as cents, sum(d.grams) as grams
      from ${creditedRollups}
        cross join unnest(r.cents_by_day, r.grams_by_day) with ordinality as d(cents, grams, day)
      where r.counted and (d.cents <> 0 or d.grams <> 0)
      group by 1, 2, 3, 4, 5
    ), kept as (
      select ${key}, day, sum(cents) as cents, sum(grams) as grams from (
        select ${key}, d.day, d.cents, d.grams
        from attribution.unit_sums cross join lateral (
          select day, cents_to_day[day] - coalesce(cents_to_day[day - 1], 0) as cents,
            grams_to_day[day] - coalesce(grams_to_day[day - 1], 0) as grams
          from generate_series(1, 31) as day) d
        where cents_to_day is not null and (d.cents <> 0 or d.grams <> 0)
        union all
        select ${key}, day, cents, grams from attribution.unfolded_unit_sums_published
        where length(period) = 7 and period not like '%Q%'
      ) both_parts group by 1, 2, 3, 4, 5
    )
    select '' as county_code, null::bigint as number, format(
      'month %s, day %s, %s of unit %s: the ledger holds %s fen; the sum %s fen', period, day,
      credit, unit_id, coalesce(s.cents, 0), coalesce(k.cents, 0)) as detail
    from summed s full join kept k using (${key}, day)
    where ${differ(['cents', 'grams'])} order by period, day, unit_id, credit limit 1`,
  )

/** The first village or product of which a unit's sum differs from the rollups. */
export const firstUnitSourceDifference: SumCheck = (reader) =>
  queryRow(
    reader,
    difference,
    sql`
    with summed as (
      select c.unit_id, period, source.key, c.help_unit_id, sum(r.cents) as cents,
        sum(r.grams) as grams
      from ${creditedRollups}
        cross join lateral (values (r.product_id::text),
          (attribution.village_node(r.county_code, r.village_code))) as source(key)
        cross join unnest(attribution.periods_of(r.month)) as period
      where r.counted group by 1, 2, 3, 4
    ), kept as (
      select unit_id, period, key, help_unit_id, sum(cents) as cents, sum(grams) as grams from (
        select unit_id, period, village_code as key, help_unit_id, cents, grams
        from attribution.unit_village_sums
        union all
        select unit_id, period, product_id::text, help_unit_id, cents, grams
        from attribution.unit_product_sums
        union all
        select a.unit_id, a.period, source.key, a.help_unit_id, a.cents, a.grams
        from attribution.unfolded_unit_sums_published a
          cross join lateral (values (a.product_id::text), (a.village_code)) as source(key)
      ) parts group by 1, 2, 3, 4
    )
    select '' as county_code, null::bigint as number, format(
      'period %s, unit %s, %s: the ledger holds %s fen; the sum %s fen', period, unit_id, key,
      coalesce(s.cents, 0), coalesce(k.cents, 0)) as detail
    from summed s full join kept k using (unit_id, period, key, help_unit_id)
    where ${differ(['cents', 'grams'])} order by period, unit_id, key limit 1`,
  )

import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import { below, difference, type SumCheck } from './verify-sums.queries.ts'

/**
 * The first sum of a cooperative, category, channel, mark, credit, pairing or grade in a city or
 * province, in a county or below it, or with the empty code in the nation, that together with the
 * entries not folded yet differs from the ledger; of months also the money and weight by the end of
 * each day.
 */
export const firstDimensionDifference: SumCheck = (reader, nodeCode) => {
  const isChecked =
    nodeCode.length === 6 ? below(sql`node_code`, nodeCode) : sql`node_code = ${nodeCode}`
  return queryRow(
    reader,
    difference,
    sql`
    with days as (
      select node_code, listed.kind, own.key, e.month,
        attribution.day_within(e.month, e.recognised_on) as day, sum(e.cents)::bigint as cents,
        sum(e.grams)::bigint as grams, count(*) as entries
      from attribution.ledger_entries e
        cross join lateral attribution.dimension_keys(e) as listed
        cross join unnest(listed.keys) as own(key)
        cross join unnest(attribution.nodes_of(e.county_code, e.village_code)) as node_code
      where e.counted and ${below(sql`e.county_code`, nodeCode)} and ${isChecked}
      group by 1, 2, 3, 4, 5
    ), summed as (
      select node_code, kind, key, period, sum(cents) as cents, sum(grams) as grams,
        sum(entries) as entries,
        case when period ~ '-\\d' then
          attribution.running_totals(attribution.by_day(day, cents)) end as cents_to_day,
        case when period ~ '-\\d' then
          attribution.running_totals(attribution.by_day(day, grams)) end as grams_to_day
      from days cross join unnest(attribution.periods_of(month)) as period
      group by 1, 2, 3, 4
    ), unfolded as (
      select node_code, kind, key, period, sum(cents) as cents, sum(grams) as grams,
        count(*) as entries,
        case when period ~ '-\\d' then
          attribution.running_totals(attribution.by_day(day, cents)) end as cents_to_day,
        case when period ~ '-\\d' then
          attribution.running_totals(attribution.by_day(day, grams)) end as grams_to_day
      from attribution.unfolded_dimension_sums_published where ${isChecked} group by 1, 2, 3, 4
    ), folded as (select * from attribution.dimension_sums where ${isChecked}
    ), kept as (
      select node_code, kind, key, period, coalesce(f.cents, 0) + coalesce(u.cents, 0) as cents,
        coalesce(f.grams, 0) + coalesce(u.grams, 0) as grams,
        coalesce(f.entries, 0) + coalesce(u.entries, 0) as entries,
        case when u.cents_to_day is null then f.cents_to_day
          when f.cents_to_day is null then u.cents_to_day
          else attribution.add_days(f.cents_to_day, u.cents_to_day) end as cents_to_day,
        case when u.grams_to_day is null then f.grams_to_day
          when f.grams_to_day is null then u.grams_to_day
          else attribution.add_days(f.grams_to_day, u.grams_to_day) end as grams_to_day
      from folded f full join unfolded u using (node_code, kind, key, period)
    )
    select ${nodeCode} as county_code, null::bigint as number, format(
      'period %s, node %s, %s %s: the ledger holds %s fen; the sum %s fen', period, node_code,
      kind, key, coalesce(s.cents, 0), coalesce(k.cents, 0)) as detail
    from summed s full join kept k using (node_code, kind, key, period)
    where (s.cents, s.grams, s.entries, s.cents_to_day, s.grams_to_day)
      is distinct from (k.cents, k.grams, k.entries, k.cents_to_day, k.grams_to_day)
    order by period, node_code, kind, key limit 1`,
  )
}

/**
 * The first entry of a county that does not name the marks of its line, or whose line does not name
 * those that the goods bore when the order was placed (§5.10).
 */
export const firstMarkDifference: SumCheck = (reader, countyCode) =>
  queryRow(
    reader,
    difference,
    sql`
    select e.county_code, e.number, format(
      'line %s: the goods bore {%s}; the line says {%s}, the entry {%s}', e.order_line_id,
      array_to_string(borne.marks, ', '), array_to_string(l.marks, ', '),
      array_to_string(e.marks, ', ')) as detail
    from attribution.ledger_entries e join attribution.recognition_lines l using (order_line_id)
      cross join lateral (select case
        when l.product_id in (select product_id from catalogue.product_marks_published)
        then attribution.marks_borne(l.product_id, l.placed_at) else '{}' end as marks) as borne
    where e.county_code = ${countyCode} and (e.marks <> l.marks or l.marks <> borne.marks)
    order by e.number limit 1`,
  )

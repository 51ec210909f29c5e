import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import { difference, type SumCheck } from './verify-sums.queries.ts'

const ofDays = sql`period ~ '-\\d' and length(key) < 3`
const noDay = 0

/**
 * The first sum of a set of units, of a period or of one day (0 is the whole period), that together
 * with the entries not folded yet differs from the rollups of its units; and a set whose units are
 * not those that its id was made of. Counties share sets, so all are read at once.
 */
export const firstUnitSetDifference: SumCheck = (reader) =>
  queryRow(
    reader,
    difference,
    sql`
    with amounts as materialized (
      select sets.set_id, listed.kind, listed.key, r.month, r.cents, r.grams, r.cents_by_day,
        r.grams_by_day
      from attribution.ledger_rollups r
        cross join lateral (
          select m.set_id, bool_or(m.unit_id = r.direct_unit_id) as is_direct,
            bool_or(m.unit_id = r.help_unit_id) as is_help
          from attribution.unit_set_members m
          where m.unit_id in (r.direct_unit_id, r.help_unit_id)
            and r.month between m.first_month and m.last_month
          group by m.set_id) sets
        cross join lateral attribution.unit_set_keys(r.counted, sets.is_direct, sets.is_help,
          r.direct_paired, r.help_paired, r.county_code, r.village_code, r.product_id)
          as listed(kind, key)
    ), summed as (
      select set_id, kind, key, period, ${noDay}::int as day, sum(cents) as cents,
        sum(grams) as grams
      from amounts cross join unnest(attribution.periods_of(month)) as period
      group by 1, 2, 3, 4
      union all
      select set_id, kind, key, month, d.day::int, sum(d.cents), sum(d.grams)
      from amounts
        cross join unnest(cents_by_day, grams_by_day) with ordinality as d(cents, grams, day)
      where length(key) < 3 and (d.cents <> 0 or d.grams <> 0) group by 1, 2, 3, 4, 5
    ), unfolded as (
      select * from attribution.unfolded_unit_set_sums_published
    ), kept as (
      select set_id, kind, key, period, day, sum(cents) as cents, sum(grams) as grams from (
        select set_id, kind, key, period, ${noDay}::int as day, cents, grams
        from attribution.unit_set_sums
        union all
        select set_id, kind, key, period, ${noDay}::int, cents, grams from unfolded
        union all
        select set_id, kind, key, period, d.day, d.cents, d.grams
        from attribution.unit_set_sums cross join lateral (
          select day, cents_to_day[day] - coalesce(cents_to_day[day - 1], 0) as cents,
            grams_to_day[day] - coalesce(grams_to_day[day - 1], 0) as grams
          from generate_series(1, 31) as day) d
        where cents_to_day is not null and (d.cents <> 0 or d.grams <> 0)
        union all
        select set_id, kind, key, period, day, cents, grams from unfolded where ${ofDays}
      ) parts group by 1, 2, 3, 4, 5
    ), wrong as (
      select set_id, format('period %s, day %s, %s %s: the ledger holds %s fen; the sum %s fen',
        period, day, kind, key, coalesce(s.cents, 0), coalesce(k.cents, 0)) as detail
      from summed s full join kept k using (set_id, kind, key, period, day)
      where (coalesce(s.cents, 0), coalesce(s.grams, 0))
        is distinct from (coalesce(k.cents, 0), coalesce(k.grams, 0))
      union all
      select id, 'its units are not those of its id'
      from attribution.unit_sets where id is distinct from (
        select attribution.unit_set_id(array_agg(unit_id), array_agg(first_month),
          array_agg(last_month))
        from attribution.unit_set_members where set_id = unit_sets.id)
    )
    select '' as county_code, null::bigint as number, 'set ' || set_id || ', ' || detail as detail
    from wrong order by detail limit 1`,
  )

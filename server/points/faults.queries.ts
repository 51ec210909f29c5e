import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/**
 * A household, a village, a reward or a lot whose kept sum is not that of its entries, or a book
 * with a gap in the numbers of its entries (§7.7).
 */
export function findPointsFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with own as (
      select * from points.books where starts_with(county_code, ${prefix}::text)
    ), entered as (
      select e.*, o.county_code, case when e.kind = 'reversal' then -1 else 1 end as sign
      from points.entries e join own o on o.id = e.book_id
    ), household_faults as (
      select o.county_code, format('points of household %s of book %s: kept %s, entered %s',
        coalesce(h.household_key, e.household), o.id, h.points, e.points) as detail
      from points.households h
        full join (select book_id, household, sum(points) as points from entered
          group by 1, 2) e on e.book_id = h.book_id and e.household = h.household_key
        join own o on o.id = coalesce(h.book_id, e.book_id)
      where h.points is distinct from e.points
    ), book_faults as (
      select o.county_code, format('points book %s: kept %s entries, %s households, %s points; '
        'entered %s up to number %s, %s, %s', o.id, o.entries, o.households, o.points,
        coalesce(e.count, 0), e.last, coalesce(e.households, 0), coalesce(e.points, 0)) as detail
      from own o left join (select book_id, count(*) as count, max(number) as last,
          count(distinct household) as households, sum(points) as points
        from entered group by 1) e on e.book_id = o.id
      where (o.entries, o.entries, o.households, o.points) is distinct from
        (coalesce(e.count, 0), coalesce(e.last, 0), coalesce(e.households, 0),
          coalesce(e.points, 0))
    ), reward_faults as (
      select o.county_code, format('reward %s: kept %s, set aside %s, handed out %s',
        r.id, r.stock_count, r.stocked_count, coalesce(e.count, 0)) as detail
      from points.rewards r join own o on o.id = r.book_id
        left join (select reward_id, sum(sign * count) as count from entered
          where reward_id is not null group by 1) e on e.reward_id = r.id
      where r.stock_count <> r.stocked_count - coalesce(e.count, 0)
    ), lot_faults as (
      select e.county_code, format('lot %s: kept %s g, brought %s g', e.lot_id, p.grams,
        e.grams) as detail
      from (select lot_id, min(county_code) as county_code, sum(sign * grams) as grams
        from entered where lot_id is not null group by 1) e
        left join points.pooled_lots p on p.lot_id = e.lot_id
      where p.grams is distinct from e.grams
    )
    select county_code, detail from (
      select * from household_faults union all select * from book_faults
      union all select * from reward_faults union all select * from lot_faults) faults
    order by 1, 2 limit 1`,
  )
}

import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/**
 * A line that two persons found made up and that counts all the same, or one that does not count
 * without that (§8).
 */
export function findFlagFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with upheld as (
      select d.flag_id, unnest(d.order_line_ids) as order_line_id
      from review.flag_decisions d join review.flags f on f.id = d.flag_id
      where d.act = 'uphold' and f.state = 'upheld'
    ), reversed as (
      select order_line_id, disallowed_by
      from attribution.recognition_lines_published where disallowed_by is not null
    )
    select o.supervising_county_code as county_code, format(
      'order %s, line %s: flag %s upheld, disallowed by %s', o.number, l.line_number,
      u.flag_id, r.disallowed_by) as detail
    from upheld u full join reversed r on r.order_line_id = u.order_line_id
      join orders.order_lines_published l on l.id = coalesce(u.order_line_id, r.order_line_id)
      join orders.purchase_orders_published o on o.id = l.purchase_order_id
    where starts_with(o.supervising_county_code, ${prefix}::text)
      and (r.disallowed_by is null or not exists (select from upheld
        where order_line_id = r.order_line_id and flag_id = r.disallowed_by))
    order by 1, o.number, l.line_number limit 1`,
  )
}

/**
 * Opening figures of a village and year that the sums of places do not hold as they were approved,
 * or beside which the ledger has entries of that year (§3.11).
 */
export function findOpeningFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with approved as (
      select village_code, year, sum(cents) as cents, sum(grams) as grams
      from review.opening_lines_published where starts_with(county_code, ${prefix}::text)
      group by 1, 2
    ), kept as (
      select node_code as village_code, year, cents, grams
      from attribution.opening_sums_published
      where length(node_code) = 12 and starts_with(node_code, ${prefix}::text)
    ), posted as (
      select k.village_code, k.year, count(*) as entries
      from kept k join attribution.ledger_entries_published e on e.village_code = k.village_code
        and e.month between k.year || '-01' and k.year || '-12'
      group by 1, 2
    )
    select left(coalesce(a.village_code, k.village_code), 6) as county_code, format(
      'opening figures of %s, %s: approved are %s fen, %s g; kept are %s fen, %s g; %s entries',
      coalesce(a.village_code, k.village_code), coalesce(a.year, k.year), a.cents, a.grams,
      k.cents, k.grams, coalesce(p.entries, 0)) as detail
    from approved a full join kept k on k.village_code = a.village_code and k.year = a.year
      left join posted p on p.village_code = k.village_code and p.year = k.year
    where (a.cents, a.grams) is distinct from (k.cents, k.grams) or p.entries > 0
    order by 1, 2 limit 1`,
  )
}

/**
 * A purchase outside that the ledger does not hold as it was attested or reversed, or a line
 * that the ledger has from a purchase outside that nobody has attested (§3.11).
 */
export function findOutsideFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with attested as (
      select id, county_code, case state when 'approved' then 1 when 'reversed' then 0 end as part,
        cents, grams
      from review.outside_purchases_published where starts_with(county_code, ${prefix}::text)
    ), posted as (
      select l.order_line_id, l.supervising_county_code as county_code,
        l.accepted_cents, l.accepted_grams, l.paid_cents
      from attribution.recognition_lines_published l
      where starts_with(l.supervising_county_code, ${prefix}::text) and l.grade <> 'A'
        and exists (select from attribution.recognition_facts_published f
          where f.order_line_id = l.order_line_id and f.cause_type = 'outside_purchase')
    )
    select coalesce(a.county_code, p.county_code) as county_code, format(
      'purchase outside %s: attested are %s fen, %s g; the ledger knows %s fen, %s g, %s fen paid',
      coalesce(a.id, p.order_line_id), a.cents * a.part, a.grams * a.part, p.accepted_cents,
      p.accepted_grams, p.paid_cents) as detail
    from attested a full join posted p on p.order_line_id = a.id
    where (a.cents * a.part, a.grams * a.part, a.cents * a.part)
      is distinct from (p.accepted_cents, p.accepted_grams, p.paid_cents)
    order by 1, 2 limit 1`,
  )
}

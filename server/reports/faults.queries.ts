import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/**
 * The first stage of a place whose code begins with `prefix` that, together with the moves not
 * folded yet, is not what its documents say (§3.1); undefined where all are. Counties share the
 * sums of larger places, which are compared with the empty prefix only.
 */
export function findStageFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with orders as (
      select id, supervising_county_code as county_code, ordered_on, state
      from orders.purchase_orders_published
      where starts_with(supervising_county_code, ${prefix}::text)
    ), documents as (
      select o.county_code, 'ordered' as stage, o.ordered_on as day, l.amount_cents as cents,
        l.ordered_grams as grams
      from orders o join orders.order_lines_published l on l.purchase_order_id = o.id
      where o.state not in ('declined', 'cancelled')
      union all
      select o.county_code, 'shipped', (s.dispatched_at at time zone 'Asia/Shanghai')::date,
        l.packs * ol.unit_price_cents, l.grams
      from orders o join deliveries.shipments_published s on s.purchase_order_id = o.id
        join deliveries.shipment_lines_published l on l.shipment_id = s.id
        join orders.order_lines_published ol on ol.id = l.order_line_id
      where s.dispatched_at is not null and s.state <> 'cancelled'
      union all
      select r.supervising_county_code,
        case when f.kind in ('acceptance', 'return') then 'accepted' else 'paid' end,
        f.occurred_on, f.cents, case when f.kind in ('acceptance', 'return') then f.grams else 0 end
      from attribution.recognition_lines_published r
        join attribution.recognition_facts_published f on f.order_line_id = r.order_line_id
      where starts_with(r.supervising_county_code, ${prefix}::text)
      union all
      select o.county_code, 'invoiced', i.issued_on, i.goods_cents, 0
      from orders o join billing.invoiced_published i on i.purchase_order_id = o.id
    ), summed as (
      select node.code as node_code, period, stage, sum(cents) as cents, sum(grams) as grams
      from (
        select county_code, stage, to_char(day, 'YYYY-MM') as month, sum(cents) as cents,
          sum(grams) as grams
        from documents group by 1, 2, 3
      ) monthly
        cross join lateral (values (''), (left(county_code, 2)), (left(county_code, 4)),
          (county_code)) as node(code)
        cross join lateral (values (month), (left(month, 4)), (left(month, 4) || '-Q'
          || (right(month, 2)::int + 2) / 3)) as each(period)
      where starts_with(node.code, ${prefix}::text) group by 1, 2, 3
    ), kept as (
      select node_code, period, stage, sum(cents) as cents, sum(grams) as grams from (
        select * from attribution.stage_sums_published
        union all
        select * from attribution.unfolded_stages_published
      ) parts
      where starts_with(node_code, ${prefix}::text) group by 1, 2, 3
    )
    select node_code as county_code, format(
      'period %s, stage %s: the documents hold %s fen, %s g; the sum %s fen, %s g', period, stage,
      coalesce(s.cents, 0), coalesce(s.grams, 0), coalesce(k.cents, 0), coalesce(k.grams, 0))
      as detail
    from summed s full join kept k using (node_code, period, stage)
    where (coalesce(s.cents, 0), coalesce(s.grams, 0))
      is distinct from (coalesce(k.cents, 0), coalesce(k.grams, 0))
    order by length(node_code) desc, node_code, period, stage limit 1`,
  )
}

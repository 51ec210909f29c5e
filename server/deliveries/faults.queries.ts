import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/*
 * Each check looks at the sellers in counties whose code begins with `prefix` and returns the
 * first fault by county and number, or undefined.
 */

/**
 * A lot of which not that is offered which is left: its total, less what orders reserve or have
 * taken of it, and the adjustments (§5.3). A line stands on its reserved lot until it is packed,
 * then on the lots it was packed from; what a short closing gave up stands nowhere. The check
 * belongs to deliveries because only packing tells which lots a line stands on.
 */
export function findStockFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with shipped as (
      select l.order_line_id, l.lot_id, sum(l.grams) as grams
      from deliveries.shipment_lines l join deliveries.shipments s on s.id = l.shipment_id
      where s.state <> 'cancelled' group by 1, 2
    ), waiting as (
      select l.lot_id, l.ordered_grams - coalesce(
          (select sum(s.grams) from shipped s where s.order_line_id = l.id), 0) as grams
      from orders.order_lines_published l join orders.purchase_orders_published o
        on o.id = l.purchase_order_id
      where o.state not in ('declined', 'cancelled')
        and not exists (select from deliveries.short_closures x where x.purchase_order_id = o.id)
    ), taken as (
      select lot_id, sum(grams) as grams
      from (select lot_id, grams from shipped union all select lot_id, grams from waiting) held
      group by 1
    ), adjusted as (
      select lot_id, sum(change_grams) as grams
      from catalogue.lot_adjustments_published group by 1
    )
    select c.county_code, format(
      'lot %s: %s g in all, %s g ordered, %s g adjusted, but %s g are offered', lots.number,
      lots.total_grams, coalesce(t.grams, 0), coalesce(a.grams, 0), s.available_grams) as detail
    from catalogue.lots_published lots join catalogue.lot_stock_published s on s.lot_id = lots.id
      join catalogue.products_published p on p.id = lots.product_id
      join organisations.cooperatives_published c on c.organisation_id = p.cooperative_id
      left join taken t on t.lot_id = lots.id
      left join adjusted a on a.lot_id = lots.id
    where starts_with(c.county_code, ${prefix}::text) and s.available_grams
      <> lots.total_grams - coalesce(t.grams, 0) + coalesce(a.grams, 0)
    order by c.county_code, lots.number limit 1`,
  )
}

/** A shipped line whose villages' shares do not sum to 10,000 (§2.3, §3.6). */
export function findShipmentVillagesFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select c.county_code, format('shipment %s: the villages of a line sum to %s of 10000', s.number,
      coalesce(sum(v.share_basis_points), 0)) as detail
    from deliveries.shipment_lines l join deliveries.shipments s on s.id = l.shipment_id
      join organisations.cooperatives_published c on c.organisation_id = s.cooperative_id
      left join deliveries.shipment_line_villages v on v.shipment_line_id = l.id
    where starts_with(c.county_code, ${prefix}::text)
    group by c.county_code, s.number, l.id
    having coalesce(sum(v.share_basis_points), 0) <> 10000
    order by c.county_code, s.number limit 1`,
  )
}

/** A weighed line, signed surplus or correction whose weight did not reach the ledger's facts. */
export function findReceiptFactFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select c.county_code, format('goods receipt %s: a line accepted %s g, the ledger knows %s',
      r.number, l.accepted_grams, coalesce(f.grams::text, 'nothing')) as detail
    from (
        select id, receipt_id, order_line_id, accepted_grams, 'goods_receipt' as cause_type
        from deliveries.goods_receipt_lines
        union all
        select id, receipt_id, order_line_id, case when state = 'confirmed' then grams else 0 end,
          'goods_receipt'
        from deliveries.weight_surpluses
        union all
        select id, receipt_id, order_line_id, case when state = 'confirmed' then grams else 0 end,
          'correction'
        from deliveries.acceptance_corrections) l
      join deliveries.goods_receipts r on r.id = l.receipt_id
      join deliveries.shipments s on s.id = r.shipment_id
      join organisations.cooperatives_published c on c.organisation_id = s.cooperative_id
      left join attribution.recognition_facts_published f on f.cause_type = l.cause_type
        and f.cause_line_id = l.id and f.order_line_id = l.order_line_id
    where starts_with(c.county_code, ${prefix}::text)
      and f.grams is distinct from l.accepted_grams
      and not (l.accepted_grams = 0 and f.grams is null)
    order by c.county_code, r.number limit 1`,
  )
}

/** An order whose kept acceptance is not the sum of its papers: receipts, surpluses, returns. */
export function findAcceptanceFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select o.supervising_county_code as county_code, format(
      'order %s: %s fen were accepted until %s, but %s until %s are kept', o.number,
      s.accepted_cents, s.last_received_on, a.accepted_cents, a.last_received_on) as detail
    from deliveries.accepted_sums s
    full join deliveries.order_acceptances a on a.purchase_order_id = s.purchase_order_id
    join orders.purchase_orders_published o
      on o.id = coalesce(s.purchase_order_id, a.purchase_order_id)
    where starts_with(o.supervising_county_code, ${prefix}::text)
      and (coalesce(s.accepted_cents, 0) <> coalesce(a.accepted_cents, 0)
        or s.last_received_on is distinct from a.last_received_on)
    order by 1, o.number limit 1`,
  )
}

/**
 * A signed correction of a unit, helper or channel that did not reach the ledger, or one of the
 * ledger that nobody signed (§3.16).
 */
export function findCreditCorrectionFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select o.supervising_county_code as county_code, format(
      'order %s: signed is %s for %s in place of %s, the ledger has %s for %s in place of %s, '
        || 'introduced by %s in place of %s', o.number, k.channel, k.to_unit_id, k.from_unit_id,
      c.channel, c.buyers, c.buyers_before, c.helper, c.helper_before) as detail
    from (select * from deliveries.credit_corrections where state = 'confirmed') k
    full join (
      select *, (credit_before->'directCredits')::text as buyers_before,
        (credit->'directCredits')::text as buyers,
        credit_before->>'helpUnitId' as helper_before, credit->>'helpUnitId' as helper,
        credit_before->>'introductionId' as introduction_before,
        credit->>'introductionId' as introduction
      from attribution.credit_changes_published) c on c.id = k.id
    join orders.purchase_orders_published o
      on o.id = coalesce(k.purchase_order_id, c.purchase_order_id)
    where starts_with(o.supervising_county_code, ${prefix}::text)
      and ((k.purchase_order_id, k.channel_before, k.channel) is distinct from
          (c.purchase_order_id, c.channel_before, c.channel)
        or case k.credit_as when 'help' then
            (c.buyers_before, k.from_unit_id::text, k.to_unit_id::text, k.introduction_id::text)
              is distinct from (c.buyers, c.helper_before, c.helper, c.introduction)
          else (coalesce(replace(c.buyers_before, k.from_unit_id::text, k.to_unit_id::text),
              c.buyers_before), c.helper_before, c.introduction_before)
            is distinct from (c.buyers, c.helper, c.introduction) end)
    order by 1, o.number limit 1`,
  )
}

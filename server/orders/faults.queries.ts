import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/**
 * The first purchase order whose goods total is not the sum of its lines (§2.2), in counties
 * whose code begins with `prefix`; undefined where all are.
 */
export function findOrderTotalFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select o.supervising_county_code as county_code,
      format('purchase order %s says %s fen, its lines %s', o.number, o.goods_cents,
        coalesce(sum(l.amount_cents), 0)) as detail
    from orders.purchase_orders o left join orders.order_lines l on l.purchase_order_id = o.id
    where starts_with(o.supervising_county_code, ${prefix}::text)
    group by o.id having o.goods_cents <> coalesce(sum(l.amount_cents), 0)
    order by o.supervising_county_code, o.number limit 1`,
  )
}

/**
 * The first budget that does not say what the unit's orders of the year take of it (§5.8), of the
 * units in counties whose code begins with `prefix`; undefined where all do.
 */
export function findBudgetFault(reader: Reader, prefix: string): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select left(unit.division_code, 6) as county_code,
      format('the budget of %s for %s says %s fen committed, its orders %s', unit.name, b.year,
        b.committed_cents, coalesce(sum(o.committed_cents), 0)) as detail
    from orders.unit_budgets b
    join organisations.organisations_published unit on unit.id = b.unit_id
    left join orders.purchase_orders o on o.unit_id = b.unit_id
      and o.ordered_on between make_date(b.year, 1, 1) and make_date(b.year, 12, 31)
    where starts_with(unit.division_code, ${prefix}::text)
    group by unit.id, unit.division_code, unit.name, b.unit_id, b.year, b.committed_cents
    having b.committed_cents <> coalesce(sum(o.committed_cents), 0)
    order by 1, unit.name, b.year limit 1`,
  )
}

/**
 * The first requisition that officials of a county whose code begins with `prefix` would miss in
 * their list, or find there without an order; undefined where there is none.
 */
export function findRequisitionCountyFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with ordered as (
      select distinct o.supervising_county_code as county_code, r.requested_at, r.id, r.number
      from orders.purchase_orders o join orders.requisitions r on r.id = o.requisition_id
      where starts_with(o.supervising_county_code, ${prefix}::text)
    ), kept as (
      select supervising_county_code as county_code, requested_at, requisition_id as id
      from orders.requisition_counties
      where starts_with(supervising_county_code, ${prefix}::text)
    )
    select county_code, format('requisition %s: %s', coalesce(number, id::text),
      case when kept is null then 'the list of the county lacks it'
        else 'no order of the county came of it' end) as detail
    from ordered full join kept using (county_code, requested_at, id)
    where ordered is null or kept is null
    order by county_code, number limit 1`,
  )
}

/**
 * The first order that the ledger credits to other units, or through another channel, than was
 * fixed when it was placed (§3.6) and signed to be right since (§3.16); undefined where there is
 * none in the counties whose code begins with `prefix`.
 */
export function findOrderCreditFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with orders as (
      select id, number, supervising_county_code as county_code, channel_kind as channel, credit
      from orders.purchase_orders where starts_with(supervising_county_code, ${prefix}::text)
    ), changes as (
      select c.*, lag(channel) over followed as earlier_channel,
        lag(credit) over followed as earlier_credit,
        lead(number) over followed is null as is_last
      from attribution.credit_changes_published c
      window followed as (partition by purchase_order_id order by number)
    ), credited as (
      select o.county_code, o.number, l.channel, l.credit,
        coalesce(c.channel, o.channel) as right_channel,
        coalesce(c.credit, o.credit) as right_credit
      from orders o join attribution.recognition_lines_published l on l.purchase_order_id = o.id
        left join changes c on c.purchase_order_id = o.id and c.is_last
      union all
      select o.county_code, o.number, c.channel_before, c.credit_before,
        coalesce(c.earlier_channel, o.channel), coalesce(c.earlier_credit, o.credit)
      from orders o join changes c on c.purchase_order_id = o.id
    )
    select county_code, format('order %s is credited as %s %s, and should be as %s %s', number,
      channel, credit, right_channel, right_credit) as detail
    from credited where (channel, credit) is distinct from (right_channel, right_credit)
    order by county_code, number limit 1`,
  )
}

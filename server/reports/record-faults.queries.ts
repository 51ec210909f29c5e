import { type SQL, sql } from 'drizzle-orm'
import type { Database, Transaction } from '../platform/db/transaction.ts'

type Found = {
  countyCode: string
  detail: string
}

/** A check of the records below the ledger: the first one that is wrong, by county and name. */
interface RecordCheck {
  name: string
  statement: (prefix: string) => SQL
}

const supervised = (prefix: string) => sql`starts_with(c.county_code, ${prefix}::text)`

/**
 * What is left of a lot is its total, less what orders reserve or have taken of it, and the
 * adjustments (§5.3). A line stands on its reserved lot until it is packed, then on the lots it
 * was packed from; what a short closing gave up stands nowhere.
 */
const stock: RecordCheck = {
  name: 'stock',
  statement: (prefix) => sql`
    with shipped as (
      select l.order_line_id, l.lot_id, sum(l.grams) as grams
      from deliveries.shipment_lines_published l join deliveries.shipments_published s
        on s.id = l.shipment_id
      where s.state <> 'cancelled' group by 1, 2
    ), waiting as (
      select l.lot_id, l.ordered_grams - coalesce(
          (select sum(s.grams) from shipped s where s.order_line_id = l.id), 0) as grams
      from orders.order_lines_published l join orders.purchase_orders_published o
        on o.id = l.purchase_order_id
      where o.state not in ('declined', 'cancelled')
        and not exists (select from deliveries.short_closures_published x
          where x.purchase_order_id = o.id)
    ), taken as (
      select lot_id, sum(grams) as grams
      from (select lot_id, grams from shipped union all select lot_id, grams from waiting) all_of_it
      group by 1
    ), adjusted as (
      select lot_id, sum(change_grams) as grams
        from catalogue.lot_adjustments_published lot_adjustments group by 1
    )
    select c.county_code as "countyCode", format(
      'lot %s: %s g in all, %s g ordered, %s g adjusted, but %s g are offered', lots.number,
      lots.total_grams, coalesce(t.grams, 0), coalesce(a.grams, 0), s.available_grams) as detail
    from catalogue.lots_published lots join catalogue.lot_stock_published s on s.lot_id = lots.id
      join catalogue.products_published p on p.id = lots.product_id
      join organisations.cooperatives_published c on c.organisation_id = p.cooperative_id
      left join taken t on t.lot_id = lots.id
      left join adjusted a on a.lot_id = lots.id
    where ${supervised(prefix)} and s.available_grams
      <> lots.total_grams - coalesce(t.grams, 0) + coalesce(a.grams, 0)
    order by c.county_code, lots.number limit 1`,
}

const lotVillages: RecordCheck = {
  name: 'lot_villages',
  statement: (prefix) => sql`
    select c.county_code as "countyCode",
      format('lot %s: its villages sum to %s of 10000', lots.number,
        coalesce(sum(v.share_basis_points), 0)) as detail
    from catalogue.lots_published lots join catalogue.products_published p on p.id = lots.product_id
      join organisations.cooperatives_published c on c.organisation_id = p.cooperative_id
      left join catalogue.lot_villages_published v on v.lot_id = lots.id
    where ${supervised(prefix)}
    group by c.county_code, lots.id, lots.number
    having coalesce(sum(v.share_basis_points), 0) <> 10000
    order by c.county_code, lots.number limit 1`,
}

const shippedVillages: RecordCheck = {
  name: 'shipment_villages',
  statement: (prefix) => sql`
    select c.county_code as "countyCode",
      format('shipment %s: the villages of a line sum to %s of 10000', s.number,
        coalesce(sum(v.share_basis_points), 0)) as detail
    from deliveries.shipment_lines_published l join deliveries.shipments_published s
      on s.id = l.shipment_id
      join organisations.cooperatives_published c on c.organisation_id = s.cooperative_id
      left join deliveries.shipment_line_villages_published v on v.shipment_line_id = l.id
    where ${supervised(prefix)}
    group by c.county_code, s.number, l.id
    having coalesce(sum(v.share_basis_points), 0) <> 10000
    order by c.county_code, s.number limit 1`,
}

const orderTotals: RecordCheck = {
  name: 'order_total',
  statement: (prefix) => sql`
    select o.supervising_county_code as "countyCode",
      format('purchase order %s says %s fen, its lines %s', o.number, o.goods_cents,
        coalesce(sum(l.amount_cents), 0)) as detail
    from orders.purchase_orders_published o left join orders.order_lines_published l
      on l.purchase_order_id = o.id
    where starts_with(o.supervising_county_code, ${prefix}::text)
    group by o.id having o.goods_cents <> coalesce(sum(l.amount_cents), 0)
    order by o.supervising_county_code, o.number limit 1`,
}

const invoiceTotals: RecordCheck = {
  name: 'invoice_total',
  statement: (prefix) => sql`
    select c.county_code as "countyCode",
      format('invoice %s says %s fen, its lines %s', i.number, i.goods_cents,
        coalesce(sum(l.amount_cents), 0)) as detail
    from billing.invoices_published i join organisations.cooperatives_published c
      on c.organisation_id = i.cooperative_id
      left join billing.invoice_lines_published l on l.invoice_id = i.id
    where ${supervised(prefix)}
    group by c.county_code, i.id having i.goods_cents <> coalesce(sum(l.amount_cents), 0)
    order by c.county_code, i.number limit 1`,
}

/** Every weighed line must have reached the ledger's facts with its own weight (§6.3). */
const receiptFacts: RecordCheck = {
  name: 'receipt_fact',
  statement: (prefix) => sql`
    select c.county_code as "countyCode",
      format('goods receipt %s: a line accepted %s g, the ledger knows %s', r.number,
        l.accepted_grams, coalesce(f.grams::text, 'nothing')) as detail
    from deliveries.goods_receipt_lines_published l join deliveries.goods_receipts_published r
      on r.id = l.receipt_id
      join deliveries.shipments_published s on s.id = r.shipment_id
      join organisations.cooperatives_published c on c.organisation_id = s.cooperative_id
      left join attribution.recognition_facts_published f on f.cause_type = 'goods_receipt'
        and f.cause_line_id = l.id and f.order_line_id = l.order_line_id and f.kind = 'acceptance'
    where ${supervised(prefix)} and f.grams is distinct from l.accepted_grams
      and not (l.accepted_grams = 0 and f.grams is null)
    order by c.county_code, r.number limit 1`,
}

const checks = [stock, lotVillages, shippedVillages, orderTotals, invoiceTotals, receiptFacts]

/** The first fault of the records, read out of one snapshot. */
export function firstRecordFault(db: Database, prefix: string) {
  return db.transaction((tx) => firstOf(tx, prefix), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  })
}

async function firstOf(tx: Transaction, prefix: string) {
  for (const { name, statement } of checks) {
    const [found] = await tx.execute<Found>(statement(prefix))
    if (found !== undefined) return { check: name, number: null, ...found }
  }
  return null
}

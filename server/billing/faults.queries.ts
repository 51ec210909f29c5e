import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/**
 * The first invoice whose goods total is not the sum of its lines (§7.4), of the sellers in
 * counties whose code begins with `prefix`; undefined where all are.
 */
export function findInvoiceTotalFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select c.county_code, format('invoice %s says %s fen, its lines %s', i.number, i.goods_cents,
      coalesce(sum(l.amount_cents), 0)) as detail
    from billing.invoices i join organisations.cooperatives_published c
      on c.organisation_id = i.cooperative_id
      left join billing.invoice_lines l on l.invoice_id = i.id
    where starts_with(c.county_code, ${prefix}::text)
    group by c.county_code, i.id having i.goods_cents <> coalesce(sum(l.amount_cents), 0)
    order by c.county_code, i.number limit 1`,
  )
}

/** An invoice that is open and not listed as open, or the other way round. */
export function findOpenInvoiceFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select coalesce(u.supervising_county_code, o.supervising_county_code) as county_code,
      format(case when o.invoice_id is null then 'invoice %s is not paid, but not kept as open'
        else 'invoice %s is paid, but kept as open' end, i.number) as detail
    from billing.unpaid_invoices u
    full join billing.open_invoices o on o.invoice_id = u.invoice_id
    join billing.invoices i on i.id = coalesce(u.invoice_id, o.invoice_id)
    where (u.invoice_id is null or o.invoice_id is null) and starts_with(
      coalesce(u.supervising_county_code, o.supervising_county_code), ${prefix}::text)
    order by 1, i.number limit 1`,
  )
}

/** An order whose kept sum of invoiced goods is not that of its invoices. */
export function findInvoicedSumFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    select a.supervising_county_code as county_code, format(
      'order %s: its invoices say %s fen, %s are kept', o.number, coalesce(i.cents, 0),
      a.invoiced_cents) as detail
    from deliveries.order_acceptances_published a
    join orders.purchase_orders_published o on o.id = a.purchase_order_id
    left join (
      select purchase_order_id, sum(goods_cents) as cents from billing.invoices group by 1
    ) i on i.purchase_order_id = a.purchase_order_id
    where starts_with(a.supervising_county_code, ${prefix}::text)
      and a.invoiced_cents <> coalesce(i.cents, 0)
    order by 1, o.number limit 1`,
  )
}

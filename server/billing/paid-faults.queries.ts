import { sql } from 'drizzle-orm'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'

/**
 * An invoice that is paid and not kept so, or with another day, or the other way round; or a number
 * of invoices of a unit, by days to pay (§7.2), that is not that of its paid invoices, of counties
 * whose code begins with `prefix`. Goods may arrive after an invoice of their order was paid, so
 * days may have counted from an earlier acceptance than the last one known, never from a later.
 */
export function findPaidInvoiceFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with closed as (
      select *, coalesce(billing.last_acceptance(invoice_id), issued_on) as last_on
      from billing.closed_invoices where starts_with(supervising_county_code, ${prefix}::text)
    ), paid as (
      select * from billing.paid_invoices
      where starts_with(supervising_county_code, ${prefix}::text)
    ), moves as (
      select supervising_county_code, unit_id, days, 1 as invoices,
        billing.months_covering(to_char(paid_on, 'YYYY-MM')) as month
      from paid
      union all
      select supervising_county_code, unit_id, days, -invoices, billing.months_covering(month)
      from billing.unfolded_payments where starts_with(supervising_county_code, ${prefix}::text)
      union all
      select supervising_county_code, unit_id, days, -invoices, month
      from billing.days_to_pay where starts_with(supervising_county_code, ${prefix}::text)
    ), faults as (
      select coalesce(c.supervising_county_code, p.supervising_county_code) as county_code,
        format('invoice %s was paid on %s after an acceptance on %s; kept are %s and %s',
          coalesce(c.invoice_id, p.invoice_id), c.paid_on, c.last_on, p.paid_on, p.counts_from)
          as detail
      from closed c full join paid p on p.invoice_id = c.invoice_id
      where (c.paid_on, c.unit_id, c.supervising_county_code)
          is distinct from (p.paid_on, p.unit_id, p.supervising_county_code)
        or (p.counts_from > c.last_on and p.counts_from <> c.issued_on)
      union all
      select supervising_county_code, format(
        'unit %s, twelve months to %s: %s invoices more are paid in %s days than are kept', unit_id,
        month, sum(invoices), days)
      from moves group by supervising_county_code, unit_id, days, month having sum(invoices) <> 0
    )
    select county_code, detail from faults order by 1, 2 limit 1`,
  )
}

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

import { sql } from 'drizzle-orm'
import { queryRow } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../../platform/record-fault.ts'

/**
 * The first payment run (§7.2) that is not what it says, by the county of the seller it pays: a sum
 * that is not that of its parts, a released part without its payment or with another one's amount,
 * a payment of a run that nobody released, or of a transfer that came back and still counts.
 */
export function findPaymentRunFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with wrong as (
      select p.cooperative_id, format('run %s pays %s fen, its payees %s', r.number,
        r.amount_cents, sum(all_of.amount_cents)) as detail
      from billing.payment_runs r
      join billing.payment_run_payees p on p.run_id = r.id and p.position = 1
      join billing.payment_run_payees all_of on all_of.run_id = r.id
      group by r.id, p.cooperative_id having sum(all_of.amount_cents) <> r.amount_cents
      union all
      select p.cooperative_id, format('run %s pays payee %s %s fen, its invoices say %s', r.number,
        p.position, p.amount_cents, coalesce(sum(i.amount_cents), 0))
      from billing.payment_run_payees p join billing.payment_runs r on r.id = p.run_id
      left join billing.payment_run_invoices i
        on i.run_id = p.run_id and i.cooperative_id = p.cooperative_id
      group by r.id, p.run_id, p.cooperative_id
      having coalesce(sum(i.amount_cents), 0) <> p.amount_cents
      union all
      select i.cooperative_id, format(
        'run %s, %s: the payment of invoice %s is not what was released',
        r.number, r.state, i.invoice_id)
      from billing.payment_run_invoices i join billing.payment_runs r on r.id = i.run_id
      join billing.payment_run_payees p
        on p.run_id = i.run_id and p.cooperative_id = i.cooperative_id
      left join billing.payments paid on paid.id = i.payment_id
      where case when r.state = 'released' then paid.id is null
          or (paid.invoice_id, paid.amount_cents) is distinct from (i.invoice_id, i.amount_cents)
          or (p.returned_at is not null and paid.state <> 'rejected')
        else paid.id is not null end
    )
    select c.county_code, w.detail from wrong w
    join organisations.cooperatives_published c on c.organisation_id = w.cooperative_id
    where starts_with(c.county_code, ${prefix}::text) order by 1, 2 limit 1`,
  )
}

import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const payerRow = z.object({ unitId: z.uuid() })

/**
 * The units that owe a cooperative money or are about to: with open invoices, with accepted goods
 * that no invoice covers yet, or with orders under way.
 */
export async function selectPayers(reader: Reader, cooperativeId: string): Promise<string[]> {
  const rows = await queryRows(
    reader,
    payerRow,
    sql`
    select unit_id from billing.open_invoices where cooperative_id = ${cooperativeId}
    union
    select unit_id from deliveries.order_acceptances_published
    where cooperative_id = ${cooperativeId} and accepted_cents > invoiced_cents
    union
    select unit_id from orders.purchase_orders_published
    where cooperative_id = ${cooperativeId} and state in ('placed', 'confirmed', 'shipped')
    order by unit_id`,
  )
  return rows.map((row) => row.unitId)
}

const payerAccount = z.object({
  purchaseOrderId: z.uuid(),
  invoiceId: z.uuid(),
  invoiceNumber: z.string(),
  name: z.string(),
  account: z.string(),
  paidOn: z.string(),
  amountCents: z.int(),
})

/**
 * From which account orders were paid, by the statement of either side: the other's account of what
 * the seller received, one's own of what the unit sent.
 */
export function payerAccountsOf(reader: Reader, purchaseOrderIds: readonly string[]) {
  return queryRows(
    reader,
    payerAccount,
    sql`
    select distinct o.purchase_order_id, i.id as invoice_id, i.number as invoice_number,
      case when b.amount_cents > 0 then b.counterparty_name else '' end as name,
      case when b.amount_cents > 0 then b.counterparty_account else b.account end as account,
      p.paid_on, p.amount_cents
    from orders.order_lines_published o
      join billing.invoice_lines l on l.order_line_id = o.id
      join billing.invoices i on i.id = l.invoice_id
      join billing.payments p on p.invoice_id = i.id and p.state = 'confirmed'
      join billing.bank_matches m on m.payment_id = p.id
      join billing.bank_lines b on b.id = m.line_id
    where o.purchase_order_id = any(${arrayOf('uuid', purchaseOrderIds)})
    order by p.paid_on, i.id`,
  )
}

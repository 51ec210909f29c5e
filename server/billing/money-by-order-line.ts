import { sql } from 'drizzle-orm'
import type { Reader } from '../platform/db/transaction.ts'

/** Money of an order line in 分, over all invoices; only what the other side has confirmed. */
export interface MoneyOfLine {
  orderLineId: string
  invoicedCents: number
  paidCents: number
  refundedCents: number
}

/** Invoiced, paid and refunded money of each line of an order that is on an invoice. */
export async function moneyByOrderLine(
  reader: Reader,
  purchaseOrderId: string,
): Promise<MoneyOfLine[]> {
  const rows = await reader.execute<Record<keyof MoneyOfLine, string>>(sql`
    with billed as (
      select line.order_line_id, sum(line.amount_cents) as cents
      from billing.invoice_lines line join billing.invoices invoice on invoice.id = line.invoice_id
      where invoice.purchase_order_id = ${purchaseOrderId} group by 1
    ), paid as (
      select line.order_line_id, sum(line.amount_cents) as cents
      from billing.invoices invoice join billing.payments payment on payment.invoice_id = invoice.id
      join billing.payment_lines line on line.payment_id = payment.id
      where invoice.purchase_order_id = ${purchaseOrderId} group by 1
    ), refunded as (
      select line.order_line_id, sum(line.amount_cents) as cents
      from billing.invoices invoice join billing.refunds refund on refund.invoice_id = invoice.id
      join billing.refund_lines line on line.refund_id = refund.id
      where invoice.purchase_order_id = ${purchaseOrderId} and refund.state = 'confirmed'
      group by 1
    )
    select billed.order_line_id as "orderLineId", billed.cents as "invoicedCents",
      coalesce(paid.cents, 0) as "paidCents", coalesce(refunded.cents, 0) as "refundedCents"
    from billed left join paid using (order_line_id) left join refunded using (order_line_id)
    order by billed.order_line_id`)
  return rows.map((row) => ({
    orderLineId: row.orderLineId,
    invoicedCents: Number(row.invoicedCents),
    paidCents: Number(row.paidCents),
    refundedCents: Number(row.refundedCents),
  }))
}

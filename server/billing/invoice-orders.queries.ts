import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { z } from 'zod'
import { cents } from '../../shared/money.ts'
import type { PurchaseOrderRow } from '../orders/index.ts'
import { arrayOf, insertRows, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invoiceOrders } from './billing.tables.ts'

/** Whether a column names an invoice that bills something of an order, where one is asked for. */
export function isInvoiceOf(column: SQLWrapper, purchaseOrderId?: string): SQL | undefined {
  if (purchaseOrderId === undefined) return undefined
  return sql`${column} in (select invoice_id from billing.invoice_orders
    where purchase_order_id = ${purchaseOrderId})`
}

/** The ids and numbers of the orders that an invoice bills, as JSON. */
export function ordersOf(invoiceId: SQL): SQL<{ id: string; number: string }[]> {
  return sql`(
    select json_agg(json_build_object('id', ordered.id, 'number', ordered.number)
      order by ordered.number)
    from billing.invoice_orders billed
    join orders.purchase_orders_published ordered on ordered.id = billed.purchase_order_id
    where billed.invoice_id = ${invoiceId} and billed.credit_note_id is null)`
}

/** The day of the last acceptance of an invoice's orders, as a select of one row. */
export function lastAcceptance(invoiceId: SQL): SQL {
  return sql`
    select max(accepted.last_received_on) as last_received_on
    from billing.invoice_orders billed
    join deliveries.order_acceptances_published accepted
      on accepted.purchase_order_id = billed.purchase_order_id
    where billed.invoice_id = ${invoiceId}`
}

/** Whether an order of an invoice is billed for more than was accepted of it. */
export function exceedsAcceptance(invoiceId: SQL): SQL {
  return sql`exists (
    select from billing.invoice_orders billed
    join deliveries.order_acceptances_published accepted
      on accepted.purchase_order_id = billed.purchase_order_id
    where billed.invoice_id = ${invoiceId} and accepted.invoiced_cents > accepted.accepted_cents)`
}

const billedOrder = z.object({
  invoiceId: z.uuid(),
  purchaseOrderId: z.uuid(),
  goodsCents: cents,
  freightCents: cents,
  /** Goods and freight before credit notes. */
  issuedCents: cents,
})
export type BilledOrder = z.output<typeof billedOrder>

/** What invoices bill of each of their orders in 分, less credit notes; nothing where void. */
export function billedOrders(
  reader: Reader,
  invoiceIds: readonly string[],
): Promise<BilledOrder[]> {
  return queryRows(
    reader,
    billedOrder,
    sql`
    select invoice_id, purchase_order_id,
      coalesce(sum(goods_cents) filter (where not is_void), 0)::bigint as goods_cents,
      coalesce(sum(freight_cents) filter (where not is_void), 0)::bigint as freight_cents,
      sum(goods_cents + freight_cents) filter (where credit_note_id is null)::bigint as issued_cents
    from billing.invoice_orders billed cross join lateral (
      select exists (select from billing.invoice_voids v where v.invoice_id = billed.invoice_id)
        as is_void) voided
    where invoice_id = any(${arrayOf('uuid', invoiceIds)})
    group by invoice_id, purchase_order_id order by invoice_id, purchase_order_id`,
  )
}

export async function insertInvoiceOrders(
  tx: Transaction,
  rows: (typeof invoiceOrders.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, invoiceOrders, rows)
}

const invoicedLine = z.object({ orderLineId: z.uuid(), grams: cents, amountCents: cents })

/** The sums of all invoices of orders less their credit notes, by order line. */
export function invoicedByOrderLine(reader: Reader, purchaseOrderIds: readonly string[]) {
  return queryRows(
    reader,
    invoicedLine,
    sql`
    with lines as (
      select id from orders.order_lines_published
      where purchase_order_id = any(${arrayOf('uuid', purchaseOrderIds)})
    )
    select order_line_id, sum(grams)::bigint as grams, sum(amount_cents)::bigint as amount_cents
    from (
      select l.order_line_id, l.grams, l.amount_cents
      from lines join billing.invoice_lines_published l on l.order_line_id = lines.id
      union all
      select c.order_line_id, -c.grams, -c.amount_cents
      from lines join billing.credit_note_lines c on c.order_line_id = lines.id
    ) billed group by order_line_id`,
  )
}

const invoicedOrder = billedOrder.omit({ invoiceId: true, issuedCents: true })

/** Goods and freight on all invoices of each order less their credit notes, in 分. */
export async function invoicedTotals(reader: Reader, purchaseOrderIds: readonly string[]) {
  const rows = await queryRows(
    reader,
    invoicedOrder,
    sql`
    select purchase_order_id, sum(goods_cents)::bigint as goods_cents,
      sum(freight_cents)::bigint as freight_cents
    from billing.invoice_orders
    where purchase_order_id = any(${arrayOf('uuid', purchaseOrderIds)})
      and not exists (
        select from billing.invoice_voids v where v.invoice_id = invoice_orders.invoice_id)
    group by 1`,
  )
  return new Map(rows.map((row) => [row.purchaseOrderId, row]))
}

const orderId = z.object({ purchaseOrderId: z.uuid() })

/**
 * Other orders with accepted goods on no invoice yet that may stand on one invoice with an order:
 * of the same two sides, supervised by the same county. Oldest acceptance first.
 */
export async function ordersToInvoiceBeside(
  reader: Reader,
  order: PurchaseOrderRow,
  limit: number,
): Promise<string[]> {
  const { id, unitId, cooperativeId, supervisingCountyCode } = order
  const rows = await queryRows(
    reader,
    orderId,
    sql`
    select purchase_order_id from deliveries.order_acceptances_published
    where cooperative_id = ${cooperativeId} and unit_id = ${unitId}
      and supervising_county_code = ${supervisingCountyCode} and purchase_order_id <> ${id}
      and accepted_cents > invoiced_cents
    order by last_received_on, purchase_order_id limit ${limit}`,
  )
  return rows.map((row) => row.purchaseOrderId)
}

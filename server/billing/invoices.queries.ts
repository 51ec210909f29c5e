import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { InvoicedAmounts } from '../../shared/billing/allocate-payment.ts'
import { cents } from '../../shared/money.ts'
import { day } from '../../shared/scalars.ts'
import { cooperatives, purchaseOrders, units } from '../deliveries/index.ts'
import { orderLinesPublished } from '../orders/index.ts'
import { equals, insertRows, isAnyOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invoiceLines, invoices } from './billing.tables.ts'

export type InvoiceRow = typeof invoices.$inferSelect

/** An invoice with all its line amounts: what every split of its money goes by. */
export type InvoiceWithLines = InvoiceRow & InvoicedAmounts

export async function invoiceWithLines(
  reader: Reader,
  id: string,
): Promise<InvoiceWithLines | null> {
  const [row] = await reader.select().from(invoices).where(eq(invoices.id, id))
  if (row === undefined) return null
  const lines = await reader
    .select({ orderLineId: invoiceLines.orderLineId, amountCents: invoiceLines.amountCents })
    .from(invoiceLines)
    .where(eq(invoiceLines.invoiceId, id))
    .orderBy(asc(invoiceLines.orderLineId))
  return { ...row, lines }
}

/** Which invoices are meant; what is not given does not matter. */
export interface InvoicesQuestion {
  /** The condition of `visibleOrders`. */
  visible?: SQL
  id?: string
  purchaseOrderId?: string
}

/** Invoices with the names that stand beside them, oldest first. */
export function selectInvoices(reader: Reader, question: InvoicesQuestion) {
  return reader
    .select({
      invoice: invoices,
      purchaseOrderNumber: purchaseOrders.number,
      cooperativeName: cooperatives.name,
      unitName: units.name,
      isNumberShared: sql<boolean>`exists (select from billing.invoices as other
        where other.number = ${invoices.number}
          and other.cooperative_id <> ${invoices.cooperativeId})`,
    })
    .from(invoices)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, invoices.purchaseOrderId))
    .innerJoin(cooperatives, eq(cooperatives.id, invoices.cooperativeId))
    .innerJoin(units, eq(units.id, invoices.unitId))
    .where(
      and(
        question.visible,
        equals(invoices.id, question.id),
        equals(invoices.purchaseOrderId, question.purchaseOrderId),
      ),
    )
    .orderBy(asc(invoices.issuedOn), asc(invoices.id))
    .limit(200)
}
export type InvoiceDetails = Awaited<ReturnType<typeof selectInvoices>>[number]

export function selectInvoiceLines(reader: Reader, invoiceIds: readonly string[]) {
  return reader
    .select({
      line: invoiceLines,
      lineNumber: orderLinesPublished.lineNumber,
      productName: orderLinesPublished.productName,
      packName: orderLinesPublished.packName,
    })
    .from(invoiceLines)
    .innerJoin(orderLinesPublished, eq(orderLinesPublished.id, invoiceLines.orderLineId))
    .where(isAnyOf(invoiceLines.invoiceId, invoiceIds))
    .orderBy(asc(orderLinesPublished.lineNumber))
}
export type InvoiceLineDetails = Awaited<ReturnType<typeof selectInvoiceLines>>[number]

export interface InvoicedLine {
  orderLineId: string
  grams: number
  amountCents: number
}

/** The sums of all invoices of an order, by order line. */
export function invoicedByOrderLine(
  reader: Reader,
  purchaseOrderId: string,
): Promise<InvoicedLine[]> {
  return reader
    .select({
      orderLineId: invoiceLines.orderLineId,
      grams: sql`sum(${invoiceLines.grams})`.mapWith(Number),
      amountCents: sql`sum(${invoiceLines.amountCents})`.mapWith(Number),
    })
    .from(invoiceLines)
    .innerJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .where(eq(invoices.purchaseOrderId, purchaseOrderId))
    .groupBy(invoiceLines.orderLineId)
}

/** Goods and freight on all invoices of an order, in 分. */
export async function invoicedTotals(
  reader: Reader,
  purchaseOrderId: string,
): Promise<{ goodsCents: number; freightCents: number }> {
  const [row] = await reader
    .select({
      goodsCents: sql`coalesce(sum(${invoices.goodsCents}), 0)`.mapWith(Number),
      freightCents: sql`coalesce(sum(${invoices.freightCents}), 0)`.mapWith(Number),
    })
    .from(invoices)
    .where(eq(invoices.purchaseOrderId, purchaseOrderId))
  return row ?? { goodsCents: 0, freightCents: 0 }
}

/** False when the seller has an invoice of this number already (§7.4). */
export async function insertInvoice(
  tx: Transaction,
  row: typeof invoices.$inferInsert,
  lines: (typeof invoiceLines.$inferInsert)[],
): Promise<boolean> {
  const inserted = await tx
    .insert(invoices)
    .values(row)
    .onConflictDoNothing({ target: [invoices.cooperativeId, invoices.number] })
    .returning({ id: invoices.id })
  if (inserted.length === 0) return false
  await insertRows(tx, invoiceLines, lines)
  return true
}

/** Whether a file belongs to an invoice of an order that `visible` lets be seen. */
export async function isFileOfInvoice(
  reader: Reader,
  question: { visible: SQL; fileId: string },
): Promise<boolean> {
  const rows = await reader
    .select({ id: invoices.id })
    .from(invoices)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, invoices.purchaseOrderId))
    .where(and(question.visible, eq(invoices.fileId, question.fileId)))
    .limit(1)
  return rows.length > 0
}

const moneyOfLine = z.object({
  orderLineId: z.uuid(),
  invoicedCents: cents,
  paidCents: cents,
  refundedCents: cents,
})

/** Money of an order line in 分, over all invoices; only what the other side has confirmed. */
export type MoneyOfLine = z.output<typeof moneyOfLine>

/**
 * Invoiced, paid and refunded money of each line of an order that is on an invoice. Lines of a
 * payment are written when it is confirmed and never otherwise, so they need no look at its state;
 * lines of a refund are written when it is recorded, so they do.
 */
export function moneyByOrderLine(reader: Reader, purchaseOrderId: string): Promise<MoneyOfLine[]> {
  return queryRows(
    reader,
    moneyOfLine,
    sql`
    with billed as (
      select line.order_line_id, sum(line.amount_cents)::bigint as cents
      from billing.invoice_lines line join billing.invoices invoice on invoice.id = line.invoice_id
      where invoice.purchase_order_id = ${purchaseOrderId} group by 1
    ), paid as (
      select line.order_line_id, sum(line.amount_cents)::bigint as cents
      from billing.invoices invoice join billing.payments payment on payment.invoice_id = invoice.id
      join billing.payment_lines line on line.payment_id = payment.id
      where invoice.purchase_order_id = ${purchaseOrderId} group by 1
    ), refunded as (
      select line.order_line_id, sum(line.amount_cents)::bigint as cents
      from billing.invoices invoice join billing.refunds refund on refund.invoice_id = invoice.id
      join billing.refund_lines line on line.refund_id = refund.id
      where invoice.purchase_order_id = ${purchaseOrderId} and refund.state = 'confirmed'
      group by 1
    )
    select billed.order_line_id, billed.cents as invoiced_cents,
      coalesce(paid.cents, 0) as paid_cents, coalesce(refunded.cents, 0) as refunded_cents
    from billed left join paid using (order_line_id) left join refunded using (order_line_id)
    order by billed.order_line_id`,
  )
}

const matchedOrder = z.object({
  id: z.uuid(),
  number: z.string(),
  state: z.string(),
  orderedOn: day,
  unitId: z.uuid(),
  cooperativeId: z.uuid(),
  freightCents: cents,
})

/** The purchase order whose documents are matched, where `visible` lets it be seen. */
export function selectMatchedOrder(
  reader: Reader,
  question: { visible: SQL; purchaseOrderId: string },
) {
  return queryRow(
    reader,
    matchedOrder,
    sql`
    select id, number, state, ordered_on, unit_id, cooperative_id, freight_cents
    from orders.purchase_orders_published purchase_orders
    where id = ${question.purchaseOrderId} and ${question.visible}`,
  )
}

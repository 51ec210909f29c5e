import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { cents } from '../../shared/money.ts'
import { day } from '../../shared/scalars.ts'
import { cooperatives, purchaseOrders, units } from '../deliveries/index.ts'
import { orderLinesPublished } from '../orders/index.ts'
import { equals, insertRows, isAnyOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invoiceLines, invoices } from './billing.tables.ts'

export type InvoiceRow = typeof invoices.$inferSelect

export async function findInvoice(reader: Reader, id: string): Promise<InvoiceRow | null> {
  const [row] = await reader.select().from(invoices).where(eq(invoices.id, id))
  return row ?? null
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

const invoicedLine = z.object({ orderLineId: z.uuid(), grams: cents, amountCents: cents })
export type InvoicedLine = z.output<typeof invoicedLine>

/** The sums of all invoices of an order less their credit notes, by order line. */
export function invoicedByOrderLine(
  reader: Reader,
  purchaseOrderId: string,
): Promise<InvoicedLine[]> {
  return queryRows(
    reader,
    invoicedLine,
    sql`
    select order_line_id, sum(grams)::bigint as grams, sum(amount_cents)::bigint as amount_cents
    from (
      select l.order_line_id, l.grams, l.amount_cents
      from billing.invoices i join billing.invoice_lines l on l.invoice_id = i.id
      where i.purchase_order_id = ${purchaseOrderId}
      union all
      select c.order_line_id, -c.grams, -c.amount_cents
      from billing.invoices i join billing.credit_notes n on n.invoice_id = i.id
        join billing.credit_note_lines c on c.credit_note_id = n.id
      where i.purchase_order_id = ${purchaseOrderId}
    ) billed group by order_line_id`,
  )
}

const invoicedSums = z.object({ goodsCents: cents, freightCents: cents })

/** Goods and freight on all invoices of an order less their credit notes, in 分. */
export async function invoicedTotals(reader: Reader, purchaseOrderId: string) {
  const row = await queryRow(
    reader,
    invoicedSums,
    sql`
    select coalesce(sum(goods_cents), 0)::bigint as goods_cents,
      coalesce(sum(freight_cents), 0)::bigint as freight_cents
    from (
      select goods_cents, freight_cents from billing.invoices
      where purchase_order_id = ${purchaseOrderId}
      union all
      select -n.goods_cents, -n.freight_cents
      from billing.invoices i join billing.credit_notes n on n.invoice_id = i.id
      where i.purchase_order_id = ${purchaseOrderId}
    ) billed`,
  )
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

/** Whether a file belongs to an invoice, or its credit note, that `visible` lets be seen. */
export async function isFileOfInvoice(
  reader: Reader,
  question: { visible: SQL; fileId: string },
): Promise<boolean> {
  const rows = await reader
    .select({ id: invoices.id })
    .from(invoices)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, invoices.purchaseOrderId))
    .where(
      and(
        question.visible,
        sql`${invoices.id} in (
          select id from billing.invoices where file_id = ${question.fileId}
          union all
          select invoice_id from billing.credit_notes where file_id = ${question.fileId})`,
      ),
    )
    .limit(1)
  return rows.length > 0
}

const moneyOfLine = z.object({
  orderLineId: z.uuid(),
  /** Less credit notes. */
  invoicedCents: cents,
  creditedCents: cents,
  waivedCents: cents,
  paidCents: cents,
  refundedCents: cents,
})

/** Money of an order line in 分, over all invoices; only what the other side has confirmed. */
export type MoneyOfLine = z.output<typeof moneyOfLine>

/**
 * Invoiced, paid and refunded money of each line of an order that is on an invoice. Lines of a
 * payment are written when it is confirmed and never otherwise, so they need no look at its state;
 * lines of a refund are written when it is recorded, so they do. Credit notes move payments between
 * lines.
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
    ), credited as (
      select line.order_line_id, sum(line.amount_cents)::bigint as cents
      from billing.invoices invoice join billing.credit_notes note on note.invoice_id = invoice.id
      join billing.credit_note_lines line on line.credit_note_id = note.id
      where invoice.purchase_order_id = ${purchaseOrderId} group by 1
    ), waived as (
      select line.order_line_id, sum(line.amount_cents)::bigint as cents
      from billing.invoices invoice join billing.waivers waiver on waiver.invoice_id = invoice.id
        and waiver.state = 'confirmed'
      join billing.waiver_lines line on line.waiver_id = waiver.id
      where invoice.purchase_order_id = ${purchaseOrderId} group by 1
    ), paid as (
      select order_line_id, sum(amount_cents)::bigint as cents from (
        select line.order_line_id, line.amount_cents
        from billing.invoices invoice
        join billing.payments payment on payment.invoice_id = invoice.id
        join billing.payment_lines line on line.payment_id = payment.id
        where invoice.purchase_order_id = ${purchaseOrderId}
        union all
        select moved.order_line_id, moved.amount_cents
        from billing.invoices invoice
        join billing.reallocations moved on moved.invoice_id = invoice.id
        where invoice.purchase_order_id = ${purchaseOrderId}
      ) parts group by 1
    ), refunded as (
      select line.order_line_id, sum(line.amount_cents)::bigint as cents
      from billing.invoices invoice join billing.refunds refund on refund.invoice_id = invoice.id
      join billing.refund_lines line on line.refund_id = refund.id
      where invoice.purchase_order_id = ${purchaseOrderId} and refund.state = 'confirmed'
      group by 1
    )
    select billed.order_line_id, billed.cents - coalesce(credited.cents, 0) as invoiced_cents,
      coalesce(credited.cents, 0) as credited_cents, coalesce(waived.cents, 0) as waived_cents,
      coalesce(paid.cents, 0) as paid_cents, coalesce(refunded.cents, 0) as refunded_cents
    from billed left join credited using (order_line_id)
      left join waived using (order_line_id) left join paid using (order_line_id)
      left join refunded using (order_line_id)
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

import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { cents } from '../../shared/money.ts'
import { day } from '../../shared/scalars.ts'
import { cooperatives, purchaseOrders, units } from '../deliveries/index.ts'
import { orderLinesPublished } from '../orders/index.ts'
import { arrayOf, equals, insertRows, isAnyOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invoiceLines, invoices } from './billing.tables.ts'
import { isInvoiceOf, ordersOf } from './invoice-orders.queries.ts'

export type InvoiceRow = typeof invoices.$inferSelect

export async function findInvoice(reader: Reader, id: string): Promise<InvoiceRow | null> {
  const [row] = await reader.select().from(invoices).where(eq(invoices.id, id))
  return row ?? null
}

export async function invoicesByIds(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, InvoiceRow>> {
  const rows = await reader.select().from(invoices).where(isAnyOf(invoices.id, ids))
  return new Map(rows.map((row) => [row.id, row]))
}

/** Which invoices are meant; what is not given does not matter. */
export interface InvoicesQuestion {
  /** The condition of `visibleOrders`. */
  visible?: SQL
  id?: string
  purchaseOrderId?: string
}

/** Whose an invoice is stands on it as on an order, of whose relation `visible` speaks. */
const isVisible = (visible: SQL) => sql`exists (
  select from (select ${invoices.unitId}, ${invoices.cooperativeId},
    ${invoices.supervisingCountyCode}) purchase_orders where ${visible})`

/** Invoices with the names that stand beside them, oldest first. */
export function selectInvoices(reader: Reader, question: InvoicesQuestion) {
  return reader
    .select({
      invoice: invoices,
      purchaseOrders: ordersOf(sql`${invoices.id}`),
      cooperativeName: cooperatives.name,
      unitName: units.name,
      isNumberShared: sql<boolean>`exists (select from billing.invoices as other
        where other.number = ${invoices.number}
          and other.cooperative_id <> ${invoices.cooperativeId}
          and not exists (
            select from billing.invoice_voids void where void.invoice_id = other.id))`,
    })
    .from(invoices)
    .innerJoin(cooperatives, eq(cooperatives.id, invoices.cooperativeId))
    .innerJoin(units, eq(units.id, invoices.unitId))
    .where(
      and(
        question.visible && isVisible(question.visible),
        equals(invoices.id, question.id),
        isInvoiceOf(invoices.id, question.purchaseOrderId),
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
      purchaseOrderId: orderLinesPublished.purchaseOrderId,
      purchaseOrderNumber: purchaseOrders.number,
      lineNumber: orderLinesPublished.lineNumber,
      productName: orderLinesPublished.productName,
      packName: orderLinesPublished.packName,
    })
    .from(invoiceLines)
    .innerJoin(orderLinesPublished, eq(orderLinesPublished.id, invoiceLines.orderLineId))
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, orderLinesPublished.purchaseOrderId))
    .where(isAnyOf(invoiceLines.invoiceId, invoiceIds))
    .orderBy(asc(purchaseOrders.number), asc(orderLinesPublished.lineNumber))
}
export type InvoiceLineDetails = Awaited<ReturnType<typeof selectInvoiceLines>>[number]

/** False when the seller has an invoice of this number already that is not void (§7.4). */
export async function insertInvoice(
  tx: Transaction,
  row: typeof invoices.$inferInsert,
  lines: (typeof invoiceLines.$inferInsert)[],
): Promise<boolean> {
  const inserted = await tx
    .insert(invoices)
    .values({ ...row, entry: nextEntry(row) })
    .onConflictDoNothing({ target: [invoices.cooperativeId, invoices.number, invoices.entry] })
    .returning({ id: invoices.id })
  if (inserted.length === 0) return false
  await insertRows(tx, invoiceLines, lines)
  return true
}

/** One above the times that the number was entered before, all of which are void. */
function nextEntry({ cooperativeId, number }: typeof invoices.$inferInsert): SQL<number> {
  return sql`(select count(*) + 1 from billing.invoices
    where cooperative_id = ${cooperativeId} and number = ${number})`
}

/** Whether a file belongs to an invoice, or its credit note, that `visible` lets be seen. */
export async function isFileOfInvoice(
  reader: Reader,
  question: { visible: SQL; fileId: string },
): Promise<boolean> {
  const rows = await reader
    .select({ id: invoices.id })
    .from(invoices)
    .where(
      and(
        isVisible(question.visible),
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
  purchaseOrderId: z.uuid(),
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
 * Invoiced, paid and refunded money of each line of orders that is on an invoice. Lines of a
 * payment are written when it is confirmed and never otherwise, so they need no look at its state;
 * lines of a refund are written when it is recorded, so they do. Credit notes move payments between
 * lines.
 */
export function moneyByOrderLine(
  reader: Reader,
  purchaseOrderIds: readonly string[],
): Promise<MoneyOfLine[]> {
  const ids = arrayOf('uuid', purchaseOrderIds)
  return queryRows(
    reader,
    moneyOfLine,
    sql`
    with documents as (
      select distinct invoice_id as id from billing.invoice_orders
      where purchase_order_id = any(${ids})
    ), billed as (
      select ordered.purchase_order_id, line.order_line_id, sum(line.amount_cents)::bigint as cents
      from orders.order_lines_published ordered
      join billing.invoice_lines_published line on line.order_line_id = ordered.id
      where ordered.purchase_order_id = any(${ids}) group by 1, 2
    ), credited as (
      select line.order_line_id, sum(line.amount_cents)::bigint as cents
      from documents invoice join billing.credit_notes note on note.invoice_id = invoice.id
      join billing.credit_note_lines line on line.credit_note_id = note.id group by 1
    ), waived as (
      select line.order_line_id, sum(line.amount_cents)::bigint as cents
      from documents invoice join billing.waivers waiver on waiver.invoice_id = invoice.id
        and waiver.state = 'confirmed'
      join billing.waiver_lines line on line.waiver_id = waiver.id group by 1
    ), paid as (
      select order_line_id, sum(amount_cents)::bigint as cents from (
        select line.order_line_id, line.amount_cents
        from documents invoice join billing.payments payment on payment.invoice_id = invoice.id
        join billing.payment_lines line on line.payment_id = payment.id
        union all
        select moved.order_line_id, moved.amount_cents
        from documents invoice join billing.reallocations moved on moved.invoice_id = invoice.id
      ) parts group by 1
    ), refunded as (
      select line.order_line_id, sum(line.amount_cents)::bigint as cents
      from documents invoice join billing.refunds refund on refund.invoice_id = invoice.id
        and refund.state = 'confirmed'
      join billing.refund_lines line on line.refund_id = refund.id group by 1
    )
    select billed.purchase_order_id, billed.order_line_id,
      billed.cents - coalesce(credited.cents, 0) as invoiced_cents,
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

import { asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { InvoicedAmounts } from '../../shared/billing/allocate-payment.ts'
import { orderLines, purchaseOrders } from '../orders/orders.tables.ts'
import { organisations } from '../organisations/organisations.tables.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invoiceLines, invoices } from './billing.tables.ts'

export type InvoiceRow = typeof invoices.$inferSelect

const unitOrganisations = alias(organisations, 'unit_organisations')

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

/** Invoices with the names that stand beside them; `condition` may speak of purchase orders. */
export function selectInvoices(reader: Reader, condition: SQL | undefined) {
  return reader
    .select({
      invoice: invoices,
      purchaseOrderNumber: purchaseOrders.number,
      cooperativeName: organisations.name,
      unitName: unitOrganisations.name,
    })
    .from(invoices)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, invoices.purchaseOrderId))
    .innerJoin(organisations, eq(organisations.id, invoices.cooperativeId))
    .innerJoin(unitOrganisations, eq(unitOrganisations.id, invoices.unitId))
    .where(condition)
    .orderBy(asc(invoices.issuedOn), asc(invoices.id))
    .limit(200)
}
export type InvoiceDetails = Awaited<ReturnType<typeof selectInvoices>>[number]

export function selectInvoiceLines(reader: Reader, invoiceIds: readonly string[]) {
  return reader
    .select({
      line: invoiceLines,
      lineNumber: orderLines.lineNumber,
      productName: orderLines.productName,
      packName: orderLines.packName,
    })
    .from(invoiceLines)
    .innerJoin(orderLines, eq(orderLines.id, invoiceLines.orderLineId))
    .where(inArray(invoiceLines.invoiceId, [...invoiceIds]))
    .orderBy(asc(orderLines.lineNumber))
}
export type InvoiceLineDetails = Awaited<ReturnType<typeof selectInvoiceLines>>[number]

export interface InvoicedLine {
  orderLineId: string
  grams: number
  amountCents: number
}

/** What all invoices of an order say of each of its lines. */
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

/** False when an invoice of this number stands already, whoever issued it. */
export async function insertInvoice(
  tx: Transaction,
  row: typeof invoices.$inferInsert,
  lines: (typeof invoiceLines.$inferInsert)[],
): Promise<boolean> {
  const taken = await tx
    .insert(invoices)
    .values(row)
    .onConflictDoNothing({ target: invoices.number })
    .returning({ id: invoices.id })
  if (taken.length === 0) return false
  if (lines.length > 0) await tx.insert(invoiceLines).values(lines)
  return true
}

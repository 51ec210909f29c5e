import { and, asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { orderLinesPublished } from '../orders/index.ts'
import { equals, insertRows, isAnyOf, queryRow } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { creditNoteLines, creditNotes, invoices } from './billing.tables.ts'
import { isInvoiceOf } from './invoice-orders.queries.ts'

/** False when the seller has a credit note of this number already. */
export async function insertCreditNote(
  tx: Transaction,
  row: typeof creditNotes.$inferInsert,
  lines: (typeof creditNoteLines.$inferInsert)[],
): Promise<boolean> {
  const inserted = await tx
    .insert(creditNotes)
    .values(row)
    .onConflictDoNothing({ target: [creditNotes.cooperativeId, creditNotes.number] })
    .returning({ id: creditNotes.id })
  if (inserted.length === 0) return false
  await insertRows(tx, creditNoteLines, lines)
  return true
}

const taken = z.object({ isTaken: z.boolean() })

/**
 * Whether a seller has an invoice that is not void, or a credit note, of a number: both share one
 * series (§7.4).
 */
export async function isNumberTaken(
  reader: Reader,
  cooperativeId: string,
  number: string,
): Promise<boolean> {
  const row = await queryRow(
    reader,
    taken,
    sql`
    select exists (select from billing.invoices
        where cooperative_id = ${cooperativeId} and number = ${number}
          and not exists (select from billing.invoice_voids where invoice_id = invoices.id))
      or exists (select from billing.credit_notes
        where cooperative_id = ${cooperativeId} and number = ${number}) as is_taken`,
  )
  return row?.isTaken ?? false
}

/** The credit notes of an invoice or of an order's invoices, oldest first. */
export function selectCreditNotes(
  reader: Reader,
  { invoiceId, purchaseOrderId }: { invoiceId?: string; purchaseOrderId?: string },
) {
  return reader
    .select({ note: creditNotes, invoiceNumber: invoices.number })
    .from(creditNotes)
    .innerJoin(invoices, eq(invoices.id, creditNotes.invoiceId))
    .where(and(equals(invoices.id, invoiceId), isInvoiceOf(invoices.id, purchaseOrderId)))
    .orderBy(asc(creditNotes.issuedOn), asc(creditNotes.id))
    .limit(200)
}

export type CreditNoteDetails = Awaited<ReturnType<typeof selectCreditNotes>>[number]

export function selectCreditNoteLines(reader: Reader, creditNoteIds: readonly string[]) {
  return reader
    .select({ line: creditNoteLines, productName: orderLinesPublished.productName })
    .from(creditNoteLines)
    .innerJoin(orderLinesPublished, eq(orderLinesPublished.id, creditNoteLines.orderLineId))
    .where(isAnyOf(creditNoteLines.creditNoteId, creditNoteIds))
    .orderBy(asc(orderLinesPublished.lineNumber))
}
export type CreditNoteLineDetails = Awaited<ReturnType<typeof selectCreditNoteLines>>[number]

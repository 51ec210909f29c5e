import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { cents } from '../../shared/money.ts'
import { day } from '../../shared/scalars.ts'
import { arrayOf, insertRows, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invoiceLines, invoices } from './billing.tables.ts'

const numbered = z.object({
  id: z.uuid(),
  number: z.string(),
  issuedOn: day,
  totalCents: cents,
  creditedCents: cents,
  isCreditNote: z.boolean(),
})
/** An invoice or credit note by the number that it was issued under; sums in 分. */
export type NumberedDocument = z.output<typeof numbered>

/** A seller's invoices that are not void, and credit notes, of these numbers, by their number. */
export async function documentsByNumbers(
  reader: Reader,
  cooperativeId: string,
  numbers: readonly string[],
): Promise<Map<string, NumberedDocument>> {
  const wanted = arrayOf('text', numbers)
  const rows = await queryRows(
    reader,
    numbered,
    sql`
    select id, number, issued_on, goods_cents + freight_cents as total_cents,
      (select coalesce(sum(goods_cents + freight_cents), 0)::bigint from billing.credit_notes
        where invoice_id = invoices.id) as credited_cents, false as is_credit_note
    from billing.invoices where cooperative_id = ${cooperativeId} and number = any(${wanted})
      and not exists (select from billing.invoice_voids where invoice_id = invoices.id)
    union all
    select id, number, issued_on, goods_cents + freight_cents, 0, true
    from billing.credit_notes where cooperative_id = ${cooperativeId} and number = any(${wanted})`,
  )
  return new Map(rows.map((row) => [row.number, row]))
}

const entered = z.object({ number: z.string(), count: z.int() })

/** How often a seller has entered these numbers before: all of them void, where one is free. */
export async function timesEntered(
  reader: Reader,
  cooperativeId: string,
  numbers: readonly string[],
): Promise<Map<string, number>> {
  const rows = await queryRows(
    reader,
    entered,
    sql`
    select number, count(*)::int as count from billing.invoices
    where cooperative_id = ${cooperativeId} and number = any(${arrayOf('text', numbers)})
    group by number`,
  )
  return new Map(rows.map(({ number, count }) => [number, count]))
}

const accepted = z.object({ purchaseOrderId: z.uuid(), lastReceivedOn: day })

/** So many orders of one seller wait for their invoices at most, the oldest first. */
const mostOrders = 5_000

/** A seller's orders with accepted goods on no invoice yet, by their last acceptance. */
export function uninvoicedOrders(reader: Reader, cooperativeId: string) {
  return queryRows(
    reader,
    accepted,
    sql`
    select purchase_order_id, last_received_on from deliveries.order_acceptances_published
    where cooperative_id = ${cooperativeId} and accepted_cents > invoiced_cents
    order by last_received_on, purchase_order_id limit ${mostOrders}`,
  )
}

export async function insertInvoices(
  tx: Transaction,
  rows: readonly (typeof invoices.$inferInsert)[],
  lines: readonly (typeof invoiceLines.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, invoices, rows)
  await insertRows(tx, invoiceLines, lines)
}

import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { BilledPart, InvoiceMoney } from '../../shared/billing/allocate-payment.ts'
import { cents } from '../../shared/money.ts'
import { arrayOf, insertRows, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { reallocations } from './billing.tables.ts'

const totalsRow = z.object({
  invoiceId: z.uuid(),
  totalCents: cents,
  freightCents: cents,
  creditedCents: cents,
  creditedFreightCents: cents,
  waivedCents: cents,
  waivedFreightCents: cents,
  confirmedCents: cents,
  waitingCents: cents,
  refundedCents: cents,
  refundedFreightCents: cents,
  requestedFreightCents: cents,
  /** Owed, or below zero due back; what waits for the other side is not in it (§7.5). */
  balanceCents: cents,
  /** All of it, where the invoice is void. */
  voidedCents: cents,
  /** What other invoices paid of it, less what it paid of others. */
  setOffCents: cents,
})

const lineRow = z.object({
  invoiceId: z.uuid(),
  orderLineId: z.uuid(),
  purchaseOrderId: z.uuid(),
  grams: cents,
  invoicedCents: cents,
  creditedGrams: cents,
  creditedCents: cents,
  waivedCents: cents,
  refundedCents: cents,
  requestedCents: cents,
})
export type LineMoney = z.output<typeof lineRow>

/** All money of an invoice, by line; `requested` refunds are all that were not rejected. */
export type MoneyOfInvoice = z.output<typeof totalsRow> & { lines: LineMoney[] }

/** The money of invoices by their ids. */
export async function moneyOfInvoices(
  reader: Reader,
  invoiceIds: readonly string[],
): Promise<Map<string, MoneyOfInvoice>> {
  const ids = arrayOf('uuid', invoiceIds)
  const totals = await queryRows(
    reader,
    totalsRow,
    sql`
    select m.*,
      (select coalesce(sum(r.amount_cents - line.cents) filter (where r.state = 'confirmed'), 0)
        ::bigint from billing.refunds r cross join lateral (
          select coalesce(sum(amount_cents), 0) as cents from billing.refund_lines
          where refund_id = r.id) line
        where r.invoice_id = m.invoice_id) as refunded_freight_cents,
      (select coalesce(sum(r.amount_cents - line.cents), 0)::bigint
        from billing.refunds r cross join lateral (
          select coalesce(sum(amount_cents), 0) as cents from billing.refund_lines
          where refund_id = r.id) line
        where r.invoice_id = m.invoice_id and r.state <> 'rejected') as requested_freight_cents
    from billing.invoice_money m where m.invoice_id = any(${ids})`,
  )
  const lines = await queryRows(
    reader,
    lineRow,
    sql`
    select l.invoice_id, l.order_line_id, ordered.purchase_order_id, l.grams,
      case when exists (select from billing.invoice_voids v where v.invoice_id = l.invoice_id)
        then 0 else l.amount_cents end as invoiced_cents,
      credited.grams as credited_grams, credited.cents as credited_cents,
      (select coalesce(sum(c.amount_cents), 0)::bigint
        from billing.waivers w join billing.waiver_lines c on c.waiver_id = w.id
        where w.invoice_id = l.invoice_id and c.order_line_id = l.order_line_id
          and w.state = 'confirmed') as waived_cents,
      refunded.confirmed as refunded_cents, refunded.requested as requested_cents
    from billing.invoice_lines l
    join orders.order_lines_published ordered on ordered.id = l.order_line_id
    cross join lateral (
      select coalesce(sum(c.grams), 0)::bigint as grams,
        coalesce(sum(c.amount_cents), 0)::bigint as cents
      from billing.credit_notes n join billing.credit_note_lines c on c.credit_note_id = n.id
      where n.invoice_id = l.invoice_id and c.order_line_id = l.order_line_id) credited
    cross join lateral (
      select coalesce(sum(c.amount_cents) filter (where r.state = 'confirmed'), 0)::bigint
          as confirmed,
        coalesce(sum(c.amount_cents), 0)::bigint as requested
      from billing.refunds r join billing.refund_lines c on c.refund_id = r.id
      where r.invoice_id = l.invoice_id and c.order_line_id = l.order_line_id
        and r.state <> 'rejected') refunded
    where l.invoice_id = any(${ids}) order by l.invoice_id, l.order_line_id`,
  )
  const byInvoice = Map.groupBy(lines, (line) => line.invoiceId)
  return new Map(
    totals.map((row) => [row.invoiceId, { ...row, lines: byInvoice.get(row.invoiceId) ?? [] }]),
  )
}

/** The money of one invoice. */
export async function moneyOfInvoice(reader: Reader, invoiceId: string): Promise<MoneyOfInvoice> {
  const money = (await moneyOfInvoices(reader, [invoiceId])).get(invoiceId)
  if (money === undefined) throw new Error('an invoice has its money')
  return money
}

/** What of an invoice is to be paid, in 分: what is owed, less what waits for the other side. */
export function toPayOf({
  balanceCents,
  waitingCents,
}: Pick<MoneyOfInvoice, 'balanceCents' | 'waitingCents'>): number {
  return Math.max(0, balanceCents - waitingCents)
}

/** The money as it is split over lines; refunds that wait count where `requested` says so. */
export function splitMoney(money: MoneyOfInvoice, { requested = false } = {}): InvoiceMoney {
  const freight: BilledPart = {
    invoicedCents: money.voidedCents > 0 ? 0 : money.freightCents,
    creditedCents: money.creditedFreightCents,
    waivedCents: money.waivedFreightCents,
    refundedCents: requested ? money.requestedFreightCents : money.refundedFreightCents,
  }
  const lines = money.lines.map((line) => ({
    orderLineId: line.orderLineId,
    invoicedCents: line.invoicedCents,
    creditedCents: line.creditedCents,
    waivedCents: line.waivedCents,
    refundedCents: requested ? line.requestedCents : line.refundedCents,
  }))
  return { lines, freight, paidCents: money.confirmedCents + money.setOffCents }
}

export async function insertReallocations(
  tx: Transaction,
  rows: (typeof reallocations.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, reallocations, rows)
}

import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { dueBands } from '../../shared/billing/billing.schemas.ts'
import { cents } from '../../shared/money.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { day, id } from '../../shared/scalars.ts'
import { countOf, type Keyset, keysetOf } from '../platform/db/keyset.ts'
import { allOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const band = z.enum(dueBands)
const parties = {
  unitId: id,
  unitName: z.string(),
  cooperativeId: id,
  cooperativeName: z.string(),
}

const dueRow = z.object({
  invoiceId: id,
  invoiceNumber: z.string(),
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  ...parties,
  issuedOn: day,
  countsFrom: day,
  dueOn: day,
  ageDays: z.int(),
  band,
  totalCents: cents,
  paidCents: cents,
  waitingCents: cents,
  openCents: cents,
  cursor: z.string(),
})
export type DueRow = z.output<typeof dueRow>

export interface DueQuestion {
  /** The condition of `visibleOrders`. */
  visible: SQL
  onDay: string
  standardDays: number
  limitDays: number
}

/** Invoices with money open, oldest first; days count from the last acceptance (§7.2). */
export function selectMoneyDue(
  reader: Reader,
  question: DueQuestion,
  filter: CursorPage & { band?: z.output<typeof band> | undefined },
): Promise<DueRow[]> {
  const keyset = oldestFirst('counts_from', sql`due.counts_from`, sql`due.invoice_id`, filter)
  return queryRows(
    reader,
    dueRow,
    sql`
    with due as (
      select * from (${dueInvoices(question)}) due
      where ${allOf([filter.band && sql`due.band = ${filter.band}`, keyset.after])}
      order by ${keyset.order} limit ${keyset.limit}
    )
    select due.*, purchase_orders.number as purchase_order_number, unit.name as unit_name,
      cooperative.name as cooperative_name, ${keyset.cursor} as cursor
    from due
    join orders.purchase_orders_published purchase_orders
      on purchase_orders.id = due.purchase_order_id
    join organisations.organisations_published unit on unit.id = due.unit_id
    join organisations.organisations_published cooperative on cooperative.id = due.cooperative_id
    order by ${keyset.order}`,
  )
}

function oldestFirst(name: string, day: SQL, key: SQL, filter: CursorPage): Keyset {
  const columns = [
    { column: day, type: 'date' as const },
    { column: key, type: 'uuid' as const },
  ]
  return keysetOf({ name, columns }, filter)
}

const bandRow = z.object({ band, openCents: cents, count: z.int() })

/** Open money by age, over the whole list. */
export function selectDueBands(reader: Reader, question: DueQuestion) {
  return queryRows(
    reader,
    bandRow,
    sql`
    with due as (${dueInvoices(question)})
    select band, sum(open_cents)::bigint as open_cents, count(*) as count
    from due group by band`,
  )
}

function dueInvoices({ visible, onDay, standardDays, limitDays }: DueQuestion): SQL {
  return sql`
    select open_invoices.*, counts_from + ${standardDays}::int as due_on,
      ${onDay}::date - counts_from as age_days,
      case when ${onDay}::date - counts_from > ${limitDays} then 'over_limit'
        when ${onDay}::date - counts_from > ${standardDays} then 'over_standard'
        else 'within' end as band
    from (
      select invoices.id as invoice_id, invoices.number as invoice_number,
        invoices.purchase_order_id, invoices.unit_id, invoices.cooperative_id, invoices.issued_on,
        coalesce((select max(received_on) from deliveries.goods_receipts_published receipt
          where receipt.purchase_order_id = invoices.purchase_order_id), invoices.issued_on)
          as counts_from,
        invoices.goods_cents + invoices.freight_cents as total_cents,
        paid.confirmed as paid_cents, paid.waiting as waiting_cents,
        invoices.goods_cents + invoices.freight_cents - paid.confirmed - paid.waiting
          as open_cents
      from billing.invoices
      join orders.purchase_orders_published purchase_orders
        on purchase_orders.id = invoices.purchase_order_id
      cross join lateral (
        select coalesce(sum(amount_cents) filter (where state = 'confirmed'), 0)::bigint
            as confirmed,
          coalesce(sum(amount_cents) filter (where state = 'recorded'), 0)::bigint as waiting
        from billing.payments where payments.invoice_id = invoices.id) paid
      where ${visible}
        and invoices.goods_cents + invoices.freight_cents > paid.confirmed
    ) open_invoices`
}

const toInvoiceRow = z.object({
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  ...parties,
  acceptedCents: cents,
  invoicedCents: cents,
  openCents: cents,
  lastReceivedOn: day,
  cursor: z.string(),
})
export type ToInvoiceRow = z.output<typeof toInvoiceRow>

/** Orders whose accepted money is above what their invoices say, oldest acceptance first. */
export function selectToInvoice(
  reader: Reader,
  visible: SQL,
  filter: CursorPage,
): Promise<ToInvoiceRow[]> {
  const keyset = oldestFirst('received', sql`last_received_on`, sql`purchase_order_id`, filter)
  return queryRows(
    reader,
    toInvoiceRow,
    sql`
    with page as (
      select * from (${toInvoice(visible)}) orders_to_invoice where ${keyset.after ?? sql`true`}
      order by ${keyset.order} limit ${keyset.limit}
    )
    select page.*, unit.name as unit_name, cooperative.name as cooperative_name,
      ${keyset.cursor} as cursor
    from page
    join organisations.organisations_published unit on unit.id = page.unit_id
    join organisations.organisations_published cooperative on cooperative.id = page.cooperative_id
    order by ${keyset.order}`,
  )
}

/** How many orders wait for an invoice, where the page asks for it. */
export function countToInvoice(
  reader: Reader,
  visible: SQL,
  filter: CursorPage,
): Promise<number | null> {
  return countOf(reader, filter, toInvoice(visible))
}

function toInvoice(visible: SQL): SQL {
  return sql`
    select purchase_orders.id as purchase_order_id,
      purchase_orders.number as purchase_order_number, purchase_orders.unit_id,
      purchase_orders.cooperative_id, accepted.cents as accepted_cents,
      invoiced.cents as invoiced_cents, accepted.cents - invoiced.cents as open_cents,
      accepted.on_day as last_received_on
    from orders.purchase_orders_published purchase_orders
    cross join lateral (
      select (sum(line.accepted_cents) - (
          select coalesce(sum(gone.cents), 0) from deliveries.goods_return_lines_published gone
          join deliveries.goods_returns_published back on back.id = gone.return_id
          where back.purchase_order_id = purchase_orders.id
            and back.state = 'confirmed'))::bigint as cents,
        max(receipt.received_on) as on_day
      from deliveries.goods_receipts_published receipt
      join deliveries.goods_receipt_lines_published line on line.receipt_id = receipt.id
      where receipt.purchase_order_id = purchase_orders.id) accepted
    cross join lateral (
      select coalesce(sum(goods_cents), 0)::bigint as cents from billing.invoices
      where invoices.purchase_order_id = purchase_orders.id) invoiced
    where ${visible} and accepted.cents > invoiced.cents`
}

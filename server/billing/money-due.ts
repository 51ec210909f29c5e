import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { dueBands, moneyDue, toInvoice } from '../../shared/billing/billing.schemas.ts'
import { policyValue } from '../assistance/index.ts'
import type { Reader } from '../platform/db/transaction.ts'

type Band = (typeof dueBands)[number]
type Due = z.input<typeof moneyDue>
type ToInvoice = z.input<typeof toInvoice>

const paymentDays = z.object({ standardDays: z.int().min(0), limitDays: z.int().min(0) })

/** Days to pay after acceptance and at most, by the rule of that day (§3.12, §7.2). */
export async function paymentDaysOn(reader: Reader, onDay: string) {
  const value = await policyValue(reader, 'payment_days', onDay)
  return paymentDays.parse(value ?? { standardDays: 0, limitDays: 0 })
}

export interface DueQuestion {
  /** A condition on `purchase_orders`. */
  visible: SQL
  onDay: string
  standardDays: number
  limitDays: number
  band: Band | undefined
  limit: number
  offset: number
}

/** Invoices with money open, oldest first; days count from the last acceptance (§7.2). */
export async function selectMoneyDue(reader: Reader, question: DueQuestion) {
  const rows = await reader.execute<DueRow>(sql`
    with due as (${dueInvoices(question)})
    select due.*, purchase_orders.number as "purchaseOrderNumber", unit.name as "unitName",
      cooperative.name as "cooperativeName", count(*) over () as "total"
    from due join orders.purchase_orders_published purchase_orders
      on purchase_orders.id = due."purchaseOrderId"
    join organisations.organisations_published unit on unit.id = due."unitId"
    join organisations.organisations_published cooperative on cooperative.id = due."cooperativeId"
    where ${question.band ?? null}::text is null or due.band = ${question.band ?? null}
    order by due."countsFrom", due."invoiceId"
    limit ${question.limit} offset ${question.offset}`)
  return { items: rows.map((row) => dueView(row)), total: Number(rows[0]?.total ?? 0) }
}

/** Open money by age, over the whole list. */
export async function selectDueBands(reader: Reader, question: DueQuestion) {
  const rows = await reader.execute<{ band: Band; openCents: string; count: string }>(sql`
    with due as (${dueInvoices(question)})
    select band, sum("openCents") as "openCents", count(*) as count from due group by band`)
  return rows.map((row) => ({
    band: row.band,
    openCents: Number(row.openCents),
    count: Number(row.count),
  }))
}

interface DueRow extends Record<string, unknown> {
  invoiceId: string
  band: Band
  total: string
}

function dueInvoices({ visible, onDay, standardDays, limitDays }: DueQuestion): SQL {
  return sql`
    select standing.*, "countsFrom" + ${standardDays}::int as "dueOn",
      ${onDay}::date - "countsFrom" as "ageDays",
      case when ${onDay}::date - "countsFrom" > ${limitDays} then 'over_limit'
        when ${onDay}::date - "countsFrom" > ${standardDays} then 'over_standard'
        else 'within' end as band
    from (
      select invoices.id as "invoiceId", invoices.number as "invoiceNumber",
        invoices.purchase_order_id as "purchaseOrderId", invoices.unit_id as "unitId",
        invoices.cooperative_id as "cooperativeId", invoices.issued_on as "issuedOn",
        coalesce((select max(received_on) from deliveries.goods_receipts_published receipt
          where receipt.purchase_order_id = invoices.purchase_order_id), invoices.issued_on)
          as "countsFrom",
        invoices.goods_cents + invoices.freight_cents as "totalCents",
        paid.confirmed as "paidCents", paid.waiting as "waitingCents",
        invoices.goods_cents + invoices.freight_cents - paid.confirmed - paid.waiting
          as "openCents"
      from billing.invoices join orders.purchase_orders_published purchase_orders
        on purchase_orders.id = invoices.purchase_order_id
      cross join lateral (
        select coalesce(sum(amount_cents) filter (where state = 'confirmed'), 0) as confirmed,
          coalesce(sum(amount_cents) filter (where state = 'recorded'), 0) as waiting
        from billing.payments where payments.invoice_id = invoices.id) paid
      where ${visible}
        and invoices.goods_cents + invoices.freight_cents > paid.confirmed
    ) standing`
}

function dueView(row: DueRow): Due {
  const text = (name: string) => String(row[name])
  const whole = (name: string) => Number(row[name])
  return {
    invoiceId: row.invoiceId,
    invoiceNumber: text('invoiceNumber'),
    purchaseOrderId: text('purchaseOrderId'),
    purchaseOrderNumber: text('purchaseOrderNumber'),
    unit: { id: text('unitId'), name: text('unitName') },
    cooperative: { id: text('cooperativeId'), name: text('cooperativeName') },
    issuedOn: text('issuedOn'),
    countsFrom: text('countsFrom'),
    dueOn: text('dueOn'),
    ageDays: whole('ageDays'),
    band: row.band,
    totalCents: whole('totalCents'),
    paidCents: whole('paidCents'),
    waitingCents: whole('waitingCents'),
    openCents: whole('openCents'),
  }
}

/** Orders whose accepted money is above what their invoices say, oldest acceptance first. */
export async function selectToInvoice(
  reader: Reader,
  { visible, limit, offset }: { visible: SQL; limit: number; offset: number },
) {
  const rows = await reader.execute<Record<string, unknown>>(sql`
    select purchase_orders.id as "purchaseOrderId", purchase_orders.number, unit.id as "unitId",
      unit.name as "unitName", cooperative.id as "cooperativeId",
      cooperative.name as "cooperativeName", accepted.cents as "acceptedCents",
      invoiced.cents as "invoicedCents", accepted.on_day as "lastReceivedOn",
      count(*) over () as total
    from orders.purchase_orders_published purchase_orders
    join organisations.organisations_published unit on unit.id = purchase_orders.unit_id
    join organisations.organisations_published cooperative
      on cooperative.id = purchase_orders.cooperative_id
    cross join lateral (
      select sum(line.accepted_cents) - (
          select coalesce(sum(gone.cents), 0) from deliveries.goods_return_lines_published gone
          join deliveries.goods_returns_published back on back.id = gone.return_id
          where back.purchase_order_id = purchase_orders.id and back.state = 'confirmed') as cents,
        max(receipt.received_on) as on_day
      from deliveries.goods_receipts_published receipt
        join deliveries.goods_receipt_lines_published line
        on line.receipt_id = receipt.id
      where receipt.purchase_order_id = purchase_orders.id) accepted
    cross join lateral (
      select coalesce(sum(goods_cents), 0) as cents from billing.invoices
      where invoices.purchase_order_id = purchase_orders.id) invoiced
    where ${visible} and accepted.cents > invoiced.cents
    order by accepted.on_day, purchase_orders.id
    limit ${limit} offset ${offset}`)
  return { items: rows.map(toInvoiceView), total: Number(rows[0]?.total ?? 0) }
}

function toInvoiceView(row: Record<string, unknown>): ToInvoice {
  const acceptedCents = Number(row.acceptedCents)
  const invoicedCents = Number(row.invoicedCents)
  return {
    purchaseOrderId: String(row.purchaseOrderId),
    purchaseOrderNumber: String(row.number),
    unit: { id: String(row.unitId), name: String(row.unitName) },
    cooperative: { id: String(row.cooperativeId), name: String(row.cooperativeName) },
    acceptedCents,
    invoicedCents,
    openCents: acceptedCents - invoicedCents,
    lastReceivedOn: String(row.lastReceivedOn),
  }
}

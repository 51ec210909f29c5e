import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { dueBands } from '../../shared/billing/due-bands.ts'
import { figure } from '../../shared/figure.ts'
import { cents } from '../../shared/money.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { day, id } from '../../shared/scalars.ts'
import { type Keyset, keysetOf } from '../platform/db/keyset.ts'
import { countOf } from '../platform/db/list-source.ts'
import { allOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { exceedsAcceptance, lastAcceptance, ordersOf } from './invoice-orders.queries.ts'
import { type PaymentDays, termsOn } from './paying/payment-terms.queries.ts'

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
  purchaseOrders: z.array(z.object({ id, number: z.string() })),
  ...parties,
  issuedOn: day,
  countsFrom: day,
  termDays: z.int(),
  dueOn: day,
  ageDays: z.int(),
  lateDays: z.int(),
  band,
  isMatched: z.boolean(),
  totalCents: cents,
  paidCents: cents,
  waitingCents: cents,
  openCents: cents,
  lateInterestCents: cents,
  cursor: z.string(),
})
export type DueRow = z.output<typeof dueRow>

export interface DueQuestion {
  /** The condition of `visibleOrders`. */
  visible: SQL
  onDay: string
  rules: readonly PaymentDays[]
}

export interface DueFilter extends CursorPage {
  band?: z.output<typeof band> | undefined
  dueFrom?: string | undefined
  dueUntil?: string | undefined
  partyId?: string | undefined
  differing?: 'true' | undefined
}

/** Which of the invoices with money open are asked for. */
function isWanted({ band, dueFrom, dueUntil, partyId, differing }: DueFilter): SQL {
  return allOf([
    band && sql`due.band = ${band}`,
    dueFrom && sql`due.due_on >= ${dueFrom}::date`,
    dueUntil && sql`due.due_on <= ${dueUntil}::date`,
    partyId && sql`${partyId} in (due.unit_id, due.cooperative_id)`,
    differing && exceedsAcceptance(sql`due.invoice_id`),
  ])
}

/**
 * Interest in 分 on what is open of the invoice `due`, at a rate of so many parts of a million for
 * each late day, rounded half up.
 */
export function lateInterest(rate: number): SQL {
  return sql`round(greatest(due.open_cents, 0)::numeric * due.late_days * ${rate}::integer
    / 1000000)::bigint`
}

/** Invoices with money open, oldest first; days count from the last acceptance (§7.2). */
export function selectMoneyDue(
  reader: Reader,
  question: DueQuestion & { rate: number },
  filter: DueFilter,
): Promise<DueRow[]> {
  const keyset = oldestFirst('counts_from', sql`due.counts_from`, sql`due.invoice_id`, filter)
  return queryRows(
    reader,
    dueRow,
    sql`
    with due as (
      select * from (${dueInvoices(question)}) due
      where ${allOf([isWanted(filter), keyset.after])}
      order by ${keyset.order} limit ${keyset.limit}
    )
    select due.*, ${ordersOf(sql`due.invoice_id`)} as purchase_orders, ${namesOf('due')},
      not ${exceedsAcceptance(sql`due.invoice_id`)} as is_matched,
      ${lateInterest(question.rate)} as late_interest_cents,
      ${keyset.cursor} as cursor
    from due order by ${keyset.order}`,
  )
}

/** Looked up row by row: for a page, PostgreSQL would merge with the whole of these tables. */
function namesOf(page: 'due' | 'page'): SQL {
  const row = sql.identifier(page)
  return sql`
    (select name from organisations.organisations_published
      where id = ${row}.unit_id) as unit_name,
    (select name from organisations.organisations_published
      where id = ${row}.cooperative_id) as cooperative_name`
}

function oldestFirst(name: string, day: SQL, key: SQL, filter: CursorPage): Keyset {
  const columns = [
    { column: day, type: 'date' as const },
    { column: key, type: 'uuid' as const },
  ]
  return keysetOf({ name, columns }, filter)
}

const bandRow = z.object({
  band,
  openCents: figure,
  count: z.int(),
  lateInterestCents: figure,
})

/** Open money by age, over the whole list. */
export function selectDueBands(reader: Reader, question: DueQuestion & { rate: number }) {
  return queryRows(
    reader,
    bandRow,
    sql`
    with due as (${dueInvoices(question)})
    select band, sum(open_cents)::text as open_cents, count(*) as count,
      sum(${lateInterest(question.rate)})::text as late_interest_cents
    from due group by band`,
  )
}

/**
 * The invoices that are not wholly paid, read from `open_invoices`, not from the many that are.
 * `open_cents` is what the books owe, `to_pay_cents` what of that no payment or move waits for.
 */
export function dueInvoices({ visible, onDay, rules }: DueQuestion): SQL {
  return sql`
    select open_invoices.*, terms.term_days, counts_from + terms.term_days as due_on,
      ${onDay}::date - counts_from as age_days, late.days as late_days,
      case when late.days > 60 then 'late_more' when late.days > 30 then 'late_60'
        when late.days > 0 then 'late_30' else 'not_due' end as band
    from (
      select invoices.id as invoice_id, invoices.number as invoice_number,
        invoices.unit_id, invoices.cooperative_id, invoices.issued_on,
        coalesce(acceptance.last_received_on, invoices.issued_on) as counts_from,
        money.total_cents - money.credited_cents as total_cents,
        money.confirmed_cents + money.set_off_cents - money.refunded_cents as paid_cents,
        money.waiting_cents,
        money.balance_cents as open_cents,
        money.balance_cents - money.waiting_cents as to_pay_cents
      from billing.open_invoices purchase_orders
      join billing.invoices on invoices.id = purchase_orders.invoice_id
      cross join lateral (${lastAcceptance(sql`invoices.id`)}) acceptance
      cross join lateral (
        select * from billing.invoice_money where invoice_id = invoices.id) money
      where ${visible}
    ) open_invoices
    cross join lateral (${termsOn(rules, {
      unitId: sql`open_invoices.unit_id`,
      cooperativeId: sql`open_invoices.cooperative_id`,
      day: sql`open_invoices.counts_from`,
    })}) terms
    cross join lateral (
      select greatest(0, ${onDay}::date - open_invoices.counts_from - terms.term_days) as days
    ) late`
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
    select page.*,
      (select number from orders.purchase_orders_published
        where id = page.purchase_order_id) as purchase_order_number,
      ${namesOf('page')}, ${keyset.cursor} as cursor
    from page order by ${keyset.order}`,
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

/** The condition `accepted_cents > invoiced_cents` is that of the indexes in the list's order. */
function toInvoice(visible: SQL): SQL {
  return sql`
    select purchase_order_id, unit_id, cooperative_id, accepted_cents, invoiced_cents,
      accepted_cents - invoiced_cents as open_cents, last_received_on
    from deliveries.order_acceptances_published purchase_orders
    where ${visible} and accepted_cents > invoiced_cents`
}

import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { onlineStates } from '../../../shared/billing/online.schemas.ts'
import { cents } from '../../../shared/money.ts'
import type { CursorPage } from '../../../shared/pagination.ts'
import { day } from '../../../shared/scalars.ts'
import { keysetOf, latestFirst } from '../../platform/db/keyset.ts'
import { allOf, arrayOf, queryRow, queryRows } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'

const onePage: CursorPage = { pageSize: 1, count: 'false' }
const leftRow = z.object({ leftCents: cents })

/** What was paid online of an invoice by the payment that its refunds go back to, less these. */
export async function refundableOnline(reader: Reader, invoiceId: string): Promise<number> {
  const row = await queryRow(
    reader,
    leftRow,
    sql`
    select (coalesce((select max(part.amount_cents) from billing.online_payment_parts part
        join billing.online_payments o on o.id = part.online_payment_id and o.state = 'paid'
        where part.invoice_id = ${invoiceId}), 0)
      - coalesce((select sum(amount_cents) from billing.refunds
        where invoice_id = ${invoiceId} and method = 'online' and state <> 'rejected'), 0))::bigint
      as left_cents`,
  )
  return row?.leftCents ?? 0
}

/** What was passed on to an invoice's cooperative of the online payments that paid it. */
export async function passedOn(reader: Reader, invoiceId: string): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ passedOnCents: cents }),
    sql`
    select coalesce(-sum(m.amount_cents), 0)::bigint as passed_on_cents
    from billing.online_payment_parts part
    join billing.online_payments o on o.id = part.online_payment_id and o.state = 'paid'
    join billing.provider_movements m on m.online_payment_id = o.id
      and m.cooperative_id = part.cooperative_id
    where part.invoice_id = ${invoiceId}`,
  )
  return row?.passedOnCents ?? 0
}

const payableRow = z.object({
  invoiceId: z.uuid(),
  invoiceNumber: z.string(),
  issuedOn: day,
  cooperativeId: z.uuid(),
  cooperativeName: z.string(),
  openCents: cents,
  isReady: z.boolean(),
  cursor: z.string(),
})
export type PayableRow = z.output<typeof payableRow>

/** A page of the open invoices of a unit that no payment waits for, oldest first. */
export function selectPayable(reader: Reader, unitId: string, page: CursorPage) {
  const columns = [
    { column: sql`i.issued_on`, type: 'date' as const },
    { column: sql`i.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: 'issued_on', columns }, page)
  return queryRows(
    reader,
    payableRow,
    sql`
    select i.id as invoice_id, i.number as invoice_number, i.issued_on, i.cooperative_id,
      o.name as cooperative_name, m.balance_cents - m.waiting_cents as open_cents,
      coalesce(a.takes_transfers, false) as is_ready, ${keyset.cursor} as cursor
    from billing.open_invoices open
    join billing.invoices i on i.id = open.invoice_id
    join billing.invoice_money m on m.invoice_id = i.id
    join organisations.organisations_published o on o.id = i.cooperative_id
    left join billing.payee_accounts a on a.cooperative_id = i.cooperative_id
    where open.unit_id = ${unitId} and m.balance_cents > m.waiting_cents
      and ${keyset.after ?? sql`true`}
    order by ${keyset.order} limit ${keyset.limit}`,
  )
}

const paymentRow = z.object({
  id: z.uuid(),
  unitId: z.uuid(),
  unitName: z.string(),
  method: z.enum(['card', 'alipay', 'wechat_pay']),
  state: z.enum(onlineStates),
  amountCents: cents,
  sessionUrl: z.string().nullable(),
  failure: z.string(),
  startedAt: z.date(),
  startedByName: z.string(),
  expiresAt: z.date(),
  paidAt: z.date().nullable(),
  cursor: z.string(),
})
export type OnlinePaymentViewRow = z.output<typeof paymentRow>

/** A page of a unit's online payments, latest first; or one of them. */
export function selectOnlinePayments(
  reader: Reader,
  { unitId, id }: { unitId: string; id?: string },
  page: CursorPage = onePage,
) {
  const keyset = keysetOf(latestFirst('started_at', 'p'), page)
  return queryRows(
    reader,
    paymentRow,
    sql`
    select p.id, p.unit_id, o.name as unit_name, p.method, p.state, p.amount_cents, p.session_url,
      p.failure, p.started_at, people.name as started_by_name, p.expires_at, p.paid_at,
      ${keyset.cursor} as cursor
    from billing.online_payments p
    join organisations.organisations_published o on o.id = p.unit_id
    join accounts.people_published people on people.id = p.started_by
    where ${allOf([sql`p.unit_id = ${unitId}`, id && sql`p.id = ${id}`, keyset.after])}
    order by ${keyset.order} limit ${keyset.limit}`,
  )
}

const partRow = z.object({
  onlinePaymentId: z.uuid(),
  invoiceId: z.uuid(),
  invoiceNumber: z.string(),
  cooperativeId: z.uuid(),
  cooperativeName: z.string(),
  amountCents: cents,
})

export function selectPartsOf(reader: Reader, ids: readonly string[]) {
  return queryRows(
    reader,
    partRow,
    sql`
    select p.online_payment_id, p.invoice_id, i.number as invoice_number, p.cooperative_id,
      o.name as cooperative_name, p.amount_cents
    from billing.online_payment_parts p
    join billing.invoices i on i.id = p.invoice_id
    join organisations.organisations_published o on o.id = p.cooperative_id
    where p.online_payment_id = any(${arrayOf('uuid', ids)}) order by i.issued_on, i.id`,
  )
}

const failedRow = z.object({
  id: z.uuid(),
  kind: z.string(),
  cooperativeName: z.string().nullable(),
  amountCents: cents.nullable(),
  failure: z.string(),
  finishedAt: z.date(),
})

/** Calls that the provider refused, latest first. */
export function selectFailedCalls(reader: Reader) {
  return queryRows(
    reader,
    failedRow,
    sql`
    select c.id, c.kind, o.name as cooperative_name, c.amount_cents, c.failure, c.finished_at
    from billing.provider_calls c
    left join organisations.organisations_published o on o.id = c.cooperative_id
    where c.state = 'failed' order by c.finished_at desc, c.id desc limit 50`,
  )
}

const disputeRow = z.object({
  id: z.string(),
  onlinePaymentId: z.uuid(),
  unitName: z.string(),
  amountCents: cents,
  reason: z.string(),
  state: z.string(),
  respondBy: z.date().nullable(),
  openedAt: z.date(),
})

export function selectDisputes(reader: Reader) {
  return queryRows(
    reader,
    disputeRow,
    sql`
    select d.id, d.online_payment_id, o.name as unit_name, d.amount_cents, d.reason, d.state,
      d.respond_by, d.opened_at
    from billing.payment_disputes d
    join billing.online_payments p on p.id = d.online_payment_id
    join organisations.organisations_published o on o.id = p.unit_id
    order by d.opened_at desc, d.id desc limit 50`,
  )
}

export async function countUnhandledEvents(reader: Reader): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ count: z.int() }),
    sql`select count(*)::int as count from billing.provider_events
      where next_at is not null and attempts > 1`,
  )
  return row?.count ?? 0
}

const owedRow = z.object({ cooperativeId: z.uuid(), name: z.string(), dueCents: cents })

/** Cooperatives that hold more than is theirs, or are still due something. */
export function selectOwed(reader: Reader) {
  return queryRows(
    reader,
    owedRow,
    sql`
    select due.cooperative_id, o.name, due.cents::bigint as due_cents
    from (select cooperative_id, sum(cents) as cents from billing.due_moves
      group by cooperative_id having sum(cents) <> 0) due
    join organisations.organisations_published o on o.id = due.cooperative_id
    order by due.cents, due.cooperative_id limit 50`,
  )
}

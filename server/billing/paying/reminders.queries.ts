import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { day, id } from '../../../shared/scalars.ts'
import { arrayOf, queryRow, queryRows } from '../../platform/db/rows.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import { type DueQuestion, dueInvoices } from '../money-due.queries.ts'

const debtor = z.object({ unitId: id })

/** The next units with open invoices behind one of them, in their order. */
export async function unitsWithOpenInvoices(
  reader: Reader,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const rows = await queryRows(
    reader,
    debtor,
    sql`
    select distinct unit_id from billing.open_invoices where unit_id > ${after}
    order by unit_id limit ${limit}`,
  )
  return rows.map(({ unitId }) => unitId)
}

const reminded = z.object({
  unitId: id,
  kind: z.enum(['due_soon', 'overdue']),
  count: z.int(),
  amountCents: z.int(),
  firstDueOn: day,
})
export type Reminded = z.output<typeof reminded>

/**
 * Notes of which invoices of some units is spoken now, each of a kind once: what another server
 * has noted meanwhile is left out. Sums them up by unit and kind.
 */
export function insertReminders(
  tx: Transaction,
  question: Omit<DueQuestion, 'visible'> & { unitIds: string[]; now: Date; daysBefore: number },
): Promise<Reminded[]> {
  const { unitIds, now, daysBefore, onDay } = question
  const visible = sql`purchase_orders.unit_id = any(${arrayOf('uuid', unitIds)}) and not exists (
    select from billing.due_reminders
    where invoice_id = purchase_orders.invoice_id and kind = 'overdue')`
  return queryRows(
    tx,
    reminded,
    sql`
    with due as materialized (
      select due.invoice_id, due.unit_id, due.to_pay_cents, due.due_on,
        case when due.late_days > 0 then 'overdue' else 'due_soon' end as kind
      from (${dueInvoices({ ...question, visible })}) due
      where due.to_pay_cents > 0 and due.due_on <= ${onDay}::date + ${daysBefore}::integer
    ), noted as (
      insert into billing.due_reminders (invoice_id, kind, reminded_at)
      select invoice_id, kind, ${now.toISOString()}::timestamptz from due
      order by invoice_id, kind
      on conflict (invoice_id, kind) do nothing
      returning invoice_id, kind
    )
    select due.unit_id, due.kind, count(*)::integer as count,
      sum(due.to_pay_cents)::bigint as amount_cents, min(due.due_on) as first_due_on
    from noted join due on due.invoice_id = noted.invoice_id and due.kind = noted.kind
    group by due.unit_id, due.kind order by due.unit_id, due.kind`,
  )
}

const asked = z.object({ requestedAt: z.date() })

/** Notes that a seller asks a buyer now; false where it did so after `since`. */
export async function insertPaymentRequest(
  tx: Transaction,
  parties: { cooperativeId: string; unitId: string },
  { now, since }: { now: Date; since: Date },
): Promise<boolean> {
  const { cooperativeId, unitId } = parties
  const row = await queryRow(
    tx,
    asked,
    sql`
    insert into billing.payment_requests as known (cooperative_id, unit_id, requested_at)
    values (${cooperativeId}, ${unitId}, ${now.toISOString()}::timestamptz)
    on conflict (cooperative_id, unit_id) do update set requested_at = excluded.requested_at
      where known.requested_at <= ${since.toISOString()}::timestamptz
    returning requested_at`,
  )
  return row !== undefined
}

/** When a seller last asked a buyer. */
export async function lastPaymentRequest(
  reader: Reader,
  { cooperativeId, unitId }: { cooperativeId: string; unitId: string },
): Promise<Date> {
  const row = await queryRow(
    reader,
    asked,
    sql`select requested_at from billing.payment_requests
      where cooperative_id = ${cooperativeId} and unit_id = ${unitId}`,
  )
  if (row === undefined) throw new Error('whoever may not ask again has asked before')
  return row.requestedAt
}

const late = z.object({ count: z.int(), amountCents: z.int().nullable() })

/** What of a buyer's money is late, over all invoices that are seen. */
export async function lateMoney(reader: Reader, question: DueQuestion) {
  const row = await queryRow(
    reader,
    late,
    sql`
    select count(*)::integer as count, sum(due.to_pay_cents)::bigint as amount_cents
    from (${dueInvoices(question)}) due where due.late_days > 0 and due.to_pay_cents > 0`,
  )
  return { count: row?.count ?? 0, amountCents: row?.amountCents ?? 0 }
}

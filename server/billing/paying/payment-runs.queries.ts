import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { standsElsewhere } from '../../../shared/billing/corrections.schemas.ts'
import { runStates } from '../../../shared/billing/payment-runs.api.ts'
import { cents } from '../../../shared/money.ts'
import type { CursorPage } from '../../../shared/pagination.ts'
import { day, id } from '../../../shared/scalars.ts'
import { keysetOf, latestFirst } from '../../platform/db/keyset.ts'
import { countOf } from '../../platform/db/list-source.ts'
import { allOf, arrayOf, insertRows, queryRows, updateRows } from '../../platform/db/rows.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import { exceedsAcceptance } from '../invoice-orders.queries.ts'
import { type DueQuestion, dueInvoices } from '../money-due.queries.ts'
import { paymentRunInvoices, paymentRunPayees, paymentRuns } from '../paying.tables.ts'
import { elsewhereOf } from '../payments.queries.ts'

export type PaymentRunRow = typeof paymentRuns.$inferSelect
export type RunPayeeRow = typeof paymentRunPayees.$inferSelect
export type RunInvoiceRow = typeof paymentRunInvoices.$inferSelect

const payableRow = z.object({
  invoiceId: id,
  invoiceNumber: z.string(),
  cooperativeId: id,
  dueOn: day,
  openCents: cents,
  isMatched: z.boolean(),
})

/**
 * Invoices due until a day with money open that no prepared run holds, the most urgent first; one
 * more than `limit` tells that there are more.
 */
export function selectPayable(
  reader: Reader,
  question: DueQuestion & { dueUntil: string; limit: number },
) {
  return queryRows(
    reader,
    payableRow,
    sql`
    with due as (
      select * from (${dueInvoices(question)}) due
      where due.to_pay_cents > 0 and due.due_on <= ${question.dueUntil}::date
        and not exists (${heldBy(sql`due.invoice_id`)})
      order by due.due_on, due.invoice_id limit ${question.limit + 1}
    )
    select due.invoice_id, due.invoice_number, due.cooperative_id, due.due_on,
      due.to_pay_cents as open_cents,
      not ${exceedsAcceptance(sql`due.invoice_id`)} as is_matched
    from due
    order by due.due_on, due.invoice_id`,
  )
}

/** A prepared run that holds an invoice, so that no second one is prepared for it. */
function heldBy(invoiceId: SQL): SQL {
  return sql`
    select from billing.payment_run_invoices held
    join billing.payment_runs holding on holding.id = held.run_id and holding.state = 'prepared'
    where held.invoice_id = ${invoiceId}`
}

const heldRow = z.object({ invoiceId: id })

/** Those of the invoices that a prepared run holds. */
export function selectHeld(tx: Transaction, invoiceIds: readonly string[]) {
  return queryRows(
    tx,
    heldRow,
    sql`
    select r.invoice_id from unnest(${arrayOf('uuid', invoiceIds)}) as r(invoice_id)
    where exists (${heldBy(sql`r.invoice_id`)})`,
  )
}

export async function insertRun(
  tx: Transaction,
  run: Omit<typeof paymentRuns.$inferInsert, 'number'>,
  parts: { payees: (typeof paymentRunPayees.$inferInsert)[]; invoices: RunInvoiceRow[] },
): Promise<void> {
  await tx.insert(paymentRuns).values(run)
  await insertRows(tx, paymentRunPayees, parts.payees)
  await insertRows(tx, paymentRunInvoices, parts.invoices)
}

export async function findRun(reader: Reader, runId: string): Promise<PaymentRunRow | null> {
  const [row] = await reader.select().from(paymentRuns).where(eq(paymentRuns.id, runId))
  return row ?? null
}

/** The run under its own lock, which follows those of its sellers and orders. */
export async function lockRun(tx: Transaction, runId: string): Promise<PaymentRunRow | null> {
  const [row] = await tx
    .select()
    .from(paymentRuns)
    .where(eq(paymentRuns.id, runId))
    .for('no key update')
  return row ?? null
}

export function runPayees(reader: Reader, runId: string): Promise<RunPayeeRow[]> {
  return reader
    .select()
    .from(paymentRunPayees)
    .where(eq(paymentRunPayees.runId, runId))
    .orderBy(paymentRunPayees.position)
}

const runInvoiceRow = z.object({
  cooperativeId: id,
  invoiceId: id,
  number: z.string(),
  amountCents: cents,
  paymentId: id.nullable(),
  isConfirmed: z.boolean(),
  isVoid: z.boolean(),
  elsewhere: standsElsewhere,
})

/** A run's invoices, each with whether its payment has arrived, or it was voided meanwhile. */
export function runInvoices(reader: Reader, runId: string) {
  return queryRows(
    reader,
    runInvoiceRow,
    sql`
    select r.cooperative_id, r.invoice_id, i.number, r.amount_cents, r.payment_id,
      coalesce(p.state = 'confirmed', false) as is_confirmed,
      exists (select from billing.invoice_voids where invoice_id = i.id) as is_void,
      ${elsewhereOf(sql`r.payment_id`, sql`r.invoice_id`)} as elsewhere
    from billing.payment_run_invoices r
    join billing.invoices i on i.id = r.invoice_id
    left join billing.payments p on p.id = r.payment_id
    where r.run_id = ${runId} order by r.invoice_id`,
  )
}

export async function changeRun(
  tx: Transaction,
  runId: string,
  change: Partial<PaymentRunRow>,
): Promise<number> {
  const { count } = await tx
    .update(paymentRuns)
    .set(change)
    .where(and(eq(paymentRuns.id, runId), eq(paymentRuns.state, 'prepared')))
  return count
}

export async function keepPaymentIds(
  tx: Transaction,
  rows: readonly Pick<RunInvoiceRow, 'runId' | 'invoiceId' | 'paymentId'>[],
): Promise<void> {
  await updateRows(tx, paymentRunInvoices, ['runId', 'invoiceId'], rows)
}

export async function changePayee(
  tx: Transaction,
  { runId, cooperativeId }: { runId: string; cooperativeId: string },
  change: Pick<RunPayeeRow, 'returnedReason' | 'returnedBy' | 'returnedAt'>,
): Promise<void> {
  await tx
    .update(paymentRunPayees)
    .set(change)
    .where(
      and(eq(paymentRunPayees.runId, runId), eq(paymentRunPayees.cooperativeId, cooperativeId)),
    )
}

const summaryRow = z.object({
  id,
  number: z.string(),
  unitId: id,
  unitName: z.string(),
  dueUntil: day,
  amountCents: cents,
  payeeCount: z.int(),
  state: z.enum(runStates),
  stateReason: z.string(),
  preparedBy: id,
  preparedByName: z.string(),
  preparedAt: z.date(),
  decidedByName: z.string().nullable(),
  decidedAt: z.date().nullable(),
  cursor: z.string(),
})
export type RunSummaryRow = z.output<typeof summaryRow>

/** A page of a unit's runs, latest first, or one of them. */
export async function selectRuns(
  reader: Reader,
  { unitId, runId }: { unitId: string; runId?: string },
  filter: CursorPage = { pageSize: 1, count: 'false' },
) {
  const keyset = keysetOf(latestFirst('prepared_at', 'payment_runs'), filter)
  const isMeant = allOf([
    sql`payment_runs.unit_id = ${unitId}`,
    runId !== undefined && sql`payment_runs.id = ${runId}`,
  ])
  const rows = await queryRows(
    reader,
    summaryRow,
    sql`
    select page.*, unit.name as unit_name, maker.name as prepared_by_name,
      decider.name as decided_by_name,
      (select count(*) from billing.payment_run_payees payee where payee.run_id = page.id)
        as payee_count
    from (
      select payment_runs.*, ${keyset.cursor} as cursor from billing.payment_runs
      where ${isMeant} and ${keyset.after ?? sql`true`}
      order by ${keyset.order} limit ${keyset.limit}) page
    join organisations.organisations_published unit on unit.id = page.unit_id
    join accounts.people_published maker on maker.id = page.prepared_by
    left join accounts.people_published decider on decider.id = page.decided_by
    order by page.prepared_at desc, page.id desc`,
  )
  const total = await countOf(
    reader,
    filter,
    sql`select id from billing.payment_runs where ${isMeant}`,
  )
  return { rows, total }
}

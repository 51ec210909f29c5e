import { and, desc, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { standsElsewhere } from '../../shared/billing/corrections.schemas.ts'
import { cooperatives, deciders, makers, units } from '../deliveries/index.ts'
import { isOnPage, type ListSource, withinScanLimit } from '../platform/db/list-source.ts'
import { insertRows, isAnyOf, queryRow } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invoices, paymentLines, payments } from './billing.tables.ts'
import {
  conditionOf,
  type DecidedMoneyFilter,
  type DecidedMoneyQuestion,
  isDeciderOf,
  latestMoney,
  namesBeside,
} from './decided-money.queries.ts'

export type PaymentRow = typeof payments.$inferSelect

/** The payments meant, with the names that stand beside them, latest first. */
export function selectPayments(reader: Reader, question: DecidedMoneyQuestion) {
  return paymentsWithNames(reader)
    .where(conditionOf(payments, question))
    .orderBy(desc(payments.recordedAt), desc(payments.id))
    .limit(500)
}
export type PaymentDetails = Awaited<ReturnType<typeof selectPayments>>[number]

/** A page of the visible payments, latest first. */
export async function selectPaymentPage(
  reader: Reader,
  visible: ListSource,
  filter: DecidedMoneyFilter,
) {
  const { source, keyset: whole } = latestMoney(payments, visible, filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await paymentsWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

function paymentsWithNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({
      payment: payments,
      isOfRun: isOfRun(sql`${payments.id}`),
      elsewhere: elsewhereOf(sql`${payments.id}`, sql`${payments.invoiceId}`),
      ...namesBeside,
      cursor,
    })
    .from(payments)
    .innerJoin(invoices, eq(invoices.id, payments.invoiceId))
    .innerJoin(cooperatives, eq(cooperatives.id, payments.cooperativeId))
    .innerJoin(units, eq(units.id, payments.unitId))
    .innerJoin(makers, eq(makers.id, payments.recordedBy))
    .leftJoin(deciders, isDeciderOf(payments))
}

/** What of a payment stands on other invoices than its own, as JSON (`standsElsewhere`). */
export function elsewhereOf(paymentId: SQL, invoiceId: SQL): SQL<z.input<typeof standsElsewhere>> {
  return sql`coalesce((
    select json_agg(json_build_object('id', i.id, 'number', i.number, 'cents', place.cents)
      order by i.number, i.id)
    from billing.payment_places place join billing.invoices i on i.id = place.invoice_id
    where place.payment_id = ${paymentId} and place.invoice_id <> ${invoiceId}
      and place.cents > 0), '[]')`
}

/** Whether a payment run records it: what two persons decided, one does not take back (§11.2). */
function isOfRun(paymentId: SQL): SQL<boolean> {
  return sql`exists (
    select from billing.payment_run_invoices paid where paid.payment_id = ${paymentId})`
}

export async function isPaymentOfRun(reader: Reader, paymentId: string): Promise<boolean> {
  const shape = z.object({ isOfRun: z.boolean() })
  const found = await queryRow(
    reader,
    shape,
    sql`select ${isOfRun(sql`${paymentId}::uuid`)} as is_of_run`,
  )
  return found?.isOfRun ?? false
}

export async function paymentById(reader: Reader, id: string): Promise<PaymentRow | null> {
  const [row] = await reader.select().from(payments).where(eq(payments.id, id))
  return row ?? null
}

/** Null when this invoice has a payment of the same bank reference that was not rejected. */
export async function insertPayment(
  tx: Transaction,
  row: typeof payments.$inferInsert,
): Promise<PaymentRow | null> {
  const [inserted] = await tx
    .insert(payments)
    .values(row)
    .onConflictDoNothing({
      target: [payments.invoiceId, payments.bankReference],
      where: sql`state <> 'rejected'`,
    })
    .returning()
  return inserted ?? null
}

/** Decides on a payment that waits for it; returns how many rows that were. */
export async function updatePayment(
  tx: Transaction,
  id: string,
  change: Partial<PaymentRow>,
): Promise<number> {
  const { count } = await tx
    .update(payments)
    .set(change)
    .where(and(eq(payments.id, id), eq(payments.state, 'recorded')))
  return count
}

/** Confirms payments that wait for it at once; returns how many rows that were. */
export async function confirmMany(
  tx: Transaction,
  ids: readonly string[],
  { by, at }: { by: string; at: Date },
): Promise<number> {
  const { count } = await tx
    .update(payments)
    .set({ state: 'confirmed', decidedBy: by, decidedAt: at })
    .where(and(isAnyOf(payments.id, ids), eq(payments.state, 'recorded')))
  return count
}

export async function paymentsByIds(reader: Reader, ids: readonly string[]): Promise<PaymentRow[]> {
  return reader.select().from(payments).where(isAnyOf(payments.id, ids)).orderBy(payments.id)
}

/** Payments that did not arrive, of those that wait; returns them. */
export async function rejectPayments(
  tx: Transaction,
  ids: readonly unknown[],
  decision: Pick<PaymentRow, 'stateReason' | 'decidedBy' | 'decidedAt'>,
): Promise<PaymentRow[]> {
  return tx
    .update(payments)
    .set({ state: 'rejected', ...decision })
    .where(and(isAnyOf(payments.id, ids), eq(payments.state, 'recorded')))
    .returning()
}

export async function insertPaymentLines(
  tx: Transaction,
  lines: (typeof paymentLines.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, paymentLines, lines)
}

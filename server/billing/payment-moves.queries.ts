import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  type DecisionState,
  decisionStates,
  sides,
} from '../../shared/deliveries/two-sided-record.ts'
import { cents } from '../../shared/money.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { day, id } from '../../shared/scalars.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { allOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { paymentMoves } from './paying.tables.ts'

export type PaymentMoveRow = typeof paymentMoves.$inferSelect

export async function paymentMoveById(
  reader: Reader,
  moveId: string,
): Promise<PaymentMoveRow | null> {
  const [row] = await reader.select().from(paymentMoves).where(eq(paymentMoves.id, moveId))
  return row ?? null
}

export async function insertPaymentMove(
  tx: Transaction,
  row: typeof paymentMoves.$inferInsert,
): Promise<PaymentMoveRow> {
  const [inserted] = await tx.insert(paymentMoves).values(row).returning()
  if (inserted === undefined) throw new Error('a row just inserted is returned')
  return inserted
}

/** Decides on one that waits for it; returns how many rows that were. */
export async function updatePaymentMove(
  tx: Transaction,
  moveId: string,
  change: Partial<PaymentMoveRow>,
): Promise<number> {
  const { count } = await tx
    .update(paymentMoves)
    .set(change)
    .where(and(eq(paymentMoves.id, moveId), eq(paymentMoves.state, 'recorded')))
  return count
}

/** What of a payment stands on an invoice and no other proposal would move, in 分. */
export async function freeOfPayment(
  reader: Reader,
  { paymentId, invoiceId }: { paymentId: string; invoiceId: string },
): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ freeCents: cents }),
    sql`
    select free_cents from billing.payment_places
    where payment_id = ${paymentId} and invoice_id = ${invoiceId}`,
  )
  return row?.freeCents ?? 0
}

const waiting = z.object({
  paymentId: id,
  invoiceId: id,
  number: z.string(),
  bankReference: z.string(),
  amountCents: cents,
})

/** What is proposed to be moved off an invoice and not decided yet. */
export function movesWaitingFrom(reader: Reader, fromInvoiceId: string) {
  return queryRows(
    reader,
    waiting,
    sql`
    select m.payment_id, m.invoice_id, target.number, p.bank_reference, m.amount_cents
    from billing.payment_moves m
    join billing.payments p on p.id = m.payment_id
    join billing.invoices target on target.id = m.invoice_id
    where m.from_invoice_id = ${fromInvoiceId} and m.state = 'recorded' order by m.id`,
  )
}

const held = z.object({ id, bankReference: z.string(), paidOn: day, freeCents: cents })

/** The transfers that stand on an invoice, with what of each may leave it, the latest first. */
export function transfersOn(reader: Reader, invoiceId: string) {
  return queryRows(
    reader,
    held,
    sql`
    select p.id, p.bank_reference, p.paid_on, place.free_cents
    from (
      select id from billing.payments where invoice_id = ${invoiceId} union
      select payment_id from billing.payment_moves where invoice_id = ${invoiceId}
    ) own
    join billing.payments p on p.id = own.id and p.method = 'bank_transfer'
    cross join lateral (
      select free_cents from billing.payment_places
      where payment_id = p.id and invoice_id = ${invoiceId}) place
    where place.free_cents > 0 order by p.paid_on desc, p.id limit 200`,
  )
}

const listed = z.object({
  id,
  bankReference: z.string(),
  paidOn: day,
  unitId: id,
  unitName: z.string(),
  cooperativeId: id,
  cooperativeName: z.string(),
  fromInvoiceId: id,
  fromNumber: z.string(),
  invoiceId: id,
  number: z.string(),
  amountCents: cents,
  reason: z.string(),
  recordedSide: z.enum(sides),
  recordedBy: id,
  recordedByName: z.string(),
  recordedAt: z.date(),
  decidedByName: z.string().nullable(),
  decidedAt: z.date().nullable(),
  movedOn: day.nullable(),
  withdrawnBy: id.nullable(),
  state: z.enum(decisionStates),
  stateReason: z.string(),
  cursor: z.string(),
})
export type PaymentMoveDetails = z.output<typeof listed>

/** Which moves are meant; what is not given does not matter. */
export interface PaymentMovesQuestion {
  id?: string
  unitId?: string
  cooperativeId?: string
  /** From or to it. */
  invoiceId?: string
  state?: DecisionState | undefined
}

/** A page of the moves meant, latest first. */
export function selectPaymentMoves(
  reader: Reader,
  question: PaymentMovesQuestion,
  page: CursorPage = { pageSize: 200, count: 'false' },
): Promise<PaymentMoveDetails[]> {
  const keyset = keysetOf(latestFirst('recorded_at', 'payment_moves'), page)
  const { invoiceId } = question
  const isMeant = allOf([
    question.id && sql`payment_moves.id = ${question.id}`,
    question.unitId && sql`payment_moves.unit_id = ${question.unitId}`,
    question.cooperativeId && sql`payment_moves.cooperative_id = ${question.cooperativeId}`,
    invoiceId && sql`${invoiceId} in (payment_moves.from_invoice_id, payment_moves.invoice_id)`,
    question.state && sql`payment_moves.state = ${question.state}`,
    keyset.after,
  ])
  return queryRows(
    reader,
    listed,
    sql`
    select payment_moves.*, p.bank_reference, p.paid_on, source.number as from_number,
      target.number,
      (select name from organisations.organisations_published where id = payment_moves.unit_id)
        as unit_name,
      (select name from organisations.organisations_published
        where id = payment_moves.cooperative_id) as cooperative_name,
      (select name from accounts.people_published where id = payment_moves.recorded_by)
        as recorded_by_name,
      (select name from accounts.people_published
        where id = coalesce(payment_moves.decided_by, payment_moves.withdrawn_by))
        as decided_by_name,
      ${keyset.cursor} as cursor
    from billing.payment_moves
    join billing.payments p on p.id = payment_moves.payment_id
    join billing.invoices source on source.id = payment_moves.from_invoice_id
    join billing.invoices target on target.id = payment_moves.invoice_id
    where ${isMeant} order by ${keyset.order} limit ${keyset.limit}`,
  )
}

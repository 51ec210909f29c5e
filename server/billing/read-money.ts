import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { FileGrant } from '../evidence/index.ts'
import { visibleRows } from '../orders/index.ts'
import type { Actor, Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { payments, refunds } from './billing.tables.ts'
import { selectCreditNoteLines, selectCreditNotes } from './credit-notes.queries.ts'
import type { DecidedMoneyFilter, DecidedMoneyQuestion } from './decided-money.queries.ts'
import { creditNoteView, paymentView, refundView, settlementView } from './money-views.ts'
import { selectPaymentPage, selectPayments } from './payments.queries.ts'
import { selectRefundLines, selectRefundPage, selectRefunds } from './refunds.queries.ts'
import {
  isDocumentOfSettlement,
  type SettlementsFilter,
  selectSettlementPage,
  selectSettlements,
  visibleSettlements,
} from './settlements.queries.ts'

/** A page of payments, latest first. */
export async function listPayments(reader: Reader, context: Context, filter: DecidedMoneyFilter) {
  const visible = visibleRows(context.actor, dayOf(context.now), payments)
  const { rows, ...rest } = await selectPaymentPage(reader, visible, filter)
  return pageOf(rows, filter, paymentView, rest)
}

/** One payment. Throws `not_found`. */
export async function readPayment(reader: Reader, id: string) {
  const [row] = await selectPayments(reader, { id })
  if (row === undefined) throw new AppError('not_found')
  return paymentView(row)
}

/** A page of refunds with their lines, latest first. */
export async function listRefunds(reader: Reader, context: Context, filter: DecidedMoneyFilter) {
  const visible = visibleRows(context.actor, dayOf(context.now), refunds)
  const { rows, ...rest } = await selectRefundPage(reader, visible, filter)
  const ids = rows.map((row) => row.refund.id)
  const lines = await selectRefundLines(reader, ids)
  return pageOf(rows, filter, (row) => refundView(row, lines), rest)
}

/** One refund with its lines. Throws `not_found`. */
export async function readRefund(reader: Reader, id: string) {
  const [view] = await readRefunds(reader, { id })
  if (view === undefined) throw new AppError('not_found')
  return view
}

/** Refunds with their lines, latest first. */
export async function readRefunds(reader: Reader, question: DecidedMoneyQuestion) {
  const rows = await selectRefunds(reader, question)
  const lines = await selectRefundLines(
    reader,
    rows.map((row) => row.refund.id),
  )
  return rows.map((row) => refundView(row, lines))
}

/** Credit notes of an invoice or an order with their lines, oldest first. */
export async function readCreditNotes(
  reader: Reader,
  question: { invoiceId?: string; purchaseOrderId?: string },
) {
  const rows = await selectCreditNotes(reader, question)
  const lines = await selectCreditNoteLines(
    reader,
    rows.map((row) => row.note.id),
  )
  return rows.map((row) => creditNoteView(row, lines))
}

/** A page of the settlements that the actor may see, latest first. */
export async function listSettlements(reader: Reader, context: Context, filter: SettlementsFilter) {
  const visible = visibleSettlements(context, filter.purchaseOrderId)
  const { rows, total } = await selectSettlementPage(reader, visible, filter)
  return pageOf(rows, filter, (row) => settlementView(context.actor, row), { total })
}

/** Settlements in the order of their ids; unknown ids are left out. */
export async function readSettlements(reader: Reader, actor: Actor, ids: readonly string[]) {
  const rows = await selectSettlements(reader, ids)
  const place = new Map(ids.map((id, index) => [id, index]))
  return rows
    .map((row) => settlementView(actor, row))
    .sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))
}

/** The document by which a county confirmed settlements shows itself to both sides. */
export const mayReadSettlementDocument: FileGrant = (reader, { actor }, file) =>
  isDocumentOfSettlement(reader, { fileId: file.id, actor })

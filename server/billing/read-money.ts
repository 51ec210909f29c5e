import type { SQL } from 'drizzle-orm'
import { AppError } from '../../shared/errors.ts'
import { type Page, spanOf } from '../../shared/pagination.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { payments, refunds } from './billing.tables.ts'
import { countDecided, type DecidedMoneyQuestion } from './decided-money.queries.ts'
import { paymentView, refundView, settlementView } from './money-views.ts'
import { selectPayments } from './payments.queries.ts'
import { selectRefundLines, selectRefunds } from './refunds.queries.ts'
import { countSettlements, selectSettlements } from './settlements.queries.ts'

/** A page of payments, latest first. */
export async function listPayments(reader: Reader, question: DecidedMoneyQuestion & Page) {
  const rows = await selectPayments(reader, question, spanOf(question))
  const total = await countDecided(reader, payments, question)
  const { page, pageSize } = question
  return { items: rows.map(paymentView), total, page, pageSize }
}

/** One payment. Throws `not_found`. */
export async function readPayment(reader: Reader, id: string) {
  const [row] = await selectPayments(reader, { id })
  if (row === undefined) throw new AppError('not_found')
  return paymentView(row)
}

/** A page of refunds with their lines, latest first. */
export async function listRefunds(reader: Reader, question: DecidedMoneyQuestion & Page) {
  const items = await readRefunds(reader, question, spanOf(question))
  const total = await countDecided(reader, refunds, question)
  const { page, pageSize } = question
  return { items, total, page, pageSize }
}

/** One refund with its lines. Throws `not_found`. */
export async function readRefund(reader: Reader, id: string) {
  const [view] = await readRefunds(reader, { id })
  if (view === undefined) throw new AppError('not_found')
  return view
}

/** Refunds with their lines, latest first. */
export async function readRefunds(
  reader: Reader,
  question: DecidedMoneyQuestion,
  span?: { limit: number; offset: number },
) {
  const rows = await selectRefunds(reader, question, span)
  const lines = await selectRefundLines(
    reader,
    rows.map((row) => row.refund.id),
  )
  return rows.map((row) => refundView(row, lines))
}

/** A page of settlements: a cooperative's own, and those for orders that the actor may see. */
export async function listSettlements(
  reader: Reader,
  question: Page & { actor: Actor; visible: SQL; purchaseOrderId?: string | undefined },
) {
  const { actor, visible, purchaseOrderId, page, pageSize } = question
  const isCooperative = actor.organisationKind === 'cooperative'
  const cooperativeId = isCooperative ? (actor.organisationId ?? undefined) : undefined
  const seen = { visible, cooperativeId, purchaseOrderId }
  const rows = await selectSettlements(reader, seen, spanOf(question))
  const total = await countSettlements(reader, seen)
  return { items: rows.map(settlementView), total, page, pageSize }
}

/** Settlements in the order of their ids; unknown ids are left out. */
export async function readSettlements(reader: Reader, ids: readonly string[]) {
  const rows = await selectSettlements(reader, { ids }, { limit: ids.length, offset: 0 })
  return rows.map(settlementView).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

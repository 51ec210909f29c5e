import assert from 'node:assert/strict'
import type { PaymentMethod } from '../../shared/billing/online.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import {
  auditDecisions,
  decide,
  firstReceiptDays,
  lockUndecided,
  publishRecorded,
  recordedNow,
  sideOf,
  type TwoSidedKind,
  type WithdrawableKind,
} from '../deliveries/index.ts'
import { lockPurchaseOrders } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireNewReferences } from './bank-references.ts'
import { completePayments } from './complete-payments.ts'
import {
  type MoneyOfInvoice,
  moneyOfInvoice,
  moneyOfInvoices,
  toPayOf,
} from './invoice-money.queries.ts'
import { billedOrders } from './invoice-orders.queries.ts'
import { findInvoice, type InvoiceRow, invoicesByIds } from './invoices.queries.ts'
import {
  confirmMany,
  insertPayment,
  type PaymentRow,
  paymentById,
  updatePayment,
} from './payments.queries.ts'
import { requirePostingDay } from './posting-days.ts'

/** A payment of an invoice that either side found in its account, on a Shanghai day. */
export interface RecordPayment {
  invoiceId: string
  amountCents: number
  bankReference: string
  paidOn: string
  /** As the bank shows it: more than is open stays due back, for a refund or another invoice. */
  isAboveOpen?: boolean
}

/** Either side may record a payment: who sent the money, or who found it in its account. */
export const payments: WithdrawableKind<PaymentRow> = {
  domain: 'billing',
  noun: 'payment',
  subjectType: 'payment',
  recordedSide: (row) => row.recordedSide,
  find: paymentById,
  lock: (tx, row) => lockInvoice(tx, row.invoiceId),
  update: updatePayment,
  withdraw: updatePayment,
  payload: ({ invoiceId, amountCents }) => ({ invoiceId, amountCents }),
}

/**
 * Records a bank transfer for an invoice: by the unit that sent it, or by the cooperative that
 * found it in its account. It is paid when the other side has confirmed it, not before (§7.5).
 * Returns the payment's id.
 */
export async function recordPayment(
  tx: Transaction,
  context: Context,
  input: RecordPayment,
): Promise<string> {
  const invoice = await lockInvoice(tx, input.invoiceId)
  const recordedSide = sideOf(context.actor, invoice)
  const { amountCents, bankReference, paidOn } = input
  requirePostingDay(context.now, paidOn, 'paidOn')
  if (paidOn < (await firstDayToPay(tx, invoice))) throw fieldError(['paidOn'], 'before_the_goods')
  // Before the amount: of a transfer that is recorded already the invoice may have nothing open.
  const reference = { ...invoice, invoiceId: invoice.id, bankReference }
  await requireNewReferences(tx, { isBack: false, references: [reference] })
  const money = await moneyOfInvoice(tx, invoice.id)
  const openCents = toPayOf(money)
  // Paid once more at most: what is above that was never meant for this invoice.
  const mostCents = input.isAboveOpen ? openCents + money.totalCents - money.voidedCents : openCents
  if (amountCents > mostCents)
    throw fieldError(['amountCents'], 'above_open', { openCents: mostCents })
  const row = await insertPayment(tx, {
    id: context.newId(),
    invoiceId: invoice.id,
    unitId: invoice.unitId,
    cooperativeId: invoice.cooperativeId,
    supervisingCountyCode: invoice.supervisingCountyCode,
    method: 'bank_transfer',
    recordedSide,
    bankReference,
    amountCents,
    paidOn,
    ...recordedNow(context),
  })
  if (row === null) throw fieldError(['bankReference'], 'duplicate')
  const after = { invoiceId: invoice.id, recordedSide, amountCents, bankReference, paidOn }
  await publishRecorded(tx, context, payments, { row, after })
  return row.id
}

/** The other side confirms that the money arrived: only now it is paid (§7.5). */
export async function confirmPayment(
  tx: Transaction,
  context: Context,
  input: { paymentId: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, payments, input.paymentId)
  requireBankTransfer(row)
  await completePayment(tx, context, row)
}

/**
 * Makes a recorded payment, whose order is locked, a paid one.
 */
export async function completePayment(
  tx: Transaction,
  context: Context,
  row: PaymentRow,
  kind: TwoSidedKind<PaymentRow> = payments,
): Promise<void> {
  await completePayments(tx, context, [row], () =>
    decide(tx, context, kind, { row, decision: { state: 'confirmed' } }),
  )
}

/**
 * The other side's payments that are still undecided, whose orders are locked, become paid ones by
 * one set of statements: what the bank's word decides of a whole statement (§7.5).
 */
export async function confirmPayments(
  tx: Transaction,
  context: Context,
  rows: readonly PaymentRow[],
): Promise<void> {
  await completePayments(tx, context, rows, async () => {
    const decision = { state: 'confirmed' as const }
    const ids = rows.map((row) => row.id)
    const changed = await confirmMany(tx, ids, { by: context.actor.personId, at: context.now })
    assert.equal(changed, rows.length, 'a payment is decided once')
    await auditDecisions(tx, context, payments, { rows, decision })
  })
}

/** What went through the provider is confirmed and refused by the provider alone (§7.3). */
export function requireBankTransfer({ method }: { method: PaymentMethod }): void {
  if (method !== 'bank_transfer') throw new AppError('provider_decides')
}

/** The other side did not get the money; the amount is open again. */
export async function rejectPayment(
  tx: Transaction,
  context: Context,
  input: { paymentId: string; reason: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, payments, input.paymentId)
  requireBankTransfer(row)
  const decision = { state: 'rejected' as const, reason: input.reason }
  await decide(tx, context, payments, { row, decision })
}

/**
 * The first day on which an invoice can have been paid: that of the first goods receipt, or of the
 * invoice, if that is earlier. Goods come first (§7.2), an invoice bills what was accepted (§7.4),
 * and recognition is dated on the later of acceptance and payment (§3.3): so no day written
 * afterwards brings it to before the goods, or the amount paid to before what it pays. A transfer
 * of December that is entered in January stays December's, as the bank has it.
 */
async function firstDayToPay(tx: Transaction, invoice: LockedInvoice): Promise<string> {
  const receipts = await firstReceiptDays(tx, invoice.purchaseOrderIds)
  return [...receipts.values()].reduce((first, on) => (on < first ? on : first), invoice.issuedOn)
}

/** An invoice, its orders, and the day of the first of them, before which no money moved. */
export type LockedInvoice = InvoiceRow & { purchaseOrderIds: string[]; orderedOn: string }

/**
 * An invoice under the locks of its purchase orders, the first of everything about its money.
 * The invoice itself never changes, so it may be read before the lock. Throws `not_found`.
 */
export async function lockInvoice(tx: Transaction, invoiceId: string): Promise<LockedInvoice> {
  const invoice = await invoiceById(tx, invoiceId)
  const billed = await billedOrders(tx, [invoiceId])
  const purchaseOrderIds = billed.map((order) => order.purchaseOrderId)
  const orders = await lockPurchaseOrders(tx, purchaseOrderIds)
  const [orderedOn = invoice.issuedOn] = orders.map((order) => order.orderedOn).sort()
  return { ...invoice, purchaseOrderIds, orderedOn }
}

/** Many invoices, as given, under the locks of all their orders. Throws `not_found`. */
export async function lockInvoices(
  tx: Transaction,
  invoiceIds: readonly string[],
): Promise<LockedInvoice[]> {
  const found = await invoicesByIds(tx, invoiceIds)
  const billed = await billedOrders(tx, invoiceIds)
  const billedOf = Map.groupBy(billed, (order) => order.invoiceId)
  const orderIds = [...new Set(billed.map((order) => order.purchaseOrderId))].sort()
  const orders = await lockPurchaseOrders(tx, orderIds)
  const dayOfOrder = new Map(orders.map((order) => [order.id, order.orderedOn]))
  return invoiceIds.map((id) => {
    const invoice = found.get(id)
    if (invoice === undefined) throw new AppError('not_found')
    const purchaseOrderIds = (billedOf.get(id) ?? []).map((order) => order.purchaseOrderId)
    const days = purchaseOrderIds.map((orderId) => dayOfOrder.get(orderId) ?? invoice.issuedOn)
    const [orderedOn = invoice.issuedOn] = days.sort()
    return { ...invoice, purchaseOrderIds, orderedOn }
  })
}

/** Refuses an invoice that a request names twice, as `duplicate` at its place in the list. */
export function requireDistinct(invoiceIds: readonly string[]): void {
  const seen = new Set<string>()
  for (const [index, id] of invoiceIds.entries()) {
    if (seen.has(id)) throw fieldError(['invoiceIds', index], 'duplicate')
    seen.add(id)
  }
}

/** What is open of each invoice in 分, less what waits; refused as `above_open` where nothing is. */
export async function openCentsOf(
  tx: Transaction,
  invoiceIds: readonly string[],
): Promise<Map<string, number>> {
  const money = await moneyOfInvoices(tx, invoiceIds)
  return new Map(
    invoiceIds.map((id, index) => {
      const own = money.get(id)
      const openCents = own === undefined ? 0 : toPayOf(own)
      if (openCents === 0) throw fieldError(['invoiceIds', index], 'above_open', { openCents })
      return [id, openCents]
    }),
  )
}

/** Refuses what is more than is to be paid of an invoice, as `above_open`. */
export function requireOpen(
  amountCents: number,
  target: Pick<MoneyOfInvoice, 'balanceCents' | 'waitingCents'>,
): void {
  const openCents = toPayOf(target)
  if (amountCents > openCents) throw fieldError(['amountCents'], 'above_open', { openCents })
}

export async function invoiceById(tx: Transaction, invoiceId: string): Promise<InvoiceRow> {
  const invoice = await findInvoice(tx, invoiceId)
  if (invoice === null) throw new AppError('not_found')
  return invoice
}

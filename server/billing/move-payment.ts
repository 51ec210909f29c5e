import { AppError, fieldError } from '../../shared/errors.ts'
import { centsToYuanText } from '../../shared/money.ts'
import { dayOf } from '../../shared/scalars.ts'
import {
  decide,
  lockUndecided,
  publishRecorded,
  recordedNow,
  sideOf,
  type WithdrawableKind,
  withdraw,
} from '../deliveries/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { moneyOfInvoices } from './invoice-money.queries.ts'
import { changesOf, type MovedBetween, type MovedOff, requireMovable } from './movable-money.ts'
import { lockInvoices, requireBankTransfer, requireOpen } from './pay-invoice.ts'
import {
  freeOfPayment,
  insertPaymentMove,
  movesWaitingFrom,
  type PaymentMoveRow,
  paymentMoveById,
  updatePaymentMove,
} from './payment-moves.queries.ts'
import { paymentById } from './payments.queries.ts'
import { type InvoiceMove, postInvoiceMoves } from './post-entries.ts'
import { reallocateMany } from './reallocate.ts'

/** 付款改挂: which invoice a confirmed transfer belongs to, said by one side and the other (§7.2). */
const paymentMoves: WithdrawableKind<PaymentMoveRow> = {
  domain: 'billing',
  noun: 'payment-move',
  subjectType: 'payment_move',
  recordedSide: (row) => row.recordedSide,
  find: paymentMoveById,
  lock: (tx, row) => lockInvoices(tx, [row.fromInvoiceId, row.invoiceId]),
  update: (tx, id, decision) => {
    const movedOn = decision.state === 'confirmed' ? dayOf(decision.decidedAt) : null
    return updatePaymentMove(tx, id, { ...decision, movedOn })
  },
  withdraw: updatePaymentMove,
  payload: ({ amountCents }) => ({ amountCents }),
}

/** A transfer, or a part of it, that was recorded on one invoice and belongs to another. */
export interface ProposePaymentMove {
  paymentId: string
  fromInvoiceId: string
  invoiceId: string
  amountCents: number
  reason: string
}

/**
 * One side proposes to which open invoice of the same two a confirmed transfer belongs. Nothing
 * moves until the other side agrees; until then the amount waits on that invoice as a payment does,
 * so that it is not paid once more. What went through the provider goes back by it. Returns its id.
 */
export async function proposePaymentMove(
  tx: Transaction,
  context: Context,
  input: ProposePaymentMove,
): Promise<string> {
  const { paymentId, fromInvoiceId, invoiceId, amountCents, reason } = input
  const [from, to] = await lockInvoices(tx, [fromInvoiceId, invoiceId])
  if (from === undefined) throw new AppError('not_found')
  const recordedSide = sideOf(context.actor, from)
  const { unitId, cooperativeId } = from
  const isOfPair = to?.unitId === unitId && to.cooperativeId === cooperativeId
  if (!isOfPair || to.id === from.id) throw fieldError(['invoiceId'], 'not_found')
  const payment = await paymentById(tx, paymentId)
  if (payment?.unitId !== unitId || payment.cooperativeId !== cooperativeId)
    throw fieldError(['paymentId'], 'not_found')
  requireBankTransfer(payment)
  const waiting = await movesWaitingFrom(tx, from.id)
  requireNotProposed(waiting, input)
  const freeCents = await freeOfPayment(tx, { paymentId, invoiceId: from.id })
  if (freeCents === 0) throw fieldError(['paymentId'], 'not_found')
  const between = await moneyBetween(tx, input)
  const off = { ...between, waiting: await withTargets(tx, waiting) }
  await requireMovable(tx, off, { freeCents, amountCents })
  requireOpen(amountCents, between.target)
  const row = await insertPaymentMove(tx, {
    ...{ id: context.newId(), paymentId, fromInvoiceId, invoiceId, unitId, cooperativeId },
    ...{ amountCents, reason, recordedSide, ...recordedNow(context) },
  })
  const numbers = { fromNumber: from.number, number: to.number }
  await publishRecorded(tx, context, paymentMoves, {
    row,
    after: { paymentId, fromInvoiceId, invoiceId, ...numbers, amountCents, reason },
  })
  return row.id
}

/**
 * The other side agrees. In one act the transfer is taken off one invoice and entered on the other,
 * in the books of both and by the lines of both invoices, on that day: what is recognised falls on
 * the one and rises on the other in the open month (§3.2, §3.4).
 */
export async function confirmPaymentMove(
  tx: Transaction,
  context: Context,
  { moveId }: { moveId: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, paymentMoves, moveId)
  const { amountCents, fromInvoiceId, invoiceId } = row
  const between = await moneyBetween(tx, row)
  const place = { paymentId: row.paymentId, invoiceId: fromInvoiceId }
  const freeCents = (await freeOfPayment(tx, place)) + amountCents
  await requireMovable(tx, { ...between, waiting: [] }, { freeCents, amountCents })
  const waitingCents = between.target.waitingCents - amountCents
  requireOpen(amountCents, { ...between.target, waitingCents })
  await decide(tx, context, paymentMoves, { row, decision: { state: 'confirmed' } })
  await postInvoiceMoves(tx, context, invoiceMovesOf(context, row, between))
  const changes = changesOf(between, amountCents)
  const document = { cause: { kind: 'payment_move' as const, id: row.id } }
  await reallocateMany(tx, context, { ...document, occurredOn: dayOf(context.now) }, [
    { invoiceId: fromInvoiceId, changes: changes.source, explained: [] },
    { invoiceId, changes: changes.target, explained: [] },
  ])
}

/** The transfer belongs where it was recorded. */
export async function rejectPaymentMove(
  tx: Transaction,
  context: Context,
  { moveId, reason }: { moveId: string; reason: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, paymentMoves, moveId)
  await decide(tx, context, paymentMoves, { row, decision: { state: 'rejected', reason } })
}

/** One's own side takes it back while the other has not decided (§7.5). */
export async function withdrawPaymentMove(
  tx: Transaction,
  context: Context,
  { moveId: id, reason }: { moveId: string; reason: string },
): Promise<void> {
  await withdraw(tx, context, paymentMoves, { id, reason, require: () => undefined })
}

/** As the payment was posted, the other way round, and once more on the other invoice. */
function invoiceMovesOf(
  context: Context,
  row: PaymentMoveRow,
  { source, target }: MovedBetween,
): InvoiceMove[] {
  const { id, unitId, cooperativeId, amountCents, fromInvoiceId, invoiceId } = row
  const occurredOn = dayOf(context.now)
  return [
    {
      cause: { kind: 'payment_move_out', id },
      invoice: { id: fromInvoiceId, unitId, cooperativeId },
      occurredOn,
      balance: {
        beforeCents: source.balanceCents,
        afterCents: source.balanceCents + amountCents,
      },
      against: [{ account: 'bank_clearing', cents: -amountCents }],
    },
    {
      cause: { kind: 'payment_move_in', id },
      invoice: { id: invoiceId, unitId, cooperativeId },
      occurredOn,
      balance: {
        beforeCents: target.balanceCents,
        afterCents: target.balanceCents - amountCents,
      },
      against: [{ account: 'bank_clearing', cents: amountCents }],
    },
  ]
}

async function moneyBetween(
  tx: Transaction,
  { fromInvoiceId, invoiceId }: { fromInvoiceId: string; invoiceId: string },
): Promise<MovedBetween> {
  const money = await moneyOfInvoices(tx, [fromInvoiceId, invoiceId])
  const [source, target] = [money.get(fromInvoiceId), money.get(invoiceId)]
  if (source === undefined || target === undefined) throw new AppError('not_found')
  return { source, target }
}

type WaitingMove = Awaited<ReturnType<typeof movesWaitingFrom>>[number]

/** One payment is proposed once at a time from one invoice to another, by whichever side. */
function requireNotProposed(
  waiting: readonly WaitingMove[],
  { paymentId, invoiceId }: ProposePaymentMove,
): void {
  const same = waiting.find((move) => move.paymentId === paymentId && move.invoiceId === invoiceId)
  if (same === undefined) return
  const { bankReference: reference, number, amountCents } = same
  const yuan = centsToYuanText(amountCents)
  throw fieldError(['paymentId'], 'move_proposed', { reference, number, yuan })
}

/** What waits to be moved off an invoice, with the money of where it goes. */
export async function withTargets(
  reader: Reader,
  waiting: readonly WaitingMove[],
): Promise<MovedOff['waiting']> {
  const cents = new Map<string, number>()
  for (const { invoiceId, amountCents } of waiting)
    cents.set(invoiceId, (cents.get(invoiceId) ?? 0) + amountCents)
  const money = await moneyOfInvoices(reader, [...cents.keys()])
  return [...money.values()].map((target) => {
    return { target, amountCents: cents.get(target.invoiceId) ?? 0 }
  })
}

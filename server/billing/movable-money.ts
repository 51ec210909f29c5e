import { isRefundable, keptChange } from '../../shared/billing/allocate-payment.ts'
import { fieldError } from '../../shared/errors.ts'
import { centsToYuanText } from '../../shared/money.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type MoneyOfInvoice, splitMoney } from './invoice-money.queries.ts'
import { loadSettlingMoney, openMoneyOf, type SettlingMoney } from './lot-money.ts'

/** The two invoices of a move, with their money as it is before. */
export interface MovedBetween {
  source: MoneyOfInvoice
  target: MoneyOfInvoice
}

/** What each line keeps more or less once an amount has moved, on the one and on the other. */
export function changesOf({ source, target }: MovedBetween, amountCents: number) {
  return { source: changeBy(source, -amountCents), target: changeBy(target, amountCents) }
}

function changeBy(money: MoneyOfInvoice, cents: number) {
  const split = splitMoney(money)
  return keptChange(split, { ...split, paidCents: split.paidCents + cents })
}

/** An invoice that money is moved off, and what already waits to be moved, by where it goes. */
export interface MovedOff {
  source: MoneyOfInvoice
  waiting: readonly { target: MoneyOfInvoice; amountCents: number }[]
}

/**
 * Throws where moving an amount off an invoice, beside what waits to be moved off it, would leave
 * less on it than its refunds sent back, those that wait for the unit included (`above_movable`),
 * or less of an order or lot than was settled with households and collectives already
 * (`already_settled`, §3.14). The orders of the two invoices are locked.
 */
export async function requireMovable(
  reader: Reader,
  { target, ...off }: MovedBetween & MovedOff,
  { freeCents, amountCents }: { freeCents: number; amountCents: number },
): Promise<void> {
  const coveredCents = mostCovered(off, freeCents)
  if (amountCents > coveredCents)
    throw fieldError(['amountCents'], 'above_movable', mostOf(coveredCents))
  const settling = await loadSettlingOf(reader, off, [target])
  const leftCents = mostBesideSettled(settling, { ...off, target }, amountCents)
  if (amountCents > leftCents)
    throw fieldError(['amountCents'], 'already_settled', mostOf(leftCents))
}

/** What of an amount may leave an invoice for what its refunds sent back. */
export function mostCovered({ source, waiting }: MovedOff, limitCents: number): number {
  const requested = splitMoney(source, { requested: true })
  const paidCents = waiting.reduce((left, move) => left - move.amountCents, requested.paidCents)
  return most(limitCents, (cents) => isRefundable({ ...requested, paidCents: paidCents - cents }))
}

/** The settlements that bind what is moved off an invoice, to any of some others. */
export function loadSettlingOf(
  reader: Reader,
  { source, waiting }: MovedOff,
  targets: readonly MoneyOfInvoice[],
): Promise<SettlingMoney> {
  const invoices = [source, ...waiting.map(({ target }) => target), ...targets]
  const lines = invoices.flatMap((invoice) => invoice.lines)
  return loadSettlingMoney(reader, [...new Set(lines.map((line) => line.purchaseOrderId))])
}

/** What of an amount may move between two invoices for what was settled. */
export function mostBesideSettled(
  settling: SettlingMoney,
  { source, target, waiting }: MovedBetween & MovedOff,
  limitCents: number,
): number {
  const others = waiting.filter((move) => move.target.invoiceId !== target.invoiceId)
  const before = waiting.reduce((sum, move) => sum + move.amountCents, 0)
  const besides = others.flatMap((move) => changeBy(move.target, move.amountCents))
  const toTarget = before - others.reduce((sum, move) => sum + move.amountCents, 0)
  return most(limitCents, (cents) =>
    keepsSettled(settling, [
      ...changeBy(source, -before - cents),
      ...changeBy(target, toTarget + cents),
      ...besides,
    ]),
  )
}

const mostOf = (maximumCents: number) => ({ maximumCents, yuan: centsToYuanText(maximumCents) })

/** The largest amount up to `limit` for which a condition holds that no smaller one breaks. */
function most(limit: number, holds: (cents: number) => boolean): number {
  let [least, highest] = [0, Math.max(0, limit)]
  if (holds(highest)) return highest
  while (least < highest) {
    const middle = Math.ceil((least + highest) / 2)
    if (holds(middle)) least = middle
    else highest = middle - 1
  }
  return least
}

/**
 * Whether of each order and lot at least what was settled is left. Where a refund has taken some of
 * that already, a move takes nothing more.
 */
function keepsSettled(
  settling: SettlingMoney,
  changes: readonly { orderLineId: string; amountCents: number }[],
): boolean {
  const changeOf = new Map<string, number>()
  for (const { orderLineId, amountCents } of changes)
    changeOf.set(orderLineId, (changeOf.get(orderLineId) ?? 0) + amountCents)
  const before = openMoneyOf(settling)
  const money = settling.money.map((line) => {
    return { ...line, paidCents: line.paidCents + (changeOf.get(line.orderLineId) ?? 0) }
  })
  const after = openMoneyOf({ ...settling, money })
  return settling.settled.every(({ purchaseOrderId, lotId }) => {
    const orderId = purchaseOrderId ?? ''
    return [lotId, null].every(
      (lot) => after.open(orderId, lot) >= Math.min(0, before.open(orderId, lot)),
    )
  })
}

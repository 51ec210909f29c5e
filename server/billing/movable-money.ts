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
  const [from, to] = [splitMoney(source), splitMoney(target)]
  return {
    source: keptChange(from, { ...from, paidCents: from.paidCents - amountCents }),
    target: keptChange(to, { ...to, paidCents: to.paidCents + amountCents }),
  }
}

/**
 * Throws where moving an amount off an invoice would leave less on it than its refunds sent back,
 * those that wait for the unit included (`above_movable`), or less of an order or lot than was
 * settled with households and collectives already (`already_settled`, §3.14). The orders of both
 * invoices are locked.
 */
export async function requireMovable(
  reader: Reader,
  between: MovedBetween,
  { freeCents, amountCents }: { freeCents: number; amountCents: number },
): Promise<void> {
  const requested = splitMoney(between.source, { requested: true })
  const isCovered = (cents: number) =>
    isRefundable({ ...requested, paidCents: requested.paidCents - cents })
  const coveredCents = most(freeCents, isCovered)
  if (amountCents > coveredCents)
    throw fieldError(['amountCents'], 'above_movable', mostOf(coveredCents))
  const lines = [...between.source.lines, ...between.target.lines]
  const orderIds = [...new Set(lines.map((line) => line.purchaseOrderId))]
  const settling = await loadSettlingMoney(reader, orderIds)
  const isLeft = (cents: number) => keepsSettled(settling, changesOf(between, cents))
  if (isLeft(amountCents)) return
  throw fieldError(['amountCents'], 'already_settled', mostOf(most(amountCents, isLeft)))
}

const mostOf = (maximumCents: number) => ({ maximumCents, yuan: centsToYuanText(maximumCents) })

/** The largest amount up to `limit` for which a condition holds that no smaller one breaks. */
function most(limit: number, holds: (cents: number) => boolean): number {
  let [least, highest] = [0, Math.max(0, limit)]
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
function keepsSettled(settling: SettlingMoney, changes: ReturnType<typeof changesOf>): boolean {
  const changeOf = new Map<string, number>()
  for (const { orderLineId, amountCents } of [...changes.source, ...changes.target])
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

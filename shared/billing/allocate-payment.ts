import { proportion, splitByLargestRemainder } from '../split.ts'

/** An invoice as issued: immutable, so its line amounts are the weights of every later split. */
export interface InvoicedAmounts {
  goodsCents: number
  freightCents: number
  lines: readonly { orderLineId: string; amountCents: number }[]
}

/** The part of an invoice's payments that pays goods: the first yuan do, freight after. */
export function goodsPart(invoice: InvoicedAmounts, paidCents: number): number {
  return Math.min(paidCents, invoice.goodsCents)
}

/**
 * What each line has been paid once `paidCents` in all have been confirmed for the invoice, in 分:
 * the goods part split by the largest remainder over the line amounts (§2.3). A function of the
 * sum alone, so payments in any order and of any size end in the same figures.
 */
export function paidByLine(invoice: InvoicedAmounts, paidCents: number): Map<string, number> {
  if (invoice.goodsCents === 0) return new Map(invoice.lines.map((line) => [line.orderLineId, 0]))
  return splitByLargestRemainder(
    goodsPart(invoice, paidCents),
    invoice.lines.map((line) => ({ key: line.orderLineId, weight: line.amountCents })),
  )
}

/** What a payment adds to each line after `beforeCents` were confirmed; only changed lines. */
export function paymentByLine(
  invoice: InvoicedAmounts,
  beforeCents: number,
  paymentCents: number,
): { orderLineId: string; amountCents: number }[] {
  const before = paidByLine(invoice, beforeCents)
  return [...paidByLine(invoice, beforeCents + paymentCents)]
    .map(([orderLineId, cents]) => ({
      orderLineId,
      amountCents: cents - (before.get(orderLineId) ?? 0),
    }))
    .filter((line) => line.amountCents !== 0)
}

/**
 * The most that may ever have been refunded of a line: the whole 分 of its exact share in what was
 * paid. By the largest remainder a later payment may move one 分 between lines, but never below
 * this, so no order of payments and refunds leaves a line paid less than nothing.
 */
export function refundableOfLine(
  invoice: InvoicedAmounts,
  orderLineId: string,
  paidCents: number,
): number {
  const line = invoice.lines.find((candidate) => candidate.orderLineId === orderLineId)
  if (line === undefined || invoice.goodsCents === 0) return 0
  const goods = goodsPart(invoice, paidCents)
  const rounded = proportion(goods, line.amountCents, invoice.goodsCents)
  const exceeds =
    BigInt(rounded) * BigInt(invoice.goodsCents) > BigInt(goods) * BigInt(line.amountCents)
  return exceeds ? rounded - 1 : rounded
}

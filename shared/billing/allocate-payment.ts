import { splitByLargestRemainder } from '../split.ts'

/** What was billed of one line of an invoice, or of its freight, and what became of it, in 分. */
export interface BilledPart {
  invoicedCents: number
  /** Taken off by credit notes. */
  creditedCents: number
  /** What nobody will pay (§7.6). */
  waivedCents: number
  /** Sent back. */
  refundedCents: number
}

/** An invoice's money: documents as issued, and what was paid in all, refunds not taken off. */
export interface InvoiceMoney {
  lines: readonly (BilledPart & { orderLineId: string })[]
  freight: BilledPart
  paidCents: number
}

/** How the money that stayed with the seller is split; all parts sum to it. */
export interface KeptMoney {
  /** Paid of each line and not sent back. */
  lines: Map<string, number>
  freightCents: number
  /** Paid beyond all that is to be paid: due back to the buyer. */
  dueBackCents: number
}

/** What is to be paid of a part and not sent back in the end. */
export function payableOf({ invoicedCents, creditedCents, waivedCents }: BilledPart): number {
  return invoicedCents - creditedCents - waivedCents
}

/** Refunds that a credit note explains; the rest makes the same money owed again. */
const explainedOf = (part: BilledPart) => Math.min(part.refundedCents, part.creditedCents)
const reopenedOf = (part: BilledPart) => part.refundedCents - explainedOf(part)

/**
 * What each line has been paid and kept, in 分. Refunds that a credit note explains are met first,
 * then goods by the largest remainder over what is payable of each line (§2.3), then freight, then
 * what refunds without a credit note have made owed again. A function of sums alone: payments,
 * refunds and credit notes in any order end in the same figures, and no line falls below nothing.
 */
export function keptByLine(money: InvoiceMoney): KeptMoney {
  const { lines, freight } = money
  const { goods, forFreight, again, dueBackCents } = tiersOf(money)
  const shares = splitOver(goods, lines.map(claimOf(payableOf)))
  const againShares = splitOver(again, [
    ...lines.map(claimOf(reopenedOf)),
    { key: freightKey, weight: reopenedOf(freight) },
  ])
  const kept = (key: string, share: number, part: BilledPart) =>
    share + (againShares.get(key) ?? 0) - reopenedOf(part)
  const keptOfLines = lines.map((line) => {
    const { orderLineId } = line
    return [orderLineId, kept(orderLineId, shares.get(orderLineId) ?? 0, line)] as const
  })
  return {
    lines: noneBelowNothing(new Map(keptOfLines)),
    freightCents: kept(freightKey, forFreight, freight),
    dueBackCents,
  }
}

/**
 * By the largest remainder a later payment may move 分 off a line whose whole share a dispute has
 * taken before: what it lacks then is found on the lines that have kept most.
 */
function noneBelowNothing(lines: Map<string, number>): Map<string, number> {
  let missing = -sumOf([...lines.values()].map((cents) => Math.min(0, cents)))
  if (missing === 0) return lines
  const covered = new Map([...lines].map(([key, cents]) => [key, Math.max(0, cents)]))
  const byMost = [...covered].sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1))
  for (const [key, cents] of byMost) {
    const taken = Math.min(cents, missing)
    covered.set(key, cents - taken)
    missing -= taken
  }
  return covered
}

/** What one state of an invoice's money keeps of each line beyond another; changed lines only. */
export function keptChange(
  before: InvoiceMoney,
  after: InvoiceMoney,
): { orderLineId: string; amountCents: number }[] {
  const was = keptByLine(before).lines
  return [...keptByLine(after).lines]
    .map(([orderLineId, cents]) => ({
      orderLineId,
      amountCents: cents - (was.get(orderLineId) ?? 0),
    }))
    .filter((line) => line.amountCents !== 0)
}

/**
 * Whether refunds are no more than what was paid of each line, for good: counted is a line's exact
 * share rounded up, for by the largest remainder a later payment may move one 分 between lines, and
 * what a line lacks then is found on other lines; where freight alone is left, it is not found.
 */
export function isRefundable(money: InvoiceMoney): boolean {
  const { lines, freight, paidCents } = money
  const leftCents = paidCents - sumOf([...lines, freight].map((part) => part.refundedCents))
  const kept = keptByLine(money)
  const keptCents = sumOf([...kept.lines.values(), kept.freightCents, kept.dueBackCents])
  const isWhole = kept.freightCents >= 0 && keptCents === leftCents
  return leftCents >= 0 && isWhole && lines.every((line) => isCovered(money, line))
}

/**
 * The most that may be refunded of a line in all, the refunds that `money` knows included: what the
 * line has kept, and what its credit notes explain.
 */
export function mostRefundable(money: InvoiceMoney, orderLineId: string | null): number {
  const part = money.lines.find((line) => line.orderLineId === orderLineId) ?? money.freight
  const { lines, freightCents } = keptByLine(money)
  const keptCents = orderLineId === null ? freightCents : (lines.get(orderLineId) ?? 0)
  const held = keptCents + Math.max(part.refundedCents, part.creditedCents)
  let [least, most] = [0, Math.min(part.invoicedCents, Math.max(0, held))]
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (isRefundable(withRefunds(money, new Map([[orderLineId, middle]])))) least = middle
    else most = middle - 1
  }
  return least
}

/** The money with other sums of refunds, by line, and of freight under null. */
export function withRefunds(
  money: InvoiceMoney,
  refunds: ReadonlyMap<string | null, number>,
): InvoiceMoney {
  const changed = <P extends BilledPart>(key: string | null, part: P): P => ({
    ...part,
    refundedCents: refunds.get(key) ?? part.refundedCents,
  })
  return {
    ...money,
    lines: money.lines.map((line) => changed(line.orderLineId, line)),
    freight: changed(null, money.freight),
  }
}

const freightKey = 'freight'

const claimOf =
  (weightOf: (part: BilledPart) => number) => (line: BilledPart & { orderLineId: string }) => ({
    key: line.orderLineId,
    weight: weightOf(line),
  })

/** Whether a line's exact shares, rounded up, cover what refunds made owed again. */
function isCovered(money: InvoiceMoney, line: BilledPart): boolean {
  const { goods, again, parts } = tiersOf(money)
  const first = ceilShare(goods, payableOf(line), sumOf(money.lines.map(payableOf)))
  const second = ceilShare(again, reopenedOf(line), sumOf(parts.map(reopenedOf)))
  return first + second >= BigInt(reopenedOf(line))
}

function ceilShare(total: number, weight: number, weights: number): bigint {
  if (weights === 0) return 0n
  return (BigInt(total) * BigInt(weight) + BigInt(weights) - 1n) / BigInt(weights)
}

/** The money after explained refunds, in the order in which it is met. */
function tiersOf({ lines, freight, paidCents }: InvoiceMoney) {
  const parts = [...lines, freight]
  const rest = paidCents - sumOf(parts.map(explainedOf))
  const goods = within(rest, sumOf(lines.map(payableOf)))
  const forFreight = within(rest - goods, payableOf(freight))
  const again = within(rest - goods - forFreight, sumOf(parts.map(reopenedOf)))
  return { parts, goods, forFreight, again, dueBackCents: rest - goods - forFreight - again }
}

const within = (cents: number, most: number) => Math.max(0, Math.min(cents, most))

function splitOver(total: number, claims: { key: string; weight: number }[]): Map<string, number> {
  const isNone = total === 0 || claims.every(({ weight }) => weight === 0)
  return isNone ? new Map() : splitByLargestRemainder(total, claims)
}

function sumOf(cents: readonly number[]): number {
  return cents.reduce((sum, amount) => sum + amount, 0)
}

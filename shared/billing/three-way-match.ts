/** One purchase-order line through all its documents; money in 分, weight in grams. */
export interface MatchedFigures {
  orderedGrams: number
  orderedCents: number
  shippedGrams: number
  acceptedGrams: number
  acceptedCents: number
  deductionCents: number
  /** Less credit notes. */
  invoicedCents: number
  creditedCents: number
  /** What nobody will pay (§7.6). */
  waivedCents: number
  paidCents: number
  refundedCents: number
}

/** The names of differences between two documents of one line (三单匹配). */
export const matchDifferences = [
  'not_shipped',
  'short_shipped',
  'not_received',
  'short_accepted',
  'over_accepted',
  'deducted',
  'credited',
  'not_invoiced',
  'invoiced_below_accepted',
  'invoiced_above_accepted',
  'waived',
  'not_paid',
  'paid_below_invoiced',
  'paid_above_accepted',
  'refunded',
] as const
export type MatchDifference = (typeof matchDifferences)[number]

export type MatchState = 'matched' | 'open' | 'different'

/** Differences that only say what is still to come. */
const openDifferences: readonly MatchDifference[] = [
  'not_shipped',
  'not_received',
  'not_invoiced',
  'not_paid',
  'paid_below_invoiced',
]

/** Differences that were agreed on by an act with a reason: shown, but nothing is wrong. */
const agreedDifferences: readonly MatchDifference[] = [
  'short_shipped',
  'short_accepted',
  'deducted',
  'credited',
  'waived',
  'refunded',
]

/** Whether shipping, and receiving what was shipped, has come to its end for the whole order. */
export interface MatchProgress {
  isShippingEnded: boolean
  isReceivingEnded: boolean
}

/** Every difference of a line by name, in the order of the documents. */
export function differencesOf(line: MatchedFigures, progress: MatchProgress): MatchDifference[] {
  const differences: (MatchDifference | false)[] = [
    !progress.isShippingEnded && line.shippedGrams < line.orderedGrams && 'not_shipped',
    progress.isShippingEnded && line.shippedGrams < line.orderedGrams && 'short_shipped',
    !progress.isReceivingEnded && line.acceptedGrams < line.shippedGrams && 'not_received',
    progress.isReceivingEnded && line.acceptedGrams < line.shippedGrams && 'short_accepted',
    line.acceptedGrams > line.orderedGrams && 'over_accepted',
    line.deductionCents > 0 && 'deducted',
    ...moneyDifferences(line),
  ]
  return differences.filter((difference) => difference !== false)
}

/** Matched: nothing to come and nothing wrong. Different: two documents contradict each other. */
export function matchStateOf(differences: readonly MatchDifference[]): MatchState {
  const unexplained = differences.filter((difference) => !agreedDifferences.includes(difference))
  if (unexplained.length === 0) return 'matched'
  return unexplained.every((difference) => openDifferences.includes(difference))
    ? 'open'
    : 'different'
}

function moneyDifferences(line: MatchedFigures): (MatchDifference | false)[] {
  const { acceptedCents, invoicedCents } = line
  const keptCents = line.paidCents - line.refundedCents
  return [
    line.creditedCents > 0 && 'credited',
    invoicedCents === 0 && acceptedCents > 0 && 'not_invoiced',
    invoicedCents > 0 &&
      invoicedCents + line.creditedCents < acceptedCents &&
      'invoiced_below_accepted',
    invoicedCents > acceptedCents && 'invoiced_above_accepted',
    line.waivedCents > 0 && 'waived',
    keptCents === 0 && line.waivedCents < invoicedCents && 'not_paid',
    keptCents > 0 && keptCents + line.waivedCents < invoicedCents && 'paid_below_invoiced',
    keptCents > acceptedCents && 'paid_above_accepted',
    line.refundedCents > 0 && 'refunded',
  ]
}

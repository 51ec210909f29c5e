import { proportion } from '../split.ts'
import type { Amount } from './credit.ts'

/** Cumulative figures of a purchase-order line: accepted, and paid net of refunds. */
export interface LineTotals {
  acceptedGrams: number
  acceptedCents: number
  paidCents: number
}

/** The changes of a line on one day. */
export interface DayOfFacts {
  /** Calendar day in Asia/Shanghai. */
  day: string
  acceptedCents: number
  paidCents: number
}

/** A part of a rise in recognised money: up to which amount, and since which day. */
export interface RecognitionStep {
  reachedCents: number
  day: string
}

/**
 * Recognised money in 分 and weight in grams of a line: the smaller of accepted and paid, and the
 * accepted weight in the same proportion (§3.2). Never above either, never below zero.
 */
export function recognise(totals: LineTotals): Amount {
  const cents = Math.max(0, Math.min(totals.acceptedCents, totals.paidCents))
  return { cents, grams: gramsFor(cents, totals) }
}

/** The same of a line that an upheld flag may have disallowed: that counts for nothing (§8). */
export function recogniseLine(totals: LineTotals, disallowedBy: string | null): Amount {
  return disallowedBy === null ? recognise(totals) : { cents: 0, grams: 0 }
}

/** The weight that goes with an amount of recognised money, rounded half up once, in grams. */
export function gramsFor(recognisedCents: number, totals: LineTotals): number {
  if (totals.acceptedCents <= 0) return 0
  return proportion(totals.acceptedGrams, recognisedCents, totals.acceptedCents)
}

/** What the entries of a line come to on one day. */
export interface PostedDay {
  /** Calendar day in Asia/Shanghai. */
  day: string
  cents: number
}

/**
 * On which days recognised money rose from what is posted to where it now stands (§3.3). Facts may
 * be reported late and in any order: an amount counts from the first day since which accepted and
 * paid money have covered it, beside all that is posted by then, without a break. So what makes a
 * refund good again is dated no earlier than that refund, whose entry stands in its own month
 * (§3.4), even where both happen on one day.
 */
export function recognitionSteps(
  facts: readonly DayOfFacts[],
  posted: readonly PostedDay[],
): RecognitionStep[] {
  const steps: RecognitionStep[] = []
  const before = posted.reduce((sum, { cents }) => sum + cents, 0)
  let risen = 0
  for (const { day, missingCents } of lastingGaps(facts, posted)) {
    if (missingCents <= risen) continue
    risen = missingCents
    steps.push({ day, reachedCents: before + risen })
  }
  return steps
}

/** For each day, in order, the recognised money that the entries lack on it and ever after. */
function lastingGaps(facts: readonly DayOfFacts[], posted: readonly PostedDay[]) {
  let acceptedCents = 0
  let paidCents = 0
  let postedCents = 0
  const changes = [
    ...facts.map((fact) => ({ ...fact, cents: 0 })),
    ...posted.map((entry) => ({ ...entry, acceptedCents: 0, paidCents: 0 })),
  ]
  const days = changes
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
    .map((change) => {
      acceptedCents += change.acceptedCents
      paidCents += change.paidCents
      postedCents += change.cents
      const { cents } = recognise({ acceptedGrams: 0, acceptedCents, paidCents })
      return { day: change.day, missingCents: cents - postedCents }
    })
  // What happens on one day comes as one: within a day there is no order, so only its end counts.
  const ends = days.filter((day, at) => day.day !== days[at + 1]?.day)
  let least = Number.POSITIVE_INFINITY
  for (const day of ends.reverse()) {
    least = Math.min(least, day.missingCents)
    day.missingCents = least
  }
  return ends.reverse()
}

import { type CreditSnapshot, splitByCredit } from '../../shared/attribution/credit.ts'
import {
  type DayOfFacts,
  gramsFor,
  type LineTotals,
  type PostedDay,
  recognitionSteps,
} from '../../shared/attribution/recognise.ts'
import { type AcceptedVillage, splitByVillage } from '../../shared/attribution/split-by-village.ts'

/** What has been posted for one village, channel and pair of units of a line. */
export interface PostedPart {
  villageCode: string
  channel: string
  directUnitId: string | null
  helpUnitId: string | null
  grams: number
  cents: number
}

/** An amount to be posted, dated on the day on which it was reached (§3.3). */
export interface PlannedPosting extends PostedPart {
  day: string
  eligible: boolean
}

/** Everything that decides what is to be posted for a line: what was, what came, what is. */
export interface LineChange {
  before: { recognisedCents: number }
  after: LineTotals & { recognisedCents: number; channel: string; credit: CreditSnapshot }
  villages: readonly (AcceptedVillage & { eligible: boolean })[]
  /** All facts of the line, earlier ones and new ones. */
  facts: readonly DayOfFacts[]
  /** The day of the fact that was just reported. */
  occurredOn: string
}

type Part = Omit<PlannedPosting, 'day'>

/**
 * The postings that bring the ledger to the line's cumulative figures: for each village, channel
 * and pair of units the target less the amount already posted. Therefore any order of receipts,
 * payments and refunds ends in the same totals. What stands under a channel or units that the line
 * is not credited to any more is reversed first (§3.16).
 */
export function planPostings(
  change: LineChange,
  posted: readonly PostedPart[],
  postedDays: readonly PostedDay[],
): PlannedPosting[] {
  const steps = stepsOf(change, postedDays).map(({ day, reachedCents }) => ({
    day,
    targets: targetsOf(change, reachedCents),
  }))
  return steps.flatMap(({ day, targets }, at) => {
    const before = steps[at - 1]?.targets ?? posted
    const reversed = at === 0 ? reversals(change, targets, posted) : []
    return [...reversed, ...differences(targets, before)].map((part) => ({ ...part, day }))
  })
}

/** Rises are dated on the days they were reached; a fall happens on the day it is reported for. */
function stepsOf(
  { before, after, facts, occurredOn }: LineChange,
  postedDays: readonly PostedDay[],
) {
  if (after.recognisedCents <= before.recognisedCents) {
    return [{ day: occurredOn, reachedCents: after.recognisedCents }]
  }
  return recognitionSteps(facts, postedDays)
}

/** The parts of an amount that the line has reached, by village and pair of units. */
function targetsOf({ after, villages }: LineChange, reachedCents: number): Part[] {
  const grams = gramsFor(reachedCents, after)
  const { channel } = after
  const parts = splitByVillage({ cents: reachedCents, grams }, villages)
  return parts.flatMap((village) => {
    const { villageCode } = village
    const eligible = isEligible(villages, villageCode)
    return splitByCredit(village, after.credit).map((part) => ({
      ...part,
      villageCode,
      channel,
      eligible,
    }))
  })
}

function isEligible(villages: LineChange['villages'], villageCode: string): boolean {
  return villages.some((origin) => origin.villageCode === villageCode && origin.eligible)
}

/** What was posted under keys that the line has no part of any more, taken back. */
function reversals(
  { villages }: LineChange,
  targets: readonly Part[],
  posted: readonly PostedPart[],
): Part[] {
  const kept = new Set(targets.map(keyOf))
  return posted
    .filter((part) => !kept.has(keyOf(part)) && (part.grams !== 0 || part.cents !== 0))
    .map(({ villageCode, channel, directUnitId, helpUnitId, grams, cents }) => ({
      ...{ villageCode, channel, directUnitId, helpUnitId },
      grams: -grams,
      cents: -cents,
      eligible: isEligible(villages, villageCode),
    }))
}

function differences(targets: readonly Part[], before: readonly PostedPart[]): Part[] {
  const partsBefore = new Map(before.map((part) => [keyOf(part), part]))
  return targets
    .map((target) => {
      const reached = partsBefore.get(keyOf(target))
      const grams = target.grams - (reached?.grams ?? 0)
      return { ...target, grams, cents: target.cents - (reached?.cents ?? 0) }
    })
    .filter((part) => part.grams !== 0 || part.cents !== 0)
}

/** One key per village, channel and pair of units within a line. */
export function keyOf(part: Omit<PostedPart, 'grams' | 'cents'>): string {
  return `${part.villageCode} ${part.channel} ${part.directUnitId} ${part.helpUnitId}`
}

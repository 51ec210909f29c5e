import { type CreditSnapshot, splitByCredit } from '../../shared/attribution/credit.ts'
import {
  type DayOfFacts,
  gramsFor,
  recognise,
  recognitionSteps,
} from '../../shared/attribution/recognise.ts'
import { splitByVillage } from '../../shared/attribution/split-by-village.ts'
import type { LineVillage } from './recognition.queries.ts'

/** What has been posted for one village and pair of units of a line. */
export interface PostedPart {
  villageCode: string
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

/** Everything that decides what is to be posted for a line. */
export interface LineSituation {
  acceptedGrams: number
  acceptedCents: number
  paidCents: number
  recognisedCents: number
  credit: CreditSnapshot
  villages: readonly LineVillage[]
  facts: readonly DayOfFacts[]
  posted: readonly PostedPart[]
  /** The day of the fact that was just reported. */
  occurredOn: string
}

/**
 * What must be posted so that the ledger states what the line's cumulative figures demand: for
 * each village and pair of units its target less what is posted already. Therefore any order of
 * receipts, payments and refunds ends in the same totals.
 */
export function planPostings(situation: LineSituation): PlannedPosting[] {
  const posted = new Map(situation.posted.map((part) => [keyOf(part), { ...part }]))
  return stepsOf(situation).flatMap(({ day, reachedCents }) =>
    differences(situation, reachedCents, posted).map((part) => ({ ...part, day })),
  )
}

/** Rises are dated on the days they were reached; a fall happens on the day it is reported for. */
function stepsOf(situation: LineSituation) {
  const target = recognise(situation).cents
  if (target <= situation.recognisedCents) {
    return [{ day: situation.occurredOn, reachedCents: target }]
  }
  return recognitionSteps(situation.facts, situation.recognisedCents)
}

function differences(
  situation: LineSituation,
  reachedCents: number,
  posted: Map<string, PostedPart>,
): Omit<PlannedPosting, 'day'>[] {
  const planned: Omit<PlannedPosting, 'day'>[] = []
  for (const target of targetsOf(situation, reachedCents)) {
    const before = posted.get(keyOf(target))
    const grams = target.grams - (before?.grams ?? 0)
    const cents = target.cents - (before?.cents ?? 0)
    posted.set(keyOf(target), target)
    if (grams !== 0 || cents !== 0) planned.push({ ...target, grams, cents })
  }
  return planned
}

function targetsOf(situation: LineSituation, reachedCents: number) {
  const grams = gramsFor(reachedCents, situation)
  const parts = splitByVillage({ cents: reachedCents, grams }, situation.villages)
  return parts.flatMap((village) => {
    const { villageCode } = village
    const known = situation.villages.find((each) => each.villageCode === villageCode)
    return splitByCredit(village, situation.credit).map((part) => ({
      villageCode,
      directUnitId: part.directUnitId,
      helpUnitId: part.helpUnitId,
      grams: part.grams,
      cents: part.cents,
      eligible: known?.eligible ?? false,
    }))
  })
}

/** One key per village and pair of units within a line. */
export function keyOf(part: {
  villageCode: string
  directUnitId: string | null
  helpUnitId: string | null
}): string {
  return `${part.villageCode} ${part.directUnitId} ${part.helpUnitId}`
}

import { z } from 'zod'
import { type Claim, splitByLargestRemainder } from '../split.ts'

/** How strong the proof of an entry is (§3.11): C is listed, never in a total. */
export const evidenceGrades = ['A', 'B', 'C'] as const
export type EvidenceGrade = (typeof evidenceGrades)[number]

/** Through whom a unit bought (§3.7). */
export const attributionChannels = ['canteen', 'contractor', 'union', 'staff', 'other'] as const
export type AttributionChannel = (typeof attributionChannels)[number]

/**
 * Who is credited with a purchase order, fixed when it is placed (§3.6, §3.7, §3.9).
 * `directCredits` are the units it is bought for, their shares sum to 10,000; `helpUnitId` is the
 * unit that introduced the sale; `pairedCodes` are the division codes each unit is paired with:
 * a village is paired when one of them is a prefix of its code (§3.10).
 */
export const creditSnapshot = z.object({
  directCredits: z.array(
    z.object({ unitId: z.uuid(), shareBasisPoints: z.int().min(1).max(10_000) }),
  ),
  helpUnitId: z.uuid().nullable(),
  introductionId: z.uuid().nullable(),
  pairedCodes: z.array(z.object({ unitId: z.uuid(), codes: z.array(z.string()) })),
})

export type CreditSnapshot = z.infer<typeof creditSnapshot>

/** An amount of a ledger entry: integer grams and integer 分, either may be negative. */
export interface Amount {
  grams: number
  cents: number
}

/** One pair of units that a part of an amount is credited to: at most one of each kind. */
export interface CreditPart extends Amount {
  directUnitId: string | null
  helpUnitId: string | null
}

/**
 * Splits an amount over the units credited with it, by basis points and the largest remainder
 * (§2.3, §3.9). A unit that bought is not also its own introducer: direct wins (§3.7).
 */
export function splitByCredit(amount: Amount, credit: CreditSnapshot): CreditPart[] {
  const helpUnitId = helpUnitOf(credit)
  if (credit.directCredits.length === 0) return [{ ...amount, directUnitId: null, helpUnitId }]
  const claims: Claim[] = credit.directCredits.map((direct) => ({
    key: direct.unitId,
    weight: direct.shareBasisPoints,
  }))
  const grams = splitByLargestRemainder(amount.grams, claims)
  const cents = splitByLargestRemainder(amount.cents, claims)
  return claims.map(({ key }) => ({
    directUnitId: key,
    helpUnitId,
    grams: grams.get(key) ?? 0,
    cents: cents.get(key) ?? 0,
  }))
}

/** Whether a unit was paired with a village at placement; '' is the unknown village. */
export function isPaired(
  credit: CreditSnapshot,
  unitId: string | null,
  villageCode: string,
): boolean {
  if (unitId === null || villageCode === '') return false
  const pairing = credit.pairedCodes.find((paired) => paired.unitId === unitId)
  return pairing?.codes.some((code) => villageCode.startsWith(code)) ?? false
}

/**
 * A snapshot in which one of the units that it credits as buyers was the wrong one (§3.16): the
 * right one gets its share, with the division codes that this one was paired with when the order
 * was placed. Who introduced the sale stays named, also while credited as the buyer itself: it is
 * the helper again should that be corrected in its turn.
 */
export function moveCredit(
  credit: CreditSnapshot,
  move: { fromUnitId: string; toUnitId: string; toCodes: readonly string[] },
): CreditSnapshot {
  const { fromUnitId, toUnitId, toCodes } = move
  return {
    ...credit,
    directCredits: credit.directCredits.map((direct) =>
      direct.unitId === fromUnitId ? { ...direct, unitId: toUnitId } : direct,
    ),
    pairedCodes: pairedToo(credit, toUnitId, toCodes),
  }
}

/** A snapshot whose sale another unit introduced, or none, than the one that it named (§3.16). */
export function moveHelp(
  credit: CreditSnapshot,
  to: { unitId: string; introductionId: string; codes: readonly string[] } | null,
): CreditSnapshot {
  if (to === null) return { ...credit, helpUnitId: null, introductionId: null }
  return {
    ...credit,
    helpUnitId: to.unitId,
    introductionId: to.introductionId,
    pairedCodes: pairedToo(credit, to.unitId, to.codes),
  }
}

function pairedToo(credit: CreditSnapshot, unitId: string, codes: readonly string[]) {
  const isKnown = credit.pairedCodes.some((paired) => paired.unitId === unitId)
  const added = isKnown || codes.length === 0 ? [] : [{ unitId, codes: [...codes] }]
  return [...credit.pairedCodes, ...added]
}

function helpUnitOf(credit: CreditSnapshot): string | null {
  const bought = credit.directCredits.some((direct) => direct.unitId === credit.helpUnitId)
  return bought ? null : credit.helpUnitId
}

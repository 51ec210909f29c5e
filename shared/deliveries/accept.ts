import { isPriceable } from '../catalogue/price.ts'
import { amountForWeight } from '../money.ts'
import { splitByLargestRemainder } from '../split.ts'
import { isTenfoldOff } from '../weight.ts'

/** Why less, or more, was accepted than was shipped. */
export const shortageReasons = [
  'short',
  'damaged',
  'wrong_goods',
  'spoiled',
  'quality',
  'over_delivered',
] as const
export type ShortageReason = (typeof shortageReasons)[number]

export const returnReasons = [
  'damaged',
  'wrong_goods',
  'spoiled',
  'quality',
  'weighing_error',
] as const
export type ReturnReason = (typeof returnReasons)[number]

/** The agreed price of an order line: 分 for a pack of so many grams. */
export interface AgreedPrice {
  unitPriceCents: number
  packGrams: number
}

/** Accepted so far of an order line, net of returns. */
export interface AcceptedSoFar {
  grams: number
  deductionCents: number
}

/**
 * Accepted money of an order line in 分: accepted weight × agreed price − deductions (§3.2), from
 * cumulative figures, so that part deliveries and returns in any order end in the same sum.
 * Returns can leave deductions without goods to bear them; the sum ends at 0.
 */
export function acceptedCents(price: AgreedPrice, soFar: AcceptedSoFar): number {
  const gross = amountForWeight(soFar.grams, price.unitPriceCents, price.packGrams)
  return Math.max(0, gross - soFar.deductionCents)
}

/** The change of the accepted money by one acceptance or, with negative grams, one return. */
export function acceptedCentsChange(
  price: AgreedPrice,
  before: AcceptedSoFar,
  change: AcceptedSoFar,
): number {
  const after = {
    grams: before.grams + change.grams,
    deductionCents: before.deductionCents + change.deductionCents,
  }
  return acceptedCents(price, after) - acceptedCents(price, before)
}

/** An accepted weight in grams: what counts at once, and what waits for the seller (§6.5). */
export interface SplitWeight {
  countedGrams: number
  surplusGrams: number
}

/**
 * What of an accepted weight counts at once. Once it is above the shipped weight by more than the
 * tolerance in basis points, all above the shipped weight waits for the seller's signature (§6.5).
 */
export function splitAccepted(
  acceptedGrams: number,
  shippedGrams: number,
  toleranceBasisPoints: number,
): SplitWeight {
  const aboveGrams = acceptedGrams - shippedGrams
  const isTolerated =
    BigInt(aboveGrams) * 10_000n <= BigInt(shippedGrams) * BigInt(toleranceBasisPoints)
  if (isTolerated) return { countedGrams: acceptedGrams, surplusGrams: 0 }
  return { countedGrams: shippedGrams, surplusGrams: aboveGrams }
}

/** One line as the receiver filled it in; null stands for what was not weighed. */
export interface WeighedLine {
  weighedGrams: number | null
  acceptedGrams: number | null
  reason: ShortageReason | null
  deductionCents: number
  /** The receiver was asked about an odd weight and said that it is right. */
  weightConfirmed: boolean
}

export interface WeighedLineFault {
  field: 'weighedGrams' | 'acceptedGrams' | 'reason' | 'deductionCents'
  code:
    | 'required'
    | 'did_you_mean_grams'
    | 'above_weighed'
    | 'shortage_reason_required'
    | 'over_delivery_reason_required'
    | 'deduction_above_amount'
    | 'beyond_one_line'
  values?: Record<string, number>
}

/**
 * What is wrong with a weighed line of `shippedGrams`; the same check on the screen and the server.
 * An unmeasured weight is refused, never taken for 0, and a weight of 0 or ten times off is asked
 * about once (§2.4). Live stock is nobody's business here (§6.3).
 */
export function weighedLineFaults(
  line: WeighedLine,
  shippedGrams: number,
  price: AgreedPrice,
): WeighedLineFault[] {
  const { weighedGrams, acceptedGrams } = line
  if (weighedGrams === null) return [{ field: 'weighedGrams', code: 'required' }]
  if (acceptedGrams === null) return [{ field: 'acceptedGrams', code: 'required' }]
  const cents = (acceptedGrams / price.packGrams) * price.unitPriceCents
  if (!isPriceable({ cents, grams: acceptedGrams }))
    return [{ field: 'acceptedGrams', code: 'beyond_one_line' }]
  const faults: WeighedLineFault[] = []
  if (isTenfoldOff(weighedGrams, shippedGrams) && !line.weightConfirmed) {
    const values = { weighedGrams, shippedGrams }
    faults.push({ field: 'weighedGrams', code: 'did_you_mean_grams', values })
  }
  if (acceptedGrams > weighedGrams) {
    faults.push({ field: 'acceptedGrams', code: 'above_weighed', values: { weighedGrams } })
  }
  faults.push(...reasonFaults(acceptedGrams, shippedGrams, line.reason))
  const gross = amountForWeight(acceptedGrams, price.unitPriceCents, price.packGrams)
  if (line.deductionCents > gross) {
    const values = { maximumCents: gross }
    faults.push({ field: 'deductionCents', code: 'deduction_above_amount', values })
  }
  return faults
}

function reasonFaults(
  acceptedGrams: number,
  shippedGrams: number,
  reason: ShortageReason | null,
): WeighedLineFault[] {
  if (acceptedGrams < shippedGrams && reason === null) {
    return [{ field: 'reason', code: 'shortage_reason_required' }]
  }
  if (acceptedGrams > shippedGrams && reason !== 'over_delivered') {
    return [{ field: 'reason', code: 'over_delivery_reason_required' }]
  }
  return []
}

/** An origin of a lot by weight; a null village is what cannot be shown (§3.5). */
export interface VillageShare {
  villageCode: string | null
  shareBasisPoints: number
}

export interface VillageGrams {
  villageCode: string | null
  grams: number
}

/**
 * How the accepted weight of a shipment line, and so its villages, changes from `beforeGrams` to
 * `afterGrams`: the difference of two splits (§2.3), so that returns end where a smaller
 * acceptance would have. The parts sum to the change; those of 0 are left out.
 */
export function villageGramsChange(
  shares: readonly VillageShare[],
  beforeGrams: number,
  afterGrams: number,
): VillageGrams[] {
  const claims = shares.map((share) => ({
    key: share.villageCode ?? '',
    weight: share.shareBasisPoints,
  }))
  const before = splitByLargestRemainder(beforeGrams, claims)
  return [...splitByLargestRemainder(afterGrams, claims)]
    .map(([key, grams]) => ({
      villageCode: key === '' ? null : key,
      grams: grams - (before.get(key) ?? 0),
    }))
    .filter((part) => part.grams !== 0)
}

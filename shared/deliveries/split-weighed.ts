import { splitByLargestRemainder } from '../split.ts'
import { isTenfoldOff } from '../weight.ts'
import type { WeighedLine } from './accept.ts'

/** A shipped line that was weighed together with others of the same goods. */
export interface WeighedTogether {
  id: string
  grams: number
}

/** What of a common weighing falls to each line, by its id. */
export type WeighedParts = Map<string, WeighedLine>

/**
 * One weighing of goods that came in several lots, as a weighed line for each: the accepted weight
 * by largest remainder in proportion to what was shipped (§2.3), so that the parts sum to it to
 * the gram; what was weighed and not accepted, and the deduction, likewise.
 */
export function splitWeighed(line: WeighedLine, shipped: readonly WeighedTogether[]): WeighedParts {
  const claims = shipped.map(({ id, grams }) => ({ key: id, weight: grams }))
  const split = (total: number) => splitByLargestRemainder(total, claims)
  const accepted = line.acceptedGrams === null ? null : split(line.acceptedGrams)
  const weighedBeyond =
    line.weighedGrams === null
      ? null
      : split(Math.max(0, line.weighedGrams - (line.acceptedGrams ?? 0)))
  const deductions = split(line.deductionCents)
  const shippedGrams = shipped.reduce((sum, { grams }) => sum + grams, 0)
  // Where the whole is not ten times off, neither is a part that rounding made so.
  const isPlausible = line.weighedGrams !== null && !isTenfoldOff(line.weighedGrams, shippedGrams)
  return new Map(
    shipped.map(({ id }) => [
      id,
      {
        acceptedGrams: accepted?.get(id) ?? null,
        weighedGrams: weighedBeyond && (accepted?.get(id) ?? 0) + (weighedBeyond.get(id) ?? 0),
        deductionCents: deductions.get(id) ?? 0,
        reason: line.reason,
        weightConfirmed: line.weightConfirmed || isPlausible,
      },
    ]),
  )
}

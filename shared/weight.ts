import { z } from 'zod'
import { type Figure, roundedFigure } from './figure.ts'
import { withoutThousands } from './written-number.ts'

/** A weight in integer grams (domain.md §2.1). */
export const grams = z.int()

/** A weight in integer grams above zero: packs, lots, shipments. */
export const positiveGrams = z.int().positive()

/** The most that one line of anything may weigh, in grams: a million 吨 (§2.6). */
export const largestLineGrams = 1_000_000_000_000

/** A weight that somebody enters, in grams: nothing, or up to `largestLineGrams`. */
export const enteredGrams = grams.min(0).max(largestLineGrams)

/** Grams in each unit a person may enter a weight in (§2.1). */
export const gramsPerUnit = { g: 1, jin: 500, kg: 1_000, t: 1_000_000 } as const

export type WeightUnit = keyof typeof gramsPerUnit

const unitNames = new Map<string, WeightUnit>([
  ['g', 'g'],
  ['克', 'g'],
  ['斤', 'jin'],
  ['市斤', 'jin'],
  ['jin', 'jin'],
  ['kg', 'kg'],
  ['公斤', 'kg'],
  ['千克', 'kg'],
  ['t', 't'],
  ['吨', 't'],
])

/**
 * A weight as typed ("12.5斤", "3 kg", "2吨", "3万斤", "3千吨", or a bare number in `fallback`) to
 * integer grams. Null when it is no weight, or not a whole number of grams.
 */
export function parseWeight(text: string, fallback: WeightUnit): number | null {
  const plain = withoutThousands(text.normalize('NFKC').trim().toLowerCase())
  const match = /^(\d{1,9})(?:\.(\d{1,6}))?\s*([万千]\s*(?=[^\d\s.,]))?([^\d\s.,]*)$/.exec(plain)
  if (!match) return null
  const unit = match[4] ? unitNames.get(match[4]) : fallback
  if (unit === undefined) return null
  const decimals = match[2] ?? ''
  const times = match[3]?.startsWith('万') ? 10_000n : match[3] ? 1_000n : 1n
  const gramsEach = BigInt(gramsPerUnit[unit]) * times
  const scaled = BigInt((match[1] ?? '') + decimals) * gramsEach
  const scale = 10n ** BigInt(decimals.length)
  const weight = Number(scaled / scale)
  return scaled % scale === 0n && Number.isSafeInteger(weight) ? weight : null
}

/** Whether a weight stands 10 times or more away from the ordered one (§2.4). */
export function isTenfoldOff(measuredGrams: number, orderedGrams: number): boolean {
  return measuredGrams >= orderedGrams * 10 || measuredGrams * 10 <= orderedGrams
}

/** Grams rounded half up to hundredths of a 吨 (an integer: 1 = 0.01 吨), §2.2; only for showing. */
export function gramsToHundredthsOfTonne(weightGrams: Figure): Figure {
  return roundedFigure(weightGrams, 10_000n)
}

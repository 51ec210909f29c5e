import type { z } from 'zod'
import type { BareUnit, RowQuestion, rowAmount } from './basket.schemas.ts'
import { type Amount, countsOtherwise, mostPacks } from './parse-amount.ts'

export type RowAmount = z.output<typeof rowAmount>

/** The packs that an amount comes to. */
export interface PacksFor {
  /** Null where a person must say how many. */
  quantity: number | null
  /** Whether whole packs come to more than the weight that is wanted. */
  rounded: boolean
  question: RowQuestion | null
}

/**
 * How many packs of some goods an amount comes to; a weight is rounded up to whole packs. Another
 * unit than that of the pack, and a figure without a unit, are questions (domain.md §2.7).
 */
export function packsFor(
  amount: RowAmount | null,
  pack: { packName: string; packGrams: number },
): PacksFor {
  if (amount === null) return { quantity: null, rounded: false, question: null }
  if (amount.kind === 'bare') return { quantity: null, rounded: false, question: 'noUnit' }
  if (amount.kind === 'weight') return ofWeight(amount.grams, pack.packGrams)
  const { packs, unit, packGrams } = amount
  if (packGrams === pack.packGrams) return { quantity: packs, rounded: false, question: null }
  if (packGrams !== null) return ofWeight(packs * packGrams, pack.packGrams)
  if (countsOtherwise(unit, pack.packName))
    return { quantity: null, rounded: false, question: 'unit' }
  return { quantity: packs, rounded: false, question: null }
}

function ofWeight(grams: number, packGrams: number): PacksFor {
  const packs = Math.ceil(grams / packGrams)
  if (packs > mostPacks) return { quantity: null, rounded: false, question: 'number' }
  return { quantity: packs, rounded: grams % packGrams !== 0, question: null }
}

const gramsOf = { jin: 500, kg: 1_000 }

/** What a figure without a unit comes to once its unit is said; half a pack is none. */
export function inBareUnit(figure: number, unit: BareUnit): Amount | null {
  if (unit !== 'packs') {
    const grams = Math.round(figure * gramsOf[unit] * 1e6) / 1e6
    return Number.isInteger(grams) && grams > 0 ? { kind: 'weight', grams } : null
  }
  if (!Number.isInteger(figure)) return null
  return { kind: 'packs', packs: figure, unit: '' }
}

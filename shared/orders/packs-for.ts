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
  const { kind, value, unit, packGrams } = amount
  if (kind === 'bare') return { quantity: null, rounded: false, question: 'noUnit' }
  if (kind === 'weight') return ofWeight(value, pack.packGrams)
  if (packGrams !== null && packGrams !== pack.packGrams)
    return ofWeight(value * packGrams, pack.packGrams)
  if (packGrams === null && (isPortion(unit, pack) || countsOtherwise(unit, pack.packName)))
    return { quantity: null, rounded: false, question: 'unit' }
  const isWhole = Number.isInteger(value) && value <= mostPacks
  return { quantity: isWhole ? value : null, rounded: false, question: isWhole ? null : 'number' }
}

/** 100份 are as many meals, and no packs but those that are called so. */
function isPortion(unit: string, { packName }: { packName: string }): boolean {
  return unit === '份' && !packName.includes('份')
}

function ofWeight(grams: number, packGrams: number): PacksFor {
  const packs = Math.ceil(grams / packGrams)
  if (packs > mostPacks) return { quantity: null, rounded: false, question: 'number' }
  return { quantity: packs, rounded: grams % packGrams !== 0, question: null }
}

const gramsOf = { jin: 500, kg: 1_000 }

/** An amount as rows of a basket keep it. */
export function asRowAmount(amount: Amount | null, packGrams: number | null): RowAmount | null {
  if (amount === null) return null
  if (amount.kind === 'packs')
    return { kind: 'packs', value: amount.packs, unit: amount.unit, packGrams }
  const value = amount.kind === 'weight' ? amount.grams : amount.figure
  return { kind: amount.kind, value, unit: '', packGrams: null }
}

/** What a figure without a unit comes to once its unit is said; half a pack is none. */
export function inBareUnit(figure: number, unit: BareUnit): Amount | null {
  if (unit !== 'packs') {
    const grams = Math.round(figure * gramsOf[unit] * 1e6) / 1e6
    return Number.isInteger(grams) && grams > 0 ? { kind: 'weight', grams } : null
  }
  if (!Number.isInteger(figure)) return null
  return { kind: 'packs', packs: figure, unit: '' }
}

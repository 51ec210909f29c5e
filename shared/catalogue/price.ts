import { centsPerJin, largestLineCents } from '../money.ts'
import { halfUp, proportion } from '../split.ts'
import { largestLineGrams } from '../weight.ts'

/** The highest freight that can be asked, in 分 per kilogram: 10,000 元 (§2.6). */
export const largestFreightCentsPerKg = 1_000_000

/** From this many packs on, a pack costs this much (§5.2). */
export interface PriceTier {
  fromQuantity: number
  priceCents: number
}

/**
 * The price of one pack in 分 when `quantity` packs are bought: the tier with the highest
 * `fromQuantity` that is reached, else the base price (§5.2).
 */
export function priceForQuantity(
  priceCents: number,
  tiers: readonly PriceTier[],
  quantity: number,
): number {
  let reached: PriceTier | undefined
  for (const tier of tiers) {
    if (tier.fromQuantity > quantity) continue
    if (reached === undefined || tier.fromQuantity > reached.fromQuantity) reached = tier
  }
  return reached?.priceCents ?? priceCents
}

/**
 * The delivered price in 分 per 斤 (§5.1): goods and freight are added exactly and rounded half up
 * once (§2.2). Null freight: not delivered there, or no address known; then the goods alone.
 */
export function deliveredCentsPerJin(price: {
  priceCents: number
  packGrams: number
  freightCentsPerKg: number | null
}): number {
  const { priceCents, packGrams, freightCentsPerKg } = price
  if (freightCentsPerKg === null) return centsPerJin(priceCents, packGrams)
  const weight = BigInt(packGrams)
  return halfUp(BigInt(priceCents) * 1_000n + BigInt(freightCentsPerKg) * weight, weight * 2n)
}

/**
 * Whether goods can be priced: their money and their weight, and so whatever is computed of them,
 * stay within what one line may hold (§2.6).
 */
export function isPriceable(goods: { cents: number; grams: number }): boolean {
  return goods.cents <= largestLineCents && goods.grams <= largestLineGrams
}

/** Freight in 分 for a weight in grams, rounded half up; charged apart from the goods (§3.2). */
export function freightCents(weightGrams: number, freightCentsPerKg: number): number {
  return proportion(weightGrams, freightCentsPerKg, 1_000)
}

/** The first tier that is dearer than the base price or the tier before it, or out of order. */
export function firstWrongTier(
  priceCents: number,
  tiers: readonly PriceTier[],
): { index: number; fault: 'tier_too_dear' | 'tier_out_of_order' } | null {
  for (const [index, tier] of tiers.entries()) {
    const before = tiers[index - 1] ?? { fromQuantity: 1, priceCents }
    if (tier.fromQuantity <= before.fromQuantity) return { index, fault: 'tier_out_of_order' }
    if (tier.priceCents > before.priceCents) return { index, fault: 'tier_too_dear' }
  }
  return null
}

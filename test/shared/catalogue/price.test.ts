import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packInput } from '../../../shared/catalogue/catalogue.schemas.ts'
import {
  deliveredCentsPerJin,
  firstWrongTier,
  freightCents,
  isPriceable,
  largestFreightCentsPerKg,
  priceForQuantity,
} from '../../../shared/catalogue/price.ts'
import { isOfAnotherClass } from '../../../shared/catalogue/product-states.ts'
import { largestLineCents } from '../../../shared/money.ts'
import { largestLineGrams } from '../../../shared/weight.ts'

const tiers = [
  { fromQuantity: 10, priceCents: 5_800 },
  { fromQuantity: 50, priceCents: 5_500 },
]

test('§5.2 the highest tier reached sets the price', () => {
  const prices = [1, 9, 10, 49, 50, 5_000].map((quantity) =>
    priceForQuantity(6_000, tiers, quantity),
  )
  expect(prices).toEqual([6_000, 6_000, 5_800, 5_800, 5_500, 5_500])
  expect(priceForQuantity(6_000, [], 5_000)).toBe(6_000)
})

test('§5.1 delivered per 斤: goods and freight are added before they are rounded', () => {
  const pack = { priceCents: 6_001, packGrams: 5_000 }
  expect(deliveredCentsPerJin({ ...pack, freightCentsPerKg: null })).toBe(600)
  expect(deliveredCentsPerJin({ ...pack, freightCentsPerKg: 0 })).toBe(600)
  // 600.1 + 0.5 and 599.9 + 0.5; rounded apart, the second would be 601 as well
  expect(deliveredCentsPerJin({ ...pack, freightCentsPerKg: 1 })).toBe(601)
  expect(deliveredCentsPerJin({ ...pack, priceCents: 5_999, freightCentsPerKg: 1 })).toBe(600)
})

test('§5.1 without freight the delivered price is the price per 斤 whatever the pack', () => {
  const amounts = fc.integer({ min: 1, max: 10_000_000 })
  fc.assert(
    fc.property(amounts, amounts, (priceCents, packGrams) => {
      const shown = deliveredCentsPerJin({ priceCents, packGrams, freightCentsPerKg: 0 })
      expect(shown).toBe(deliveredCentsPerJin({ priceCents, packGrams, freightCentsPerKg: null }))
    }),
  )
})

test('freight follows the weight', () => {
  expect(freightCents(12_500, 80)).toBe(1_000)
})

test('a tier dearer than the base price or the tier before it is found at its place', () => {
  const dearer = [{ fromQuantity: 10, priceCents: 6_001 }]
  expect(firstWrongTier(6_000, tiers)).toBeNull()
  expect(firstWrongTier(6_000, dearer)).toEqual({ index: 0, fault: 'tier_too_dear' })
  const second = [{ fromQuantity: 5, priceCents: 5_000 }, ...tiers]
  expect(firstWrongTier(6_000, second)).toEqual({ index: 1, fault: 'tier_too_dear' })
  const twice = [...tiers, { fromQuantity: 50, priceCents: 5_000 }]
  expect(firstWrongTier(6_000, twice)).toEqual({ index: 2, fault: 'tier_out_of_order' })
})

test('§2.6 whatever the contract lets in, the delivered price is exact and fits', () => {
  const upTo = (max: number) => fc.oneof(fc.constant(max), fc.integer({ min: 1, max }))
  const price = upTo(largestLineCents)
  const freight = fc.oneof(upTo(largestFreightCentsPerKg), fc.constant(0))
  fc.assert(
    fc.property(price, upTo(largestLineGrams), freight, (priceCents, packGrams, perKg) => {
      const shown = deliveredCentsPerJin({ priceCents, packGrams, freightCentsPerKg: perKg })
      const [money, weight] = [BigInt(priceCents), BigInt(packGrams)]
      const exact = money * 1_000n + BigInt(perKg) * weight
      const off = BigInt(shown) * weight * 2n - exact
      expect(Number.isSafeInteger(shown)).toBe(true)
      expect(off >= -weight && off <= weight).toBe(true)
      expect(Number.isSafeInteger(freightCents(packGrams, perKg))).toBe(true)
    }),
  )
})

test('§2.6 the contract asks for no more than what can be priced', () => {
  const { priceCents, netGrams } = packInput.shape
  expect(isPriceable({ cents: priceCents.maxValue ?? 0, grams: netGrams.maxValue ?? 0 })).toBe(true)
  expect(isPriceable({ cents: largestLineCents + 1, grams: 1 })).toBe(false)
  expect(isPriceable({ cents: 1, grams: largestLineGrams + 1 })).toBe(false)
})

test('§5.9 a weight of another class is more than ten times off the reviewed ones', () => {
  expect(isOfAnotherClass(50_000, [5_000, 2_500])).toBe(false)
  expect(isOfAnotherClass(50_001, [5_000, 2_500])).toBe(true)
  expect(isOfAnotherClass(250, [5_000, 2_500])).toBe(false)
  expect(isOfAnotherClass(249, [5_000, 2_500])).toBe(true)
  expect(isOfAnotherClass(1, [])).toBe(false)
})

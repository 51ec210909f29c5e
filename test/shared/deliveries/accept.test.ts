import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  acceptedCents,
  acceptedCentsChange,
  villageGramsChange,
} from '../../../shared/deliveries/accept.ts'

const grams = fc.integer({ min: 0, max: 10_000_000 })
const price = fc.record({
  unitPriceCents: fc.integer({ min: 1, max: 10_000_000 }),
  packGrams: fc.integer({ min: 1, max: 1_000_000 }),
})
const change = fc.record({ grams, deductionCents: fc.integer({ min: 0, max: 10_000 }) })

test('parts of an acceptance sum to the whole in any order', () => {
  fc.assert(
    fc.property(price, fc.array(change, { maxLength: 8 }), (agreed, changes) => {
      const total = (list: typeof changes) => {
        let soFar = { grams: 0, deductionCents: 0 }
        let cents = 0
        for (const item of list) {
          cents += acceptedCentsChange(agreed, soFar, item)
          soFar = {
            grams: soFar.grams + item.grams,
            deductionCents: soFar.deductionCents + item.deductionCents,
          }
        }
        expect(cents).toBe(acceptedCents(agreed, soFar))
        return cents
      }
      expect(total(changes.toReversed())).toBe(total(changes))
    }),
  )
})

const shares = fc
  .uniqueArray(fc.constantFrom('500237222210', '500237222211', '500237222212', null), {
    minLength: 1,
  })
  .map((codes) =>
    codes.map((villageCode, index) => ({
      villageCode,
      shareBasisPoints:
        Math.floor(10_000 / codes.length) + (index === 0 ? 10_000 % codes.length : 0),
    })),
  )

test('villages of a change sum to it, and any way back ends where a smaller acceptance would', () => {
  fc.assert(
    fc.property(shares, grams, grams, (villages, from, to) => {
      const sum = (parts: { grams: number }[]) => parts.reduce((all, part) => all + part.grams, 0)
      const change = villageGramsChange(villages, from, to)
      expect(sum(change)).toBe(to - from)
      const weights = new Map<string | null, number>()
      for (const part of [...villageGramsChange(villages, 0, from), ...change])
        weights.set(part.villageCode, (weights.get(part.villageCode) ?? 0) + part.grams)
      const direct = villageGramsChange(villages, 0, to)
      expect([...weights].filter(([, weight]) => weight !== 0).sort()).toEqual(
        direct.map((part) => [part.villageCode, part.grams]).sort(),
      )
      for (const weight of weights.values()) expect(weight).toBeGreaterThanOrEqual(0)
    }),
  )
})

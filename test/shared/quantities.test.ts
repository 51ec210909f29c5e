import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  amountForWeight,
  centsPerJin,
  centsToHundredthsOfWan,
  centsToYuanText,
  parseSum,
  parseYuan,
} from '../../shared/money.ts'
import { dayOf } from '../../shared/scalars.ts'
import { proportion, splitByLargestRemainder } from '../../shared/split.ts'
import { gramsToHundredthsOfTonne, isTenfoldOff, parseWeight } from '../../shared/weight.ts'

const total = fc.integer({ min: -1e12, max: 1e12 })
const claims = fc
  .uniqueArray(fc.record({ key: fc.string(), weight: fc.integer({ min: 0, max: 1e9 }) }), {
    selector: (claim) => claim.key,
    minLength: 1,
    maxLength: 12,
  })
  .filter((list) => list.some((claim) => claim.weight > 0))

describe('§2.1 units are converted when entered', () => {
  test('weights as people write them become whole grams', () => {
    expect(parseWeight('12.5斤', 'kg')).toBe(6_250)
    expect(parseWeight('3 公斤', 'jin')).toBe(3_000)
    expect(parseWeight('1.25吨', 'kg')).toBe(1_250_000)
    expect(parseWeight('1,220', 'jin')).toBe(610_000)
    expect(parseWeight('7', 'g')).toBe(7)
  })

  test('what is no weight, or no whole gram, is null and never 0', () => {
    for (const text of ['', '斤', '-3kg', '0.0001 kg', '3 箱', 'NaN', '3 constructor']) {
      expect(parseWeight(text, 'kg')).toBeNull()
    }
  })

  test('§2.7 figures of any width are read, and what can be read in two ways is not', () => {
    expect(parseYuan('１２００')).toBe(120_000)
    expect(parseYuan('￥1,234,567.89')).toBe(123_456_789)
    expect(parseYuan('1 234.50 元')).toBe(123_450)
    expect(parseWeight('１２．５斤', 'kg')).toBe(6_250)
    for (const text of ['12，50', '1,23', '1,2345', '12,3456.00'])
      expect(parseYuan(text)).toBeNull()
    for (const text of ['2,5公斤', '1，5', '50-60斤']) expect(parseWeight(text, 'kg')).toBeNull()
  })

  test('sums are read in 万元 and 亿元, weights in ten thousands, as they are said', () => {
    const sums = [
      '30万',
      '30 万元',
      '３０万',
      '300,000',
      '¥300000元',
      '0.003亿',
      '0.3',
      '30',
      '3万元',
    ]
    expect(sums.map(parseSum)).toEqual([
      ...[30_000_000, 30_000_000, 30_000_000, 30_000_000, 30_000_000, 30_000_000],
      ...[30, 3_000, 3_000_000],
    ])
    expect(['12.5万元', '1.2亿', '12.345678万', '1,200万'].map(parseSum)).toEqual([
      ...[12_500_000, 12_000_000_000, 12_345_678, 1_200_000_000],
    ])
    expect(['30万元整', '300,000元整'].map(parseSum)).toEqual([30_000_000, 30_000_000])
    for (const text of ['', '万', '3万5', '1，5万', '12.3456789万', '-3万', '3吨', '999999999亿'])
      expect(parseSum(text)).toBeNull()
    const weights = ['3万斤', '1.2 万吨', '１２．５吨', '0.5万公斤']
    expect(weights.map((text) => parseWeight(text, 't'))).toEqual([
      ...[15_000_000, 12_000_000_000, 12_500_000, 5_000_000],
    ])
    expect(['3千吨', '2千斤', '3千克'].map((text) => parseWeight(text, 't'))).toEqual([
      ...[3_000_000_000, 1_000_000, 3_000],
    ])
    for (const text of ['3万', '3千', '万斤', '3万5斤', '999999999万吨'])
      expect(parseWeight(text, 't')).toBeNull()
  })

  test('yuan become whole cents and back', () => {
    expect(parseYuan('￥11,000')).toBe(1_100_000)
    expect(parseYuan('0.1')).toBe(10)
    expect(parseYuan('1.234')).toBeNull()
    fc.assert(
      fc.property(total, (cents) => {
        expect(parseYuan(centsToYuanText(cents))).toBe(cents)
      }),
    )
  })
})

describe('§2.2 nothing is rounded on the way', () => {
  test('a line is rounded once, half up, away from zero when negative', () => {
    expect(amountForWeight(2_500, 999, 5_000)).toBe(500)
    expect(proportion(5, 1, 2)).toBe(3)
    expect(proportion(-5, 1, 2)).toBe(-3)
  })

  test('no product overflows: a thousand tonnes at any price', () => {
    expect(amountForWeight(1_000_000_000, 9_007_199, 1_000)).toBe(9_007_199_000_000)
  })

  test('what is shown is rounded half up from the raw integer', () => {
    expect(centsToHundredthsOfWan(4_999)).toBe(0)
    expect(centsToHundredthsOfWan(5_000)).toBe(1)
    expect(centsToHundredthsOfWan(1_000_000_000)).toBe(100_000)
    expect(gramsToHundredthsOfTonne(15_000)).toBe(2)
    expect(centsPerJin(9_000, 5_000)).toBe(900)
  })
})

describe('§2.3 a split', () => {
  test('sums to the whole to the last unit, and no part is off by one or more', () => {
    fc.assert(
      fc.property(total, claims, (whole, parts) => {
        const split = splitByLargestRemainder(whole, parts)
        const weights = parts.reduce((sum, part) => sum + BigInt(part.weight), 0n)
        expect([...split.values()].reduce((sum, part) => sum + BigInt(part), 0n)).toBe(
          BigInt(whole),
        )
        for (const { key, weight } of parts) {
          const exact = BigInt(whole) * BigInt(weight)
          const off = BigInt(split.get(key) ?? 0) * weights - exact
          expect(off < weights && off > -weights).toBe(true)
        }
      }),
    )
  })

  test('gives a tie to the lower code, in whatever order the claims come', () => {
    const three = ['500237222212', '500237222210', '500237222211'].map((key) => ({
      key,
      weight: 1,
    }))
    expect(splitByLargestRemainder(100, three).get('500237222210')).toBe(34)
    fc.assert(
      fc.property(total, claims, (whole, parts) => {
        const turned = splitByLargestRemainder(whole, [...parts].reverse())
        expect(turned).toEqual(splitByLargestRemainder(whole, parts))
      }),
    )
  })

  test('of a negative total mirrors the positive one, so a reversal leaves nothing', () => {
    fc.assert(
      fc.property(total, claims, (whole, parts) => {
        const there = splitByLargestRemainder(whole, parts)
        const back = splitByLargestRemainder(-whole, parts)
        for (const [key, part] of there) expect(part + (back.get(key) ?? 0)).toBe(0)
      }),
    )
  })

  test('refuses what cannot be split', () => {
    expect(() => splitByLargestRemainder(1, [{ key: 'a', weight: 0 }])).toThrow(RangeError)
    expect(() => splitByLargestRemainder(0.5, [{ key: 'a', weight: 1 }])).toThrow(RangeError)
    const twice = [
      { key: 'a', weight: 1 },
      { key: 'a', weight: 1 },
    ]
    expect(() => splitByLargestRemainder(1, twice)).toThrow(RangeError)
  })
})

test('§2.4 a weight ten times off asks whether grams were meant', () => {
  expect(isTenfoldOff(5_000, 5_000_000)).toBe(true)
  expect(isTenfoldOff(50_000, 5_000)).toBe(true)
  expect(isTenfoldOff(4_000, 5_000)).toBe(false)
})

test('§2.5 days are those of Shanghai', () => {
  expect(dayOf(new Date('2026-06-30T15:59:59Z'))).toBe('2026-06-30')
  expect(dayOf(new Date('2026-06-30T16:00:00Z'))).toBe('2026-07-01')
  expect(dayOf(new Date('2025-12-31T16:00:00Z'))).toBe('2026-01-01')
})

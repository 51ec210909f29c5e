import { expect, test } from 'vitest'
import { unusualOf } from '../../../shared/orders/unusual.ts'

const usual = { times: 3, usualGrams: 10_000, lastUnitPriceCents: 1_000, medianCentsPerJin: 100 }
const thresholds = {
  leastTimes: 3,
  moreThan: 20_000,
  lessThan: 5_000,
  dearerThan: 11_000,
  aboveMedian: 13_000,
}
const line = (quantity: number, unitPriceCents = 1_000) => ({
  quantity,
  packGrams: 5_000,
  unitPriceCents,
})

test.each([
  ['the usual', line(2), usual, []],
  ['exactly twice', line(4), usual, []],
  ['more than twice', line(5), usual, ['more']],
  ['less than half', { ...line(1), packGrams: 4_999 }, usual, ['less']],
  ['bought twice only', line(50), { ...usual, times: 2 }, []],
  ['a tenth dearer', line(2, 1_100), usual, []],
  ['more than a tenth dearer', line(2, 1_101), usual, ['dearer']],
  ['1.3 × the median', line(2, 1_300), { ...usual, lastUnitPriceCents: null }, []],
  ['above it', line(2, 1_301), { ...usual, lastUnitPriceCents: null }, ['above_median']],
])('%s', (_what, requested, custom, kinds) => {
  expect(unusualOf(requested, custom, thresholds)).toEqual(kinds)
})

test('§3.12 other thresholds, other lines', () => {
  const strict = { leastTimes: 2, moreThan: 15_000, lessThan: 9_000, dearerThan: 10_000 }
  const found = (quantity: number, price: number, times = 2) =>
    unusualOf(line(quantity, price), { ...usual, times }, { ...strict, aboveMedian: 10_000 })
  expect(found(4, 1_000)).toEqual(['more'])
  expect(found(1, 1_001)).toEqual(['less', 'dearer', 'above_median'])
  expect(found(4, 1_000, 1)).toEqual([])
})

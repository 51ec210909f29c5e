import { expect, test } from 'vitest'
import { saysItsWeight } from '../../../web/orders/use-pack-text.ts'

test.each([
  ['20 公斤筐', 20_000, true],
  ['5 升桶（净重 4.6 公斤）', 4_600, true],
  ['2.5kg 袋', 2_500, true],
  ['礼盒', 5_000, false],
  ['120 公斤托盘', 20_000, false],
  ['0.5 公斤袋', 5_000, false],
])('“%s” of %i g says its weight: %s', (name, grams, expected) => {
  expect(saysItsWeight(name, grams)).toBe(expected)
})

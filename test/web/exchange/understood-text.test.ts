import { expect, test } from 'vitest'
import { withUnits } from '../../../shared/exchange/allowed-words.ts'
import { statesValue } from '../../../web/exchange/understood-text.ts'

test.each([
  ['600', 'money', 60_000, true],
  ['１,200.00', 'money', 120_000, true],
  ['30', 'money', 30_000_000, false],
  ['免税', 'money', 0, false],
  ['2000', 'weight', 2_000_000, true],
  ['2000', 'weight', 1_000_000, false],
  ['2吨', 'weight', 2_000_000, false],
  ['18个月', 'days', 540, false],
  ['3', 'row', 3, false],
] as const)('%s, read as %s of %i, says it itself: %s', (cell, type, value, isItself) => {
  expect(statesValue(cell, { type, value })).toBe(isItself)
})

test('a text is shown with its units in the language, and is otherwise as it is', () => {
  const texts = ['元/斤', '3 元', 'constructor']
  expect(texts.map((text) => withUnits(text, 'en'))).toEqual(['yuan/jin', '3 yuan', 'constructor'])
})

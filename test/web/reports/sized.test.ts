import { expect, test } from 'vitest'
import { columnSizes, sizedMoney, sizedWeight } from '../../../web/reports/sized.ts'

test('small sums stay in 元 and 公斤, large ones are said in 万元 and 吨, the raw figure beside', () => {
  expect(sizedMoney(999_999)).toEqual({ value: '9,999.99', unit: 'yuan', raw: '9,999.99' })
  expect(sizedMoney(198_371_942)).toEqual({
    value: '198.37',
    unit: 'largeMoney',
    raw: '1,983,719.42',
  })
  expect(sizedWeight(610_000)).toEqual({ value: '610', unit: 'kilograms', raw: '610' })
  expect(sizedWeight(635_027_790)).toEqual({ value: '635.03', unit: 'tonnes', raw: '635,027.79' })
})

test('a column has one unit, that of its largest figure', () => {
  const sizes = columnSizes([
    { cents: 5_000, grams: 1_500 },
    { cents: 200_000_000, grams: 500 },
  ])
  expect(sizes.moneyLabel).toBe('reports.units.money')
  expect(sizes.money(5_000)).toBe('0.01')
  expect(sizes.weightLabel).toBe('reports.ledger.kilograms')
  expect(sizes.weight(1_500)).toBe('1.5')
  expect(columnSizes([]).moneyLabel).toBe('reports.ledger.yuan')
})

import { describe, expect, test } from 'vitest'
import { centsToHundredthsOfWan } from '../../../shared/money.ts'
import { growthBasisPoints, ratioBasisPoints } from '../../../shared/reports/metrics.ts'
import {
  daysOfPeriod,
  monthsBetween,
  sameDaysLastYear,
  shiftMonth,
  wholeMonths,
} from '../../../shared/reports/periods.ts'
import { gramsToHundredthsOfTonne } from '../../../shared/weight.ts'

describe('periods', () => {
  test('a year, a quarter and a month are days; what is not over ends today', () => {
    expect(daysOfPeriod('2025', '2026-11-22')).toEqual({ from: '2025-01-01', to: '2025-12-31' })
    expect(daysOfPeriod('2026-Q4', '2026-11-22')).toEqual({ from: '2026-10-01', to: '2026-11-22' })
    expect(daysOfPeriod('2024-02', '2026-11-22')).toEqual({ from: '2024-02-01', to: '2024-02-29' })
  })

  test('the same days last year', () => {
    const leap = { from: '2024-02-01', to: '2024-02-29' }
    expect(sameDaysLastYear(leap)).toEqual({ from: '2023-02-01', to: '2023-02-28' })
    expect(sameDaysLastYear({ from: '2026-01-01', to: '2026-11-22' })).toEqual({
      from: '2025-01-01',
      to: '2025-11-22',
    })
  })

  test('whole months, and the month that is not', () => {
    expect(wholeMonths({ from: '2025-01-01', to: '2025-11-22' })).toEqual({
      months: { first: '2025-01', last: '2025-10' },
      broken: { month: '2025-11', to: '2025-11-22' },
    })
    expect(wholeMonths({ from: '2025-11-01', to: '2025-11-22' })).toEqual({
      months: null,
      broken: { month: '2025-11', to: '2025-11-22' },
    })
    expect(wholeMonths({ from: '2025-01-01', to: '2025-03-31' }).broken).toBeNull()
  })

  test('months are counted over new year', () => {
    expect(shiftMonth('2026-01', -1)).toBe('2025-12')
    expect(monthsBetween('2025-11', '2026-02')).toHaveLength(4)
  })
})

test('§3.13 a ratio without a base is none, and is not capped', () => {
  expect(ratioBasisPoints(5, null)).toBeNull()
  expect(ratioBasisPoints(5, 0)).toBeNull()
  expect(ratioBasisPoints(150, 100)).toBe(15_000)
  expect(growthBasisPoints(90, 100)).toBe(-1_000)
  expect(growthBasisPoints(90, 0)).toBeNull()
})

test('§2.2 a total is rounded once, where it is shown, and not its parts', () => {
  const parts = Array.from({ length: 9 }, () => ({ cents: 4_999, grams: 4_999 }))
  const cents = parts.reduce((sum, part) => sum + part.cents, 0)
  const grams = parts.reduce((sum, part) => sum + part.grams, 0)
  expect(centsToHundredthsOfWan(cents)).toBe(4)
  expect(gramsToHundredthsOfTonne(grams)).toBe(4)
  expect(parts.reduce((sum, part) => sum + centsToHundredthsOfWan(part.cents), 0)).toBe(0)
})

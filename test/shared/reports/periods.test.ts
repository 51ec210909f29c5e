import { describe, expect, test } from 'vitest'
import { centsToHundredthsOfWan } from '../../../shared/money.ts'
import { lastDayOf, monthAfter, monthsBetween, shiftMonth } from '../../../shared/months.ts'
import { growthBasisPoints, ratioBasisPoints } from '../../../shared/reports/metrics.ts'
import {
  daysOfPeriod,
  monthsOf,
  sameDaysLastYear,
  sameMonthsLastYear,
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

  test('a period that is not over is read by whole months, last year’s only up to the day', () => {
    const days = { from: '2026-01-01', to: '2026-11-22' }
    expect(monthsOf(days)).toEqual({ first: '2026-01', last: '2026-11' })
    expect(sameMonthsLastYear(days)).toEqual({ first: '2025-01', last: '2025-11', lastDay: 22 })
    const over = { from: '2026-01-01', to: '2026-03-31' }
    expect(sameMonthsLastYear(over)).toEqual({ first: '2025-01', last: '2025-03' })
  })

  test('months are counted over new year', () => {
    expect(shiftMonth('2026-01', -1)).toBe('2025-12')
    expect(monthAfter('2025-12')).toBe('2026-01')
    expect(shiftMonth('2026-11', -12)).toBe('2025-11')
    expect(monthsBetween('2025-11', '2026-02')).toHaveLength(4)
    expect([lastDayOf('2024-02'), lastDayOf('2025-12')]).toEqual(['2024-02-29', '2025-12-31'])
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
  expect(parts.reduce((sum, part) => sum + Number(centsToHundredthsOfWan(part.cents)), 0)).toBe(0)
})

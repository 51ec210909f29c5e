import { describe, expect, test } from 'vitest'
import { centsToHundredthsOfWan } from '../../../shared/money.ts'
import { lastDayOf, monthAfter, monthsBetween, shiftMonth } from '../../../shared/months.ts'
import {
  daysAtEdges,
  daysBefore,
  daysOfPeriod,
  monthsOf,
  monthsOfPeriod,
  periodOfDays,
  periodsOfMonths,
  previousPeriod,
  readPeriod,
  stateOfPeriod,
  wholeMonths,
} from '../../../shared/reports/periods.ts'
import { growthBasisPoints, ratioBasisPoints } from '../../../shared/reports/ratios.ts'
import { gramsToHundredthsOfTonne } from '../../../shared/weight.ts'

describe('§4.6 periods', () => {
  test.each([
    ['2025', '2025-01-01', '2025-12-31'],
    ['2026-H1', '2026-01-01', '2026-06-30'],
    ['2026-H2', '2026-07-01', '2026-12-31'],
    ['2026-Q4', '2026-10-01', '2026-12-31'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2025-11..2026-02', '2025-11-01', '2026-02-28'],
    ['2026-01-20..2026-02-20', '2026-01-20', '2026-02-20'],
    ['2024-02-29..2024-02-29', '2024-02-29', '2024-02-29'],
    ['2026-spring-festival', '2026-02-16', '2026-02-22'],
    ['2027-spring-festival', '2027-02-05', '2027-02-11'],
    ['2026-dragon-boat', '2026-06-13', '2026-06-19'],
    ['2026-mid-autumn', '2026-09-19', '2026-09-25'],
    ['2026-national-day', '2026-10-01', '2026-10-07'],
  ])('%s is %s to %s', (text, from, to) => {
    expect(readPeriod(text)?.days).toEqual({ from, to })
    if (readPeriod(text)?.kind !== 'festival') expect(periodOfDays({ from, to })).toBe(text)
    expect(monthsOfPeriod(text)).toEqual(monthsOf({ from, to }))
  })

  test.each([
    ...['', '26', '1999', '2026-13', '2026-Q5', '2026-H3', '2026-Q', '2026-00', '2026-1', 'x'],
    ...['2026-03..2026-01', '2026-01..', '..2026-01', '2026-01..2026-02..2026-03', '2026..2027'],
    ...['2026-02-30..2026-03-01', '2025-02-29..2025-03-01', '2026-01..2026-01-20'],
    ...['2010-01..2026-12', '2019-spring-festival', '2036-spring-festival', '2026-christmas'],
    ...['2026-01..z', '2026-01-01..z', '2026-01..9', '2026..z', '2026-01..2026-ZZ', '2026-00..z'],
  ])('%s is no period', (text) => {
    expect(readPeriod(text)).toBeNull()
  })

  test('what is not over ends today; what has not begun says so', () => {
    expect(daysOfPeriod('2026-Q4', '2026-11-22')).toEqual({ from: '2026-10-01', to: '2026-11-22' })
    expect(stateOfPeriod('2026-12', '2026-11-30')).toBe('future')
    expect(stateOfPeriod('2026', '2026-12-31')).toBe('over')
    expect(stateOfPeriod('2026-11', '2026-11-01')).toBe('running')
  })

  test('the same days last year, and of a festival the one before, as far as it has come', () => {
    expect(daysBefore('2024-02', '2026-11-22')).toEqual({ from: '2023-02-01', to: '2023-02-28' })
    const leapDay = daysBefore('2024-02-29..2024-02-29', '2026-11-22')
    expect(leapDay).toEqual({ from: '2023-02-28', to: '2023-02-28' })
    expect(daysBefore('2026', '2026-11-22')).toEqual({ from: '2025-01-01', to: '2025-11-22' })
    const festival = { from: '2025-01-28', to: '2025-02-03' }
    expect(daysBefore('2026-spring-festival', '2026-11-22')).toEqual(festival)
    expect(daysBefore('2026-spring-festival', '2026-02-17').to).toBe('2025-01-29')
  })

  test('months are cut at the days where they begin and end', () => {
    expect(monthsOf({ from: '2026-01-01', to: '2026-11-22' })).toEqual({
      ...{ first: '2026-01', last: '2026-11', lastDay: 22 },
    })
    const cut = monthsOfPeriod('2025-12-20..2026-02-20')
    expect(cut).toEqual({ first: '2025-12', last: '2026-02', firstDay: 20, lastDay: 20 })
    expect(wholeMonths(cut)).toEqual({ first: '2026-01', last: '2026-01' })
    expect(daysAtEdges(cut)).toEqual([
      { from: '2025-12-20', to: '2025-12-31' },
      { from: '2026-02-01', to: '2026-02-20' },
    ])
    const short = monthsOfPeriod('2026-01-20..2026-02-20')
    expect(wholeMonths(short)).toBeNull()
    expect(daysAtEdges(short)).toEqual([{ from: '2026-01-20', to: '2026-02-20' }])
    expect(periodsOfMonths('2026-01', '2026-06')).toEqual(['2026-Q1', '2026-Q2'])
    expect(periodsOfMonths('1999-01', '2000-04')).toEqual(['1999', '2000-Q1', '2000-04'])
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

test('the period before is the year, quarter or month before, and of others none', () => {
  expect(['2026', '2026-Q1', '2026-Q3', '2026-01', '2026-H1'].map(previousPeriod)).toEqual([
    ...['2025', '2025-Q4', '2026-Q2', '2025-12', null],
  ])
})

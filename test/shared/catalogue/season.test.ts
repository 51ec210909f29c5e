import { expect, test } from 'vitest'
import { isInSeason, seasonRange } from '../../../shared/catalogue/season.ts'

const winter = [{ starts: '11-15', ends: '02-10' }]

test('§5.2 a season may run over new year, both its days included', () => {
  const days = ['2026-11-14', '2026-11-15', '2026-12-31', '2027-01-01', '2027-02-10', '2027-02-11']
  expect(days.map((day) => isInSeason(winter, day))).toEqual([false, true, true, true, true, false])
})

test('without windows the season is the whole year', () => {
  expect(isInSeason([], '2026-02-28')).toBe(true)
  expect(seasonRange([])).toBe('{[101,1232)}')
})

test('a season over new year becomes two ranges', () => {
  expect(seasonRange(winter)).toBe('{[1115,1231],[101,210]}')
})

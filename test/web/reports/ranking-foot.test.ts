import { expect, test } from 'vitest'
import { percentCell } from '../../../web/reports/csv-file.ts'
import { rankingFoot } from '../../../web/reports/ranking-foot.ts'

const row = (key: string, cents: number | string) => ({
  rank: 1,
  previousRank: null,
  key,
  name: key,
  detail: '',
  cents,
  grams: 10,
  lastYearCents: 2,
  openingCents: 0,
  lastYearOpeningCents: 0,
  growthBasisPoints: null,
  completionBasisPoints: null,
})
const total = (cents: number | string, grams: number) => ({
  cents,
  grams,
  lastYearCents: 4,
  openingCents: 0,
  lastYearOpeningCents: 0,
  growthBasisPoints: 100,
})

test('§3.8 rows, what is not listed and what overlaps add up to the total', () => {
  expect(rankingFoot([row('a', 60), row('b', 40)], total(100, 20), false)).toEqual([
    { key: 'total', ...total(100, 20) },
  ])
  expect(rankingFoot([row('a', 60), row('b', 60)], total(100, 15), false)[0]).toMatchObject({
    key: 'overlap',
    cents: -20,
    grams: -5,
  })
  expect(rankingFoot([row('a', 60)], total(100, 30), true)[0]).toMatchObject({
    key: 'rest',
    cents: 40,
    grams: 20,
    lastYearCents: 2,
  })
})

test('§3.8 what sold last year only stands in the rest of last year', () => {
  expect(rankingFoot([row('a', 60)], total(60, 10), false)[0]).toEqual({
    ...{ key: 'rest', cents: 0, grams: 0, lastYearCents: 2, growthBasisPoints: null },
    ...{ openingCents: 0, lastYearOpeningCents: 0 },
  })
})

test('§3.11 opening figures of who is not ranked stand in the rest, beside the amounts', () => {
  const before = { ...total(60, 10), lastYearCents: 2, lastYearOpeningCents: 700 }
  const known = { ...row('a', 60), lastYearOpeningCents: 300 }
  expect(rankingFoot([known], before, false)).toMatchObject([
    { key: 'rest', cents: 0, lastYearCents: 0, lastYearOpeningCents: 400 },
    { key: 'total', lastYearOpeningCents: 700 },
  ])
  const untold = { ...row('a', 60), openingCents: null, lastYearOpeningCents: null }
  expect(rankingFoot([untold], before, false)[0]).toMatchObject({ lastYearOpeningCents: 700 })
})

test('files say per cent as a spreadsheet reads it', () => {
  expect([3152, -2026, 5, null].map(percentCell)).toEqual(['31.52%', '-20.26%', '0.05%', ''])
})

test('§2.6 sums beyond 2^53 add up to the last 分', () => {
  const [rest] = rankingFoot([row('a', '9007199254740993')], total('9007199254740999', 10), true)
  expect(rest?.cents).toBe(6)
})

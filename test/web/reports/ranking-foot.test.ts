import { expect, test } from 'vitest'
import { rankingFoot } from '../../../web/reports/ranking-foot.ts'

const row = (key: string, cents: number | string) => ({
  rank: 1,
  key,
  name: key,
  detail: '',
  cents,
  grams: 10,
  lastYearCents: 0,
  growthBasisPoints: null,
  completionBasisPoints: null,
})
const total = (cents: number | string, grams: number) => ({
  cents,
  grams,
  lastYearCents: 5,
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
  })
})

test('§2.6 sums beyond 2^53 add up to the last 分', () => {
  const [rest] = rankingFoot([row('a', '9007199254740993')], total('9007199254740999', 10), true)
  expect(rest?.cents).toBe(6)
})

import { describe, expect, test } from 'vitest'
import { backTest, forecastYear, seasonalForecast } from '../../../shared/reports/forecast.ts'
import type { ProgressRow } from '../../../shared/reports/target-progress.schemas.ts'
import { isBehind, outlookOf, paceOf, rowsShown } from '../../../shared/reports/target-progress.ts'

/*
 * Worked by hand. Last year 60 of 80 had come by the day, the year before 30 of 60, and 40 of 100
 * before that. Of this year 90 has come: 90 ÷ 60/80 = 120.
 */
const years = [
  { toDay: 60, whole: 80 },
  { toDay: 30, whole: 60 },
  { toDay: 40, whole: 100 },
]
const empty = [0, 0, 0].map(() => ({ toDay: 0, whole: 0 }))

describe('§3.13 the forecast by the share of the year before', () => {
  test('what was reached ÷ the share that last year had reached, rounded once', () => {
    expect(seasonalForecast(90, years[0])).toBe(120)
    expect(seasonalForecast(100, { toDay: 30, whole: 80 })).toBe(267)
    expect(seasonalForecast('90000000000000000', years[0])).toBe('120000000000000000')
    // Less than a tenth had come by the day: that year tells nothing about the rest.
    expect(seasonalForecast(90, { toDay: 7, whole: 80 })).toBeNull()
    expect(seasonalForecast(90, { toDay: 8, whole: 80 })).toBe(900)
    expect(seasonalForecast(90, undefined)).toBeNull()
  })

  test('two years are put to the test, each from the one before it', () => {
    // Last year: 60 ÷ 30/60 = 120, and 80 came: 50 % off. Before: 30 ÷ 40/100 = 75, 60 came: 25 %.
    const tested = backTest([years], years)
    expect(tested).toEqual({
      count: 2,
      errorBasisPoints: 3_750,
      lowBasisPoints: 6_667,
      highBasisPoints: 8_000,
    })
    // A series without seasons of its own takes the common ones: 5 ÷ 1/2 = 10, and 8 came: 25 %.
    const young = [{ toDay: 5, whole: 8 }, ...empty.slice(1)]
    expect(backTest([years, young], years)).toMatchObject({ count: 3, errorBasisPoints: 3_333 })
    expect(backTest([empty], empty)).toMatchObject({ count: 0, errorBasisPoints: null })
  })

  test('the range is that of earlier forecasts and holds the forecast', () => {
    const tested = backTest([years], years)
    const made = forecastYear({ reached: 70, isOver: false }, { own: years, common: [] }, tested)
    // 70 ÷ 60/80 = 93.3; × 0.6667 = 62, which is less than was reached.
    expect(made).toEqual({ likely: 93, low: 70, high: 93, seasons: 'own' })
    const own = { own: empty, common: years }
    expect(forecastYear({ reached: 9, isOver: false }, own, tested)).toMatchObject({
      ...{ likely: 12, seasons: 'common' },
    })
  })

  test('where there is not enough, it says what is missing', () => {
    const tested = backTest([years], years)
    const known = { own: years, common: years }
    const unknown = { own: empty, common: empty }
    expect(forecastYear({ reached: 70, isOver: true }, known, tested)).toBe('over')
    expect(forecastYear({ reached: 0, isOver: false }, known, tested)).toBe('nothing_yet')
    expect(forecastYear({ reached: 70, isOver: false }, unknown, tested)).toBe('no_season')
    const once = { ...tested, count: 1 }
    expect(forecastYear({ reached: 70, isOver: false }, known, once)).toBe('untested')
    const wrong = { ...tested, errorBasisPoints: 5_001 }
    expect(forecastYear({ reached: 70, isOver: false }, known, wrong)).toBe('too_wrong')
  })
})

describe('§3.13 the pace of a target', () => {
  const passed = { passed: 73, ofYear: 365 }
  const row = (key: string, target: number | null, reached: number): ProgressRow => ({
    ...{ key, name: key, target, reached, lastYear: 50, forecast: null, noForecast: null },
    ...paceOf({ target, reached }, passed),
    ...{ growthBasisPoints: null, outlook: null, remindedOn: null },
  })

  test('a fifth of the year has passed: a fifth of the target is expected', () => {
    expect(row('a', 1_000, 150)).toMatchObject({
      ...{ completionBasisPoints: 1_500, missing: 850, expected: 200 },
      paceBasisPoints: -500,
    })
    expect(row('b', 100, 150)).toMatchObject({ missing: 0, paceBasisPoints: 13_000 })
    expect(row('c', null, 150)).toMatchObject({ missing: null, expected: null })
  })

  test('sorted by any column what is unknown stands last, and those behind alone', () => {
    const rows = [row('a', 1_000, 150), row('b', null, 900), row('c', 100, 20), row('d', 100, 5)]
    const keys = (sort: string, behind = false) =>
      rowsShown(rows, { sort, behind }).map(({ key }) => key)
    expect(keys('pace')).toEqual(['d', 'a', 'c', 'b'])
    expect(keys('-missing')).toEqual(['a', 'd', 'c', 'b'])
    expect(keys('-reached')).toEqual(['b', 'a', 'c', 'd'])
    expect(keys('name', true)).toEqual(['a', 'd'])
    expect(isBehind(row('c', 100, 20))).toBe(false)
  })

  test('whether it will be reached is said by the range', () => {
    const outlook = (reached: number, low: number, high: number) =>
      outlookOf({ target: 100, reached, forecast: { low, high } })
    expect(outlook(100, 100, 120)).toBe('reached')
    expect(outlook(80, 100, 120)).toBe('will_reach')
    expect(outlook(80, 90, 100)).toBe('open')
    expect(outlook(80, 85, 99)).toBe('will_miss')
    expect(outlookOf({ target: 100, reached: 1, forecast: null })).toBeNull()
  })
})

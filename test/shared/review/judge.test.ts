import { expect, test } from 'vitest'
import {
  isOfProduce,
  judgeAccount,
  judgeCapacity,
  judgeCopies,
  judgeMinutes,
  judgePersons,
  judgePrice,
  judgeRefund,
  judgeRepresentative,
  judgeYearEnd,
  lastFour,
  usualThresholds,
} from '../../../shared/review/judge.ts'

const sellers = (...prices: number[]) =>
  prices.map((price, at) => ({ sellerId: `seller ${at}`, price }))

test('§8 a price is held against the median of two other sellers at least', () => {
  expect(judgePrice(1_301, sellers(1_000, 1_000), 13_000)).toEqual({ median: 1_000, ratio: 13_010 })
  expect(judgePrice(1_300, sellers(1_000, 1_000), 13_000)).toBeNull()
  expect(judgePrice(9_000, sellers(1_000), 13_000)).toBeNull()
})

test('§8 minutes, capacity, year end and money back begin exactly at their thresholds', () => {
  const placedAt = new Date('2026-07-06T02:00:00Z')
  const after = (minutes: number) => new Date(placedAt.getTime() + minutes * 60_000)
  const times = { placedAt, dispatchedAt: after(5), receivedAt: after(60) }
  expect(judgeMinutes(times, 60)).toBeNull()
  expect(judgeMinutes(times, 61)).toEqual({ minutes: 60 })
  expect(judgeMinutes({ ...times, dispatchedAt: null }, 60)).toEqual({ minutes: 60 })

  const season = (shippedGrams: number) => ({ shippedGrams, capacityGrams: 1_000 })
  expect(judgeCapacity(season(1_100), 11_000)).toBeNull()
  expect(judgeCapacity(season(1_101), 11_000)).toEqual({ ratio: 11_010 })

  const burst = usualThresholds.year_end_check
  const days = { earlierDays: 334, yearBeforeCents: 0 }
  const year = { ...days, lastCents: 4_000_000, earlierCents: 334 * 100_000 }
  expect(judgeYearEnd({ ...year, lastCents: 12_400_000 }, burst)).toBeNull()
  expect(judgeYearEnd({ ...year, lastCents: 12_400_001 }, burst)).toEqual({ usualCents: 3_100_000 })
  expect(judgeYearEnd({ ...year, lastCents: 2_999_999, earlierCents: 0 }, burst)).toBeNull()
  const eachYear = { ...year, lastCents: 12_400_001, yearBeforeCents: 3_200_000 }
  expect(judgeYearEnd(eachYear, burst)).toBeNull()

  const refund = usualThresholds.refund_check
  expect(judgeRefund({ countedCents: 1_000_000, backCents: 199_999 }, refund)).toEqual({
    share: 2_000,
  })
  expect(judgeRefund({ countedCents: 1_000_000, backCents: 190_000 }, refund)).toBeNull()
  expect(judgeRefund({ countedCents: 10_000, backCents: 10_000 }, refund)).toBeNull()
})

test('§8 accounts, names and telephones are compared however they are written', () => {
  const account = '6210 0000 0000 0000 001'
  expect(judgeAccount('6210000000000000001', [{ account }])).toEqual({ account })
  expect(judgeAccount('', [{ account: '' }])).toBeNull()
  expect(judgeRepresentative('毛 建国', [{ name: '李敏' }, { name: '毛建国' }])).toEqual({
    name: '毛建国',
  })
  expect(judgeRepresentative('', [{ name: '' }])).toBeNull()
  const side = (personIds: string[], phone: string) => ({ personIds, phones: [phone] })
  expect(judgePersons(side(['a'], '+86 139-0000-0001'), side(['b'], '13900000001'))).toEqual({
    ...{ personIds: [], phone: '+86 139-0000-0001' },
  })
  expect(judgePersons(side(['a', 'b'], ''), side(['b'], ''))?.personIds).toEqual(['b'])
  expect(judgePersons(side(['a'], ''), side(['b'], ''))).toBeNull()
  expect(lastFour(account)).toBe('****0001')
})

test('§8 the later record is the copy, and goods of a finer kind are of the declared produce', () => {
  const use = (owner: string, at: string) => ({ key: 'photo', owner, at })
  const [first, later] = [use('one', '2026-07-01'), use('two', '2026-07-02')]
  expect(judgeCopies([later, first, use('one', '2026-07-03')])).toEqual([{ copy: later, first }])
  expect(isOfProduce('青脆李', '脆李')).toBe(true)
  expect(isOfProduce('脆李干', '脆李')).toBe(false)
})

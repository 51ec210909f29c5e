import { expect, onTestFinished, test } from 'vitest'
import {
  centsPerLargeUnit,
  count,
  day,
  growthOfBasisPoints,
  jin,
  kilograms,
  kilogramsInColumn,
  largeMoney,
  minute,
  month,
  percent,
  percentOfBasisPoints,
  tonnes,
  unknown,
  yuan,
  yuanWithSign,
} from '../../../web/platform/format.ts'
import { i18n } from '../../../web/platform/i18n.ts'

test('money in 元 is exact and grouped', () => {
  expect(yuan(0)).toBe('0.00')
  expect(yuan(123_456_789)).toBe('1,234,567.89')
  expect(yuan(-5)).toBe('-0.05')
  expect(yuanWithSign(-123_456)).toBe('-¥1,234.56')
})

test('§2.2 万元 and 吨 are rounded half up once, where they are shown', () => {
  expect(largeMoney(1_100_000)).toBe('1.10')
  expect(largeMoney(4_999)).toBe('0.00')
  expect(largeMoney(5_000)).toBe('0.01')
  expect(largeMoney(1_000_000_000)).toBe('1,000.00')
  expect(tonnes(610_000)).toBe('0.61')
})

test('§2.2 large sums are whole yuan in English', () => {
  i18n.global.locale.value = 'en'
  onTestFinished(() => {
    i18n.global.locale.value = 'zh-CN'
  })
  expect(largeMoney(1_634_400_50)).toBe('1,634,401')
  expect(largeMoney('18000000000000000')).toBe('180,000,000,000,000')
  expect(1_634_400_50 / centsPerLargeUnit()).toBe(1_634_400.5)
})

test('weights are exact in 公斤 and 斤', () => {
  expect(kilograms(610_000)).toBe('610')
  expect(jin(610_000)).toBe('1,220')
  expect(kilograms(1_234)).toBe('1.234')
  expect(jin(1)).toBe('0.002')
})

test('weights of a column have as many decimals as the one with most', () => {
  const inColumn = kilogramsInColumn([14_514_000, 58_232_500, 304_290])
  expect([14_514_000, 58_232_500, 304_290, null].map(inColumn)).toEqual([
    '14,514.00',
    '58,232.50',
    '304.29',
    '—',
  ])
  expect(kilogramsInColumn([610_000])(610_000)).toBe('610')
})

test('§2.4 what is not known is no 0', () => {
  for (const show of [
    yuan,
    largeMoney,
    tonnes,
    kilograms,
    jin,
    count,
    percent,
    percentOfBasisPoints,
  ]) {
    expect(show(null)).toBe(unknown)
    expect(show(undefined)).toBe(unknown)
  }
  expect(day(null)).toBe(unknown)
  expect(percent(Number.POSITIVE_INFINITY)).toBe(unknown)
})

test('completion may pass 100 %', () => {
  expect(percent(1.234)).toBe('123.4%')
  expect(percentOfBasisPoints(12_345)).toBe('123.45%')
  expect(percentOfBasisPoints(1_000)).toBe('10%')
  expect(growthOfBasisPoints(1_041)).toBe('+10.41%')
  expect(growthOfBasisPoints(-557)).toBe('−5.57%')
  expect(growthOfBasisPoints(-1_000)).toBe('−10.00%')
  expect(growthOfBasisPoints(null)).toBe(unknown)
})

test('§2.5 days and minutes are those of Asia/Shanghai', () => {
  expect(day('2026-11-22T17:05:00Z')).toBe('2026-11-23')
  expect(day('2026-11-22')).toBe('2026-11-22')
  expect(minute('2026-11-22T17:05:00Z')).toBe('2026-11-23 01:05')
  expect(month('2026-11', 'zh-CN')).toBe('2026年11月')
  expect(month('2026-11', 'en')).toBe('Nov 2026')
})

test('§2.6 sums beyond 2^53 are shown with all their digits', () => {
  expect(yuan('18000000000000001')).toBe('180,000,000,000,000.01')
  expect(largeMoney('18000000000000000')).toBe('18,000,000,000.00')
  expect(tonnes('-18000000000005000')).toBe('−18,000,000,000.01')
  expect(kilograms('18000000000000500')).toBe('18,000,000,000,000.5')
  expect(jin('18000000000000500')).toBe('36,000,000,000,001')
  expect(growthOfBasisPoints('180000000000000000')).toBe('+1,800,000,000,000,000.00%')
})

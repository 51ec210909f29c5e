import { expect, test } from 'vitest'
import { policyText, policyValueOf } from '../../../web/assistance/policy-value.ts'

const say = (key: string, words: Record<string, string | number>) =>
  `${key} ${Object.values(words).join(' ')}`

test('§3.12 policy values are read and written in people’s words, not in the program’s', () => {
  expect(policyText(say, 'reserve_share', 1_000)).toBe('10%')
  expect(policyText(say, 'price_check', 13_000)).toBe('price_check 1.3')
  const days = { standardDays: 30, limitDays: 60 }
  expect(policyText(say, 'payment_days', days)).toBe('payment_days 30 60')
  expect(policyText(say, 'eligible_divisions', ['500237', '441826'])).toBe('500237、441826')

  expect(policyValueOf('reserve_share', '10%')).toBe(1_000)
  expect(policyValueOf('reserve_share', '12.5')).toBe(1_250)
  expect(policyValueOf('price_check', '1.3 倍')).toBe(13_000)
  expect(policyValueOf('payment_days', '30 天，最长 60 天')).toEqual(days)
  expect(policyValueOf('eligible_divisions', '500237、441826 ')).toEqual(['500237', '441826'])
  expect(policyText(say, 'second_person_days', 30)).toBe('second_person_days 30')
  expect(policyValueOf('second_person_days', '30 天')).toBe(30)
  const lines = { leastTimes: 3, moreThan: 20_000, lessThan: 5_000, dearerThan: 11_000 }
  expect(policyText(say, 'unusual_lines', lines)).toBe('unusual_lines 3 2 0.5 1.1')
  expect(policyValueOf('unusual_lines', '3 次 2 倍 0.5 倍 1.1 倍')).toEqual(lines)
  const reminders = { daysBefore: 3, daysBetween: 7 }
  expect(policyText(say, 'payment_reminders', reminders)).toBe('payment_reminders 3 7')
  expect(policyValueOf('payment_reminders', '3 天，7 天')).toEqual(reminders)
  expect(policyText(say, 'minutes_check', 45)).toBe('minutes_check 45')
  expect(policyValueOf('minutes_check', '45 分钟')).toBe(45)
  expect(policyText(say, 'provider_fees', 'platform').trim()).toBe('provider_fees.platform')
  expect(policyValueOf('provider_fees', 'platform')).toBe('platform')
  const refund = { leastShare: 2_000, leastCents: 100_000 }
  expect(policyText(say, 'refund_check', refund)).toBe('refund_check 20 1,000')
  expect(policyValueOf('reserve_share', '很多')).toBeNaN()
})

test('§2.7 a policy value is read as people type figures, or not at all', () => {
  expect(policyValueOf('reserve_share', '１２．５％')).toBe(1_250)
  expect(policyValueOf('eligible_divisions', '５００２３７，441826')).toEqual(['500237', '441826'])
  expect(policyValueOf('eligible_divisions', '500237 巫山县')).toEqual(['500237', '巫山县'])
  const burst = { days: 31, times: 40_000, leastCents: 3_000_000 }
  expect(policyValueOf('year_end_check', '31 天，4 倍，30,000 元')).toEqual(burst)
  expect(policyValueOf('refund_check', '20%，1,000 元')).toEqual({
    leastShare: 2_000,
    leastCents: 100_000,
  })
  // One of the figures is missing, is below zero or is said in 万: none is guessed.
  for (const unclear of ['10,500', '5', '1 100 3', '-1 100', '1，1万'])
    expect(policyValueOf('waiver_limits', unclear), unclear).toEqual({
      aloneCents: Number.NaN,
      mostCents: Number.NaN,
    })
  expect(policyValueOf('late_interest', '0,05%')).toBeNaN()
})

import { expect, test } from 'vitest'
import {
  differencesOf,
  type MatchedFigures,
  matchStateOf,
} from '../../../shared/billing/three-way-match.ts'

const whole: MatchedFigures = {
  orderedGrams: 50_000,
  orderedCents: 60_000,
  shippedGrams: 50_000,
  acceptedGrams: 50_000,
  acceptedCents: 60_000,
  deductionCents: 0,
  creditedCents: 0,
  waivedCents: 0,
  invoicedCents: 60_000,
  paidCents: 60_000,
  refundedCents: 0,
}
const ended = { isShippingEnded: true, isReceivingEnded: true }

function judge(change: Partial<MatchedFigures>, progress = ended) {
  const differences = differencesOf({ ...whole, ...change }, progress)
  return [matchStateOf(differences), ...differences]
}

test('a line whose documents agree is matched', () => {
  expect(judge({})).toEqual(['matched'])
})

test('what is still to come is open, by name', () => {
  const nothing = {
    shippedGrams: 0,
    acceptedGrams: 0,
    acceptedCents: 0,
    invoicedCents: 0,
    paidCents: 0,
  }
  const underWay = { isShippingEnded: false, isReceivingEnded: false }
  expect(judge(nothing, underWay)).toEqual(['open', 'not_shipped'])
  expect(judge({ ...nothing, shippedGrams: 50_000 }, underWay)).toEqual(['open', 'not_received'])
  expect(judge({ invoicedCents: 0, paidCents: 0 })).toEqual(['open', 'not_invoiced'])
  expect(judge({ paidCents: 0 })).toEqual(['open', 'not_paid'])
  expect(judge({ paidCents: 59_999 })).toEqual(['open', 'paid_below_invoiced'])
})

test('short by agreement is shown, and nothing is wrong', () => {
  const short = {
    acceptedGrams: 49_000,
    acceptedCents: 58_800,
    invoicedCents: 58_800,
    paidCents: 58_800,
  }
  expect(judge(short)).toEqual(['matched', 'short_accepted'])
  const less = { shippedGrams: 45_000, acceptedGrams: 45_000, acceptedCents: 54_000 }
  expect(judge({ ...less, invoicedCents: 54_000, paidCents: 54_000 })).toEqual([
    'matched',
    'short_shipped',
  ])
})

test('documents that contradict each other are different, by name', () => {
  expect(judge({ invoicedCents: 61_000, paidCents: 61_000 })).toEqual([
    'different',
    'invoiced_above_accepted',
    'paid_above_accepted',
  ])
  expect(judge({ invoicedCents: 59_000, paidCents: 59_000 })).toEqual([
    'different',
    'invoiced_below_accepted',
  ])
  expect(judge({ acceptedGrams: 51_000, acceptedCents: 61_200 })[0]).toBe('different')
})

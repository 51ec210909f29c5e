import type { z } from 'zod'
import type { policySchemas } from '../assistance/policies.ts'

/**
 * What each check of §8 finds odd, as functions of facts alone: the server reads the facts, the
 * measurement of the checks invents them. None decides anything but whether a flag is opened.
 */

type Threshold<Name extends keyof typeof policySchemas> = z.output<(typeof policySchemas)[Name]>

/** The thresholds of the checks while none was decided (§3.12). */
export const usualThresholds = {
  price_check: 13_000,
  minutes_check: 60,
  // What a village expects is an estimate, and a good year gives a tenth more.
  capacity_check: 11_000,
  // A canteen buys for the holidays too: two or three times its usual is ordinary.
  year_end_check: { days: 31, times: 40_000, leastCents: 3_000_000 },
  // A spoiled part is sent back at any time; a fifth of what was counted is no spoiled part.
  refund_check: { leastShare: 2_000, leastCents: 100_000 },
  outside_duplicates: { nearDays: 15, nearBasisPoints: 500 },
} as const satisfies { [Name in keyof typeof policySchemas]?: Threshold<Name> }

/** Fewer other sellers than these make no median. */
export const leastSellers = 2

/** A price in 分 for 500 g beside those of other sellers, above a part of their median. */
export function judgePrice(
  own: number,
  others: readonly { sellerId: string; price: number }[],
  threshold: number,
): { median: number; ratio: number } | null {
  if (new Set(others.map(({ sellerId }) => sellerId)).size < leastSellers) return null
  const median = medianOf(others.map(({ price }) => price))
  if (median === 0 || own * 10_000 <= median * threshold) return null
  return { median, ratio: Math.round((own * 10_000) / median) }
}

/** Accepted within so many minutes of the order, or without having been dispatched before. */
export function judgeMinutes(
  times: { placedAt: Date; dispatchedAt: Date | null; receivedAt: Date },
  threshold: number,
): { minutes: number } | null {
  const { placedAt, dispatchedAt, receivedAt } = times
  const minutes = Math.floor((receivedAt.getTime() - placedAt.getTime()) / 60_000)
  const isUnsent = dispatchedAt === null || dispatchedAt > receivedAt
  return minutes < threshold || isUnsent ? { minutes } : null
}

/** More of a village's produce of a season than a part of what it declared. */
export function judgeCapacity(
  { shippedGrams, capacityGrams }: { shippedGrams: number; capacityGrams: number },
  threshold: number,
): { ratio: number } | null {
  const ratio = Math.round((shippedGrams / capacityGrams) * 10_000)
  return ratio > threshold ? { ratio } : null
}

/** Whether goods are of the produce that was declared: a 青脆李 is a 脆李, and a 脆李 a 李. */
export function isOfProduce(productKey: string, declaredKey: string): boolean {
  return declaredKey !== '' && productKey.endsWith(declaredKey)
}

export interface TradeOfYear {
  /** What the unit ordered from the cooperative in the last days, and in the year before them. */
  lastCents: number
  earlierCents: number
  /** How many days of the year stand before the last ones. */
  earlierDays: number
  /** What the two traded in the same last days of the year before. */
  yearBeforeCents: number
}

/**
 * In the last days of a year so many times what the same two usually trade in as many days: of this
 * year, or in the same days of the one before, as oranges and bacon have their season then.
 */
export function judgeYearEnd(
  { lastCents, earlierCents, earlierDays, yearBeforeCents }: TradeOfYear,
  { days, times, leastCents }: Threshold<'year_end_check'>,
): { usualCents: number } | null {
  if (lastCents < leastCents) return null
  const ofYear = Math.round((earlierCents * days) / earlierDays)
  const usualCents = Math.max(ofYear, yearBeforeCents)
  return lastCents * 10_000 > usualCents * times ? { usualCents } : null
}

/** Of what a closed month counted of an order, a part and an amount came back afterwards. */
export function judgeRefund(
  { countedCents, backCents }: { countedCents: number; backCents: number },
  { leastShare, leastCents }: Threshold<'refund_check'>,
): { share: number } | null {
  if (countedCents <= 0 || backCents < leastCents) return null
  const share = Math.round((backCents * 10_000) / countedCents)
  return share >= leastShare ? { share } : null
}

/** The accounts that paid which are the seller's own; written in whatever way. */
export function judgeAccount<Payer extends { account: string }>(
  sellerAccount: string,
  payers: readonly Payer[],
): Payer | null {
  const own = plainAccount(sellerAccount)
  // Fewer digits are no account that anybody could pay into.
  if (own.length < 8) return null
  return payers.find(({ account }) => plainAccount(account) === own) ?? null
}

/** Whoever of the buyer's side bears the name of the seller's legal representative. */
export function judgeRepresentative<Person extends { name: string }>(
  representative: string,
  people: readonly Person[],
): Person | null {
  const own = plainName(representative)
  return own === '' ? null : (people.find(({ name }) => plainName(name) === own) ?? null)
}

export interface SideOfTrade {
  /** Who acts for it on that day. */
  personIds: readonly string[]
  phones: readonly string[]
}

/** A person who acts for both sides, or a telephone on which both are reached. */
export function judgePersons(
  seller: SideOfTrade,
  buyer: SideOfTrade,
): { personIds: string[]; phone: string | null } | null {
  const theirs = new Set(buyer.personIds)
  const personIds = seller.personIds.filter((id) => theirs.has(id))
  const phones = new Set(buyer.phones.map(plainPhone))
  const phone = seller.phones.find((own) => plainPhone(own) !== '' && phones.has(plainPhone(own)))
  return personIds.length > 0 || phone !== undefined ? { personIds, phone: phone ?? null } : null
}

/** Of records that use the same thing each later one, beside the first: it took it from there. */
export function judgeCopies<Item extends { key: string; owner: string; at: string }>(
  items: readonly Item[],
): { copy: Item; first: Item }[] {
  const byKey = Map.groupBy(
    items.toSorted((a, b) => (a.at < b.at ? -1 : 1)),
    ({ key }) => key,
  )
  return [...byKey.values()].flatMap(([first, ...later]) =>
    later.flatMap((copy) => (first && copy.owner !== first.owner ? [{ copy, first }] : [])),
  )
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return Math.round(((below ?? 0) + (above ?? 0)) / 2)
}

/** The last four digits of an account or a telephone: what evidence shows of one. */
export function lastFour(text: string): string {
  return `****${text.replaceAll(/\D/g, '').slice(-4)}`
}

const plainAccount = (text: string) => text.normalize('NFKC').replaceAll(/\D/g, '')
const plainName = (text: string) =>
  text
    .normalize('NFKC')
    .replaceAll(/[\s·•]/g, '')
    .toLowerCase()
const plainPhone = (text: string) =>
  text
    .normalize('NFKC')
    .replaceAll(/\D/g, '')
    .replace(/^(?:0086|86)(?=\d{11}$)/, '')

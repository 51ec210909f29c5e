import { z } from 'zod'
import { type Figure, roundedFigure } from './figure.ts'
import { proportion } from './split.ts'
import { withoutThousands } from './written-number.ts'

/** An amount in integer 分 (cents of CNY), domain.md §2.1. May be negative in ledgers. */
export const cents = z.int()

/** An amount in integer 分 that is never negative: prices, totals of orders. */
export const positiveCents = z.int().min(0)

/** The most that one line of anything may be worth, in 分: a thousand million 元 (§2.6). */
export const largestLineCents = 100_000_000_000

/** An amount that somebody enters, in 分: nothing, or up to `largestLineCents`. */
export const enteredCents = positiveCents.max(largestLineCents)

/** The most of what adds up lines, such as a budget or a target, in 分: 100,000 million 元. */
export const largestSumCents = 10_000_000_000_000

/** An amount for a whole year or a limit that somebody enters, in 分. */
export const enteredSumCents = positiveCents.max(largestSumCents)

/**
 * The amount for a weight sold by the pack: grams × price of a pack ÷ grams in a pack,
 * rounded half up once (domain.md §3.2). Amounts in 分, weights in grams.
 */
export function amountForWeight(grams: number, packPriceCents: number, packGrams: number): number {
  return proportion(grams, packPriceCents, packGrams)
}

/** Price in 分 per 斤 (500 g), rounded half up, of a pack price in 分 and its net grams (§5.1). */
export function centsPerJin(packPriceCents: number, packGrams: number): number {
  return proportion(packPriceCents, 500, packGrams)
}

/** 分 as 元 with two decimals, exact: 123456 → "1234.56". For files and inputs, not for screens. */
export function centsToYuanText(amountCents: Figure): string {
  return decimalText(amountCents, 2)
}

/** A sum of the smallest unit with so many decimals, exact: of 1,500 grams "1.500" kilograms. */
export function decimalText(sum: Figure, decimals: 2 | 3): string {
  const text = String(sum)
  const isNegative = text.startsWith('-')
  const digits = text.slice(isNegative ? 1 : 0).padStart(decimals + 1, '0')
  return `${isNegative ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/**
 * 元 as typed ("1,234.5", "￥12", "１２００") to 分, or null when it is no amount with at most two
 * decimals, or one that can be read in two ways, such as "12，50" (§2.7).
 */
export function parseYuan(text: string): number | null {
  const plain = withoutThousands(text.normalize('NFKC').trim())
  const match = /^¥?\s*(-?)(\d{1,12})(?:\.(\d{1,2}))?\s*(?:元整?)?$/.exec(plain)
  if (!match) return null
  const amount = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return match[1] ? -amount : amount
}

/** 分 in each unit in which people say large sums. */
const centsPerSum: Record<string, bigint> = { 万: 1_000_000n, 亿: 10_000_000_000n }

/**
 * The same, also in 万元 and 亿元, as people say the sums of a year: "30万", "12.5 万元", "1.2亿".
 * Null as well where it is no whole number of 分.
 */
export function parseSum(text: string): number | null {
  const plain = withoutThousands(text.normalize('NFKC').trim())
  const [, whole, decimals = '', unit = ''] =
    /^¥?\s*(\d{1,9})(?:\.(\d{1,10}))?\s*([万亿])\s*(?:元整?)?$/.exec(plain) ?? []
  const factor = centsPerSum[unit]
  if (whole === undefined || factor === undefined) return parseYuan(text)
  const scaled = BigInt(whole + decimals) * factor
  const scale = 10n ** BigInt(decimals.length)
  const amount = Number(scaled / scale)
  return scaled % scale === 0n && Number.isSafeInteger(amount) ? amount : null
}

/** 分 rounded half up to hundredths of 万元 (an integer: 1 = 0.01 万元), §2.2; only for showing. */
export function centsToHundredthsOfWan(amountCents: Figure): Figure {
  return roundedFigure(amountCents, 10_000n)
}

/** 分 rounded half up to whole 元, §2.2; only for showing. */
export function centsToWholeYuan(amountCents: Figure): Figure {
  return roundedFigure(amountCents, 100n)
}

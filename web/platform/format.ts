import type { Figure } from '../../shared/figure.ts'
import { centsToHundredthsOfWan, centsToWholeYuan, centsToYuanText } from '../../shared/money.ts'
import { countedAtMost } from '../../shared/pagination.ts'
import { dayOf } from '../../shared/scalars.ts'
import { gramsToHundredthsOfTonne } from '../../shared/weight.ts'
import { language } from './i18n.ts'

/**
 * The one place where figures become text. Each function rounds once, at the end (domain.md
 * §2.2), and what is not known reads "—", never 0 (§2.4).
 */

export const unknown = '—'

type Maybe<T> = T | null | undefined

/** 分 as 元 with two decimals: 123456 → "1,234.56". The unit stands in the column head. */
export function yuan(amountCents: Maybe<Figure>): string {
  if (amountCents === null || amountCents === undefined) return unknown
  return grouped(centsToYuanText(amountCents))
}

/** 分 as 元 with its sign, for running text: 123456 → "¥1,234.56". */
export function yuanWithSign(amountCents: Maybe<Figure>): string {
  if (amountCents === null || amountCents === undefined) return unknown
  return `¥${yuan(amountCents)}`.replace('¥-', '-¥')
}

/**
 * 分 of a large sum, rounded half up: as 万元 with two decimals, in English as whole yuan. Show
 * `yuan` of it on hover.
 */
export function largeMoney(amountCents: Maybe<Figure>): string {
  if (amountCents === null || amountCents === undefined) return unknown
  return language.value === 'en'
    ? withMinus(grouped(String(centsToWholeYuan(amountCents))))
    : hundredths(centsToHundredthsOfWan(amountCents))
}

/** The 分 of one unit of `largeMoney`, for the axes of charts. */
export function centsPerLargeUnit(): number {
  return language.value === 'en' ? 100 : 1_000_000
}

/** Grams as 吨 with two decimals, rounded half up. Show `kilograms` of it on hover. */
export function tonnes(weightGrams: Maybe<Figure>): string {
  if (weightGrams === null || weightGrams === undefined) return unknown
  return hundredths(gramsToHundredthsOfTonne(weightGrams))
}

/** Grams as 公斤, exact: 1500 → "1.5". */
export function kilograms(weightGrams: Maybe<Figure>): string {
  return exact(weightGrams, 1_000)
}

/**
 * Grams as 公斤 for a column, exact: all with as many decimals as the one with most, so that their
 * points stand below each other.
 */
export function kilogramsInColumn(
  column: readonly Figure[],
): (weightGrams: Maybe<Figure>) => string {
  const places = Math.max(0, ...column.map((grams) => decimalsOf(kilograms(grams)).length))
  return (weightGrams) => {
    const text = kilograms(weightGrams)
    if (text === unknown || places === 0) return text
    return `${text.split('.')[0]}.${decimalsOf(text).padEnd(places, '0')}`
  }
}

/** Grams as 斤, exact: 1500 → "3". */
export function jin(weightGrams: Maybe<Figure>): string {
  return exact(weightGrams, 500)
}

/** A whole number with grouping. */
export function count(value: Maybe<number>): string {
  return value === null || value === undefined ? unknown : grouped(String(value))
}

/** A count that the server ends at a bound: 1001 → "1,000+". */
export function boundedCount(value: Maybe<number>): string {
  if (value === null || value === undefined || value <= countedAtMost) return count(value)
  return `${count(countedAtMost)}+`
}

/** Basis points as per cent: 12345 → "123.45%", 1000 → "10%". */
export function percentOfBasisPoints(value: Maybe<Figure>): string {
  return value === null || value === undefined ? unknown : `${exact(value, 100)}%`
}

/** Basis points as per cent with two decimals, as a column of them needs: 1000 → "10.00%". */
export function percentInColumn(value: Maybe<Figure>): string {
  return value === null || value === undefined ? unknown : `${hundredths(value)}%`
}

/** A change in basis points with its sign and two decimals: 1041 → "+10.41%", -960 → "−9.60%". */
export function growthOfBasisPoints(value: Maybe<Figure>): string {
  if (value === null || value === undefined) return unknown
  const text = percentInColumn(value)
  return Number(value) > 0 ? `+${text}` : text
}

/** A ratio as per cent with one decimal: 0.1234 → "12.3%". */
export function percent(ratio: Maybe<number>): string {
  if (ratio === null || ratio === undefined || !Number.isFinite(ratio)) return unknown
  return `${grouped((ratio * 100).toFixed(1))}%`
}

/** A day or an instant as the Asia/Shanghai day: "2026-11-22". */
export function day(value: Maybe<string>): string {
  if (!value) return unknown
  return value.length === 10 ? value : dayOf(new Date(value))
}

/** An instant in Asia/Shanghai to the minute: "2026-11-22 17:05". */
export function minute(value: Maybe<string>): string {
  if (!value) return unknown
  const shifted = new Date(new Date(value).getTime() + 8 * 3_600_000).toISOString()
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 16)}`
}

/** A month as people write it: "2026-11" → "2026年11月" or "Nov 2026". */
export function month(value: Maybe<string>, language: string): string {
  if (!value) return unknown
  const at = new Date(`${value}-01T00:00:00Z`)
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: language === 'en' ? 'short' : 'long',
    timeZone: 'UTC',
  }).format(at)
}

function exact(value: Maybe<Figure>, divisor: number): string {
  if (value === null || value === undefined) return unknown
  if (typeof value === 'string') return exactBeyondNumbers(BigInt(value), BigInt(divisor))
  const places = String(divisor).length
  return grouped((value / divisor).toFixed(places).replace(/\.?0+$/, ''))
}

function exactBeyondNumbers(value: bigint, divisor: bigint): string {
  const thousandths = String((value * 1_000n) / divisor)
  return grouped(thousandths.replace(/(\d{3})$/, '.$1').replace(/\.?0+$/, ''))
}

const decimalsOf = (text: string) => text.split('.')[1] ?? ''

function hundredths(value: Figure): string {
  return withMinus(grouped(centsToYuanText(value)))
}

/** Rounded figures are only read; exact ones keep the sign that a spreadsheet reads back. */
const withMinus = (text: string) => text.replace('-', '−')

function grouped(digits: string): string {
  const [whole = '', decimals] = digits.split('.')
  const separated = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')
  return decimals === undefined ? separated : `${separated}.${decimals}`
}

import { lastDayOf, monthOfDay, monthsBetween, shiftMonth } from '../months.ts'
import { addDays, daysBetween } from '../scalars.ts'
import { type Festival, festivalDays, firstFestivalYear, isFestival } from './festivals.ts'

/** A stretch of calendar days in Asia/Shanghai, both ends included (§2.5). */
export interface Days {
  from: string
  to: string
}

/**
 * A stretch of months, both included; of the first one only the days from `firstDay`, of the last
 * one only those up to `lastDay`, if given.
 */
export interface Months {
  first: string
  last: string
  firstDay?: number
  lastDay?: number
}

export type PeriodKind = 'year' | 'half' | 'quarter' | 'month' | 'months' | 'days' | 'festival'

/** A period as its notation says it, with all of its days. */
export interface Period {
  kind: PeriodKind
  days: Days
  festival?: Festival
}

/** The longest notation, `2026-01-20..2026-02-20`. */
export const longestPeriodText = 22

/** The most months that a period holds. */
const mostMonths = 120

const monthText = /^20\d{2}-(0[1-9]|1[0-2])$/
const dayText = /^20\d{2}-(0[1-9]|1[0-2])-([0-2]\d|3[01])$/

/**
 * Reads `2026`, `2026-H1`, `2026-Q2`, `2026-05`, `2026-01..2026-09`, `2026-01-20..2026-02-20` and
 * `2026-spring-festival`; null for anything else, and for what is longer than ten years.
 */
export function readPeriod(text: string): Period | null {
  const [begin = '', end] = text.split('..', 2)
  if (end !== undefined) return readRange(text, begin, end)
  const year = text.slice(0, 4)
  if (!/^20\d{2}(-|$)/.test(text)) return null
  const part = text.slice(5)
  if (text.length === 4) return ofMonths('year', `${year}-01`, `${year}-12`)
  if (monthText.test(text)) return ofMonths('month', text, text)
  if (/^Q[1-4]$/.test(part)) return ofPart('quarter', year, { number: Number(part[1]), months: 3 })
  if (/^H[12]$/.test(part)) return ofPart('half', year, { number: Number(part[1]), months: 6 })
  if (!isFestival(part) || Number(year) < firstFestivalYear) return null
  const days = festivalDays(part, Number(year))
  return days === null ? null : { kind: 'festival', days, festival: part }
}

function readRange(text: string, begin: string, end: string): Period | null {
  if (`${begin}..${end}` !== text || begin > end) return null
  const areMonths = monthText.test(begin) && monthText.test(end)
  if (!areMonths && !(isDay(begin) && isDay(end))) return null
  // Only months and days are counted: to anything else it might be far without end.
  if (monthsBetween(monthOfDay(begin), monthOfDay(end)).length > mostMonths) return null
  return areMonths
    ? ofMonths('months', begin, end)
    : { kind: 'days', days: { from: begin, to: end } }
}

function isDay(text: string): boolean {
  return dayText.test(text) && text <= lastDayOf(monthOfDay(text))
}

function ofMonths(kind: PeriodKind, first: string, last: string): Period {
  return { kind, days: { from: `${first}-01`, to: lastDayOf(last) } }
}

function ofPart(kind: PeriodKind, year: string, part: { number: number; months: number }): Period {
  const first = shiftMonth(`${year}-01`, (part.number - 1) * part.months)
  return ofMonths(kind, first, shiftMonth(first, part.months - 1))
}

/** The shortest notation of days: `2026-H1` of its first and last day. */
export function periodOfDays({ from, to }: Days): string {
  const [first, last] = [monthOfDay(from), monthOfDay(to)]
  if (from !== `${first}-01` || to !== lastDayOf(last)) return `${from}..${to}`
  if (first === last) return first
  const year = first.slice(0, 4)
  const named = [year, `${year}-H1`, `${year}-H2`, ...[1, 2, 3, 4].map((n) => `${year}-Q${n}`)]
  const same = named.find((text) => {
    const { days } = requirePeriod(text)
    return days.from === from && days.to === to
  })
  return same ?? `${first}..${last}`
}

/** Reads what was checked before. */
export function requirePeriod(text: string): Period {
  const period = readPeriod(text)
  if (period === null) throw new Error(`${text} is no period`)
  return period
}

/** Whether a period has begun on a day, and whether it is over by then. */
export function stateOfPeriod(text: string, today: string): 'future' | 'running' | 'over' {
  const { from, to } = requirePeriod(text).days
  if (today < from) return 'future'
  return today < to ? 'running' : 'over'
}

/**
 * The days of a period; of one that is not over only those up to today, so that it can be held
 * against the same days of the year before.
 */
export function daysOfPeriod(text: string, today: string): Days {
  const { from, to } = requirePeriod(text).days
  return { from, to: today < from || today > to ? to : today }
}

/**
 * The days a period is held against: the same ones of the year before, and of a festival those of
 * the same festival of the year before, as many as have passed.
 */
export function daysBefore(text: string, today: string): Days {
  const { festival, days: whole } = requirePeriod(text)
  const days = daysOfPeriod(text, today)
  const before =
    festival === undefined ? null : festivalDays(festival, Number(whole.from.slice(0, 4)) - 1)
  if (before === null) return sameDaysLastYear(days)
  return { from: before.from, to: addDays(before.from, daysBetween(days.from, days.to)) }
}

/** The months of days, the first and the last one only as far as they reach. */
export function monthsOf({ from, to }: Days): Months {
  const [first, last] = [monthOfDay(from), monthOfDay(to)]
  return {
    ...{ first, last },
    ...(from > `${first}-01` && { firstDay: Number(from.slice(8)) }),
    ...(to < lastDayOf(last) && { lastDay: Number(to.slice(8)) }),
  }
}

/**
 * All months of a period. One that is not over holds nothing later than today, so that it need not
 * be cut off there.
 */
export function monthsOfPeriod(text: string): Months {
  return monthsOf(requirePeriod(text).days)
}

/** Whether a period is a year, a half, a quarter or a month, of which there are few. */
export function isPublicPeriod(text: string): boolean {
  return ['year', 'half', 'quarter', 'month'].includes(requirePeriod(text).kind)
}

/** Whether sums are kept for a period as one: a year, a quarter or a month. */
export function isKeptPeriod(text: string): boolean {
  return ['year', 'quarter', 'month'].includes(requirePeriod(text).kind)
}

/** The year, quarter or month before one; null of other periods, whose ranks are not kept. */
export function previousPeriod(text: string): string | null {
  const { kind } = requirePeriod(text)
  if (kind === 'month') return shiftMonth(text, -1)
  if (kind === 'year') return String(Number(text) - 1)
  if (kind !== 'quarter') return null
  const [year = '', quarter = ''] = text.split('-Q')
  return quarter === '1' ? `${Number(year) - 1}-Q4` : `${year}-Q${Number(quarter) - 1}`
}

/** The whole months among months; null where there are none. */
export function wholeMonths(months: Months): { first: string; last: string } | null {
  const first = months.firstDay === undefined ? months.first : shiftMonth(months.first, 1)
  const last = months.lastDay === undefined ? months.last : shiftMonth(months.last, -1)
  return first > last ? null : { first, last }
}

/** The days of months that lie in none that is whole: at most two stretches. */
export function daysAtEdges(months: Months): Days[] {
  const { first, last, firstDay, lastDay } = months
  const from = `${first}-${twoDigits(firstDay ?? 1)}`
  const to = lastDay === undefined ? lastDayOf(last) : `${last}-${twoDigits(lastDay)}`
  const whole = wholeMonths(months)
  if (whole === null) return [{ from, to }]
  return [
    ...(firstDay === undefined ? [] : [{ from, to: lastDayOf(first) }]),
    ...(lastDay === undefined ? [] : [{ from: `${last}-01`, to }]),
  ]
}

/** The months of which only some days are meant, each by itself. */
export function cutMonths(months: Months): Months[] {
  const { first, last, firstDay, lastDay } = months
  if (first === last) return firstDay === undefined && lastDay === undefined ? [] : [months]
  return [
    ...(firstDay === undefined ? [] : [{ first, last: first, firstDay }]),
    ...(lastDay === undefined ? [] : [{ first: last, last, lastDay }]),
  ]
}

/**
 * Whole months as the fewest years, quarters and months, written as periods are: `2025-01` to
 * `2025-08` are `2025-Q1`, `2025-Q2`, `2025-07` and `2025-08`.
 */
export function periodsOfMonths(first: string, last: string): string[] {
  const months = new Set(monthsBetween(first, last))
  const take = (period: string, own: Months): string[] => {
    const all = monthsBetween(own.first, own.last)
    if (!all.every((month) => months.has(month))) return []
    for (const month of all) months.delete(month)
    return [period]
  }
  const years = [...new Set([...months].map((month) => month.slice(0, 4)))]
  const large = [
    ...years.flatMap((year) => take(year, monthsOfYear(year))),
    ...years.flatMap((year) =>
      [1, 2, 3, 4].flatMap((number) => take(`${year}-Q${number}`, monthsOfQuarter(year, number))),
    ),
  ]
  return [...large, ...months]
}

/** The months of any year, the one before the first that may be asked for too. */
export function monthsOfYear(year: string): Months {
  return { first: `${year}-01`, last: `${year}-12` }
}

function monthsOfQuarter(year: string, number: number): Months {
  const first = shiftMonth(`${year}-01`, (number - 1) * 3)
  return { first, last: shiftMonth(first, 2) }
}

/** Whether days are whole calendar years, from a first of January to a 31st of December. */
export function areWholeYears({ from, to }: Days): boolean {
  return from.endsWith('-01-01') && to.endsWith('-12-31')
}

/** The same days one year earlier; the 29th of February becomes the 28th. */
export function sameDaysLastYear(days: Days): Days {
  return { from: yearBefore(days.from), to: yearBefore(days.to) }
}

/** The months of the same days one year earlier. */
export function sameMonthsLastYear(days: Days): Months {
  return monthsOf(sameDaysLastYear(days))
}

function yearBefore(day: string): string {
  const month = shiftMonth(monthOfDay(day), -12)
  const last = lastDayOf(month)
  const same = `${month}${day.slice(7)}`
  return same > last ? last : same
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

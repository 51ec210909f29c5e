import { z } from 'zod'
import { lastDayOf, monthOfDay, monthsBetween, shiftMonth } from '../months.ts'

/** The notation of a period: a year, a quarter or a month. */
export const periodText = z
  .string()
  .max(7)
  .regex(/^20\d{2}(-Q[1-4]|-(0[1-9]|1[0-2]))?$/)

/** A stretch of calendar days in Asia/Shanghai, both ends included (§2.5). */
export interface Days {
  from: string
  to: string
}

/** A stretch of months, both included; of the last one only the days up to `lastDay`, if given. */
export interface Months {
  first: string
  last: string
  lastDay?: number
}

/**
 * The days of `2026`, `2026-Q2` or `2026-05`; of a period that is not over only those up to
 * today, so that it can be held against the same days of the year before.
 */
export function daysOfPeriod(text: string, today: string): Days {
  const { first, last } = monthsOfPeriod(text)
  const from = `${first}-01`
  const to = lastDayOf(last)
  return { from, to: today < from || today > to ? to : today }
}

/**
 * The months of days, whole. A period that is not over holds nothing later than today, so that it
 * need not be cut off there; nor need its months end there, see `monthsOfPeriod`.
 */
export function monthsOf(days: Days): Months {
  return { first: monthOfDay(days.from), last: monthOfDay(days.to) }
}

/**
 * Whole months as the fewest years, quarters and months, written as periods are: `2025-01` to
 * `2025-08` are `2025-Q1`, `2025-Q2`, `2025-07` and `2025-08`.
 */
export function periodsOfMonths(first: string, last: string): string[] {
  const months = new Set(monthsBetween(first, last))
  const take = (period: string): string[] => {
    const own = monthsOfPeriod(period)
    const all = monthsBetween(own.first, own.last)
    if (!all.every((month) => months.has(month))) return []
    for (const month of all) months.delete(month)
    return [period]
  }
  const years = new Set([...months].map((month) => month.slice(0, 4)))
  const quarters = [...years].flatMap((year) => [1, 2, 3, 4].map((n) => `${year}-Q${n}`))
  const large = [...years, ...quarters].flatMap(take)
  return [...large, ...months]
}

/** The same days one year earlier; the 29th of February becomes the 28th. */
export function sameDaysLastYear(days: Days): Days {
  return { from: yearBefore(days.from), to: yearBefore(days.to) }
}

/** The months of the same days one year earlier, the last one only up to its day. */
export function sameMonthsLastYear(days: Days): Months {
  const before = sameDaysLastYear(days)
  const months = monthsOf(before)
  if (before.to === lastDayOf(months.last)) return months
  return { ...months, lastDay: Number(before.to.slice(8)) }
}

/** All months of `2026`, `2026-Q2` or `2026-05`. */
export function monthsOfPeriod(text: string): Months {
  const year = text.slice(0, 4)
  if (text.length === 4) return { first: `${year}-01`, last: `${year}-12` }
  if (!text.includes('Q')) return { first: text, last: text }
  const first = shiftMonth(`${year}-01`, (Number(text.slice(-1)) - 1) * 3)
  return { first, last: shiftMonth(first, 2) }
}

function yearBefore(day: string): string {
  const month = shiftMonth(monthOfDay(day), -12)
  const last = lastDayOf(month)
  const same = `${month}${day.slice(7)}`
  return same > last ? last : same
}

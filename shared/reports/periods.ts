import { z } from 'zod'

/** What a period is written as: a year, a quarter or a month. */
export const periodText = z.string().regex(/^20\d{2}(-Q[1-4]|-(0[1-9]|1[0-2]))?$/)

/** A stretch of calendar days in Asia/Shanghai, both ends included (§2.5). */
export interface Days {
  from: string
  to: string
}

/**
 * The days of `2026`, `2026-Q2` or `2026-05`; of a period that is not over only those up to
 * today, so that it can be held against the same days of the year before.
 */
export function daysOfPeriod(text: string, today: string): Days {
  const { first, last } = monthsOf(text)
  const from = `${first}-01`
  const to = lastDayOf(last)
  return { from, to: today < from || today > to ? to : today }
}

/** The same days one year earlier; the 29th of February becomes the 28th. */
export function sameDaysLastYear(days: Days): Days {
  return { from: yearBefore(days.from), to: yearBefore(days.to) }
}

/** Whole months, and the first days of one more. */
export interface MonthsAndRest {
  /** First and last whole month, both included; null when there is none. */
  months: { first: string; last: string } | null
  /** A month that ends before its last day. */
  broken: { month: string; to: string } | null
}

/** Takes days that begin on the first of a month apart into whole months and a broken one. */
export function wholeMonths(days: Days): MonthsAndRest {
  const first = days.from.slice(0, 7)
  const last = days.to.slice(0, 7)
  if (days.to === lastDayOf(last)) return { months: { first, last }, broken: null }
  const before = shiftMonth(last, -1)
  return {
    months: before < first ? null : { first, last: before },
    broken: { month: last, to: days.to },
  }
}

/**
 * A period that is not over holds nothing later than today, so its sums may be read whole; only
 * the same days of last year end within a month.
 */
export function wholeMonthsOf(days: Days): Days {
  return { from: days.from, to: lastDayOf(days.to.slice(0, 7)) }
}

/** `2026-03` moved by any number of months. */
export function shiftMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const at = year * 12 + number - 1 + by
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** The months from the first to the last, both included. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = []
  for (let month = first; month <= last; month = shiftMonth(month, 1)) months.push(month)
  return months
}

/** First and last month of a period. */
export function monthsOf(text: string): { first: string; last: string } {
  const year = text.slice(0, 4)
  if (text.length === 4) return { first: `${year}-01`, last: `${year}-12` }
  if (!text.includes('Q')) return { first: text, last: text }
  const first = shiftMonth(`${year}-01`, (Number(text.slice(-1)) - 1) * 3)
  return { first, last: shiftMonth(first, 2) }
}

/** The last day of a month. */
export function lastDayOf(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}

function yearBefore(day: string): string {
  const month = `${Number(day.slice(0, 4)) - 1}${day.slice(4, 7)}`
  const last = lastDayOf(month)
  const same = `${month}${day.slice(7)}`
  return same > last ? last : same
}

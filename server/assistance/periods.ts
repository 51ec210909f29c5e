import { AppError, fieldError } from '../../shared/errors.ts'

/** Days on end, the first and the last included. */
export interface Period {
  fromDate: string
  /** The last day; null: still going on. */
  toDate: string | null
}

/** Refuses a period that shares a day with one of the others, at `fromDate`. */
export function requireFreePeriod(period: Period, others: readonly Period[]): void {
  if (others.some((other) => periodsOverlap(period, other)))
    throw fieldError(['fromDate'], 'overlapping_dates')
}

/** Whether one of its sides may still end it: it has days left after today. */
export function hasDaysLeft({ toDate }: Pick<Period, 'toDate'>, today: string): boolean {
  return toDate === null || toDate > today
}

/**
 * Refuses an end that one side may not set alone: over or ending earlier already, or a last day
 * before today or before the first, by which a past figure would move (§3.17).
 */
export function requireEnd(period: Period, { toDate, today }: { toDate: string; today: string }) {
  if (!hasDaysLeft(period, today) || (period.toDate !== null && period.toDate <= toDate))
    throw new AppError('illegal_transition', { values: { toDate: period.toDate } })
  if (toDate < today) throw fieldError(['toDate'], 'in_the_past')
  if (toDate < period.fromDate) throw fieldError(['toDate'], 'dates_out_of_order')
}

/** Whether two periods have a day in common. */
export function periodsOverlap(a: Period, b: Period): boolean {
  const aBeginsInTime = b.toDate === null || a.fromDate <= b.toDate
  const bBeginsInTime = a.toDate === null || b.fromDate <= a.toDate
  return aBeginsInTime && bBeginsInTime
}

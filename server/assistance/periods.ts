import { fieldError } from '../../shared/errors.ts'

export interface Period {
  fromDate: string
  /** The last day; null: still going on. */
  toDate: string | null
}

/** Refuses a period that shares a day with one of the others, at `fromDate`. */
export function requireFreePeriod(period: Period, others: readonly Period[]): void {
  if (others.some((other) => overlap(period, other)))
    throw fieldError(['fromDate'], 'overlapping_dates')
}

function overlap(a: Period, b: Period): boolean {
  const aBeginsInTime = b.toDate === null || a.fromDate <= b.toDate
  const bBeginsInTime = a.toDate === null || b.fromDate <= a.toDate
  return aBeginsInTime && bBeginsInTime
}

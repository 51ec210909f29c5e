/** `2026-03` moved by any number of months, over new year too; negative numbers move back. */
export function shiftMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const at = year * 12 + number - 1 + by
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** The month after a month: `2026-12` is followed by `2027-01`. */
export function monthAfter(month: string): string {
  return shiftMonth(month, 1)
}

/** The months from the first to the last, both included. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = []
  for (let month = first; month <= last; month = monthAfter(month)) months.push(month)
  return months
}

/** The month a calendar day lies in: `2026-11` of `2026-11-22`. */
export function monthOfDay(day: string): string {
  return day.slice(0, 7)
}

/** The last day of a month: `2024-02-29` of `2024-02`. */
export function lastDayOf(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}

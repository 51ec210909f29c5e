import { z } from 'zod'

const monthDay = z
  .string()
  .max(5)
  .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)

/** From a day to a day of the year, `MM-DD`, both included; it may run over new year (§5.2). */
export const seasonWindow = z.object({ starts: monthDay, ends: monthDay })
export type SeasonWindow = z.infer<typeof seasonWindow>

/** Whether goods are in season on a day (`YYYY-MM-DD`); without windows they always are. */
export function isInSeason(windows: readonly SeasonWindow[], onDay: string): boolean {
  if (windows.length === 0) return true
  const at = onDay.slice(5)
  return windows.some(({ starts, ends }) =>
    starts <= ends ? starts <= at && at <= ends : at >= starts || at <= ends,
  )
}

/** The windows as a PostgreSQL multirange of numbers MMDD; the whole year where there is none. */
export function seasonRange(windows: readonly SeasonWindow[]): string {
  if (windows.length === 0) return '{[101,1232)}'
  const ranges = windows.flatMap(({ starts, ends }) => {
    const [from, to] = [monthDayNumber(starts), monthDayNumber(ends)]
    return from <= to ? [`[${from},${to}]`] : [`[${from},1231]`, `[101,${to}]`]
  })
  return `{${ranges.join(',')}}`
}

/** `11-22`, or the end of `2026-11-22`, as the number 1122. */
export function monthDayNumber(day: string): number {
  return Number(day.slice(-5).replace('-', ''))
}

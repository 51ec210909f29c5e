import { type Figure, figureOf } from '../../shared/figure.ts'
import { addDays } from '../../shared/scalars.ts'

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return addDays(day, -((utcDay(day) + 6) % 7))
}

/** A day's name in its week: 周三, Wed. */
export function weekdayOf(day: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  return format.format(new Date(`${day}T00:00:00Z`))
}

export function sumOfCents(rows: readonly { openCents: Figure }[]): Figure {
  return figureOf(rows.reduce((sum: bigint, { openCents }) => sum + BigInt(openCents), 0n))
}

const utcDay = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()

import { monthsBetween, shiftMonth } from '../../shared/months.ts'
import {
  festivalDays,
  festivals,
  firstFestivalYear,
  lastFestivalYear,
} from '../../shared/reports/festivals.ts'
import { periodLabel } from '../../shared/reports/period-label.ts'
import { readPeriod } from '../../shared/reports/periods.ts'
import { dayOf } from '../../shared/scalars.ts'
import { i18n, language } from '../platform/i18n.ts'

const yearsOffered = 5

/**
 * The periods a person may choose from: five years, the halves and quarters of two, the last twelve
 * months, and the festivals of two years that have begun.
 */
export function periodChoices(
  today: string,
): Record<'years' | 'halves' | 'quarters' | 'months' | 'festivals', string[]> {
  const year = Number(today.slice(0, 4))
  const month = today.slice(0, 7)
  const begun = (text: string) => (readPeriod(text)?.days.from ?? '9') <= today
  const ofTwoYears = (parts: readonly string[]) =>
    [year, year - 1].flatMap((one) => parts.map((part) => `${one}-${part}`)).filter(begun)
  const withFestivals = [year, year - 1].filter(
    (one) => one >= firstFestivalYear && one <= lastFestivalYear,
  )
  return {
    years: Array.from({ length: yearsOffered }, (_, index) => String(year - index)),
    halves: ofTwoYears(['H2', 'H1']),
    quarters: ofTwoYears(['Q4', 'Q3', 'Q2', 'Q1']),
    months: monthsBetween(shiftMonth(month, -11), month).reverse(),
    festivals: withFestivals.flatMap((one) =>
      festivals
        .toSorted((a, b) =>
          (festivalDays(a, one)?.from ?? '') < (festivalDays(b, one)?.from ?? '') ? 1 : -1,
        )
        .map((festival) => `${one}-${festival}`)
        .filter(begun),
    ),
  }
}

/** What a period is called in the language of the screen. */
export function periodName(text: string): string {
  if (readPeriod(text) === null) return text
  const { key, values } = periodLabel(text, language.value)
  return i18n.global.t(`periods.names.${key}`, values)
}

export function today(): string {
  return dayOf(new Date())
}

import { monthsBetween, shiftMonth } from '../../shared/months.ts'
import { dayOf } from '../../shared/scalars.ts'

/** The periods a person may choose from: two years, their quarters, and the last twelve months. */
export function periodChoices(today: string): {
  years: string[]
  quarters: string[]
  months: string[]
} {
  const year = Number(today.slice(0, 4))
  const quarter = Math.ceil(Number(today.slice(5, 7)) / 3)
  const ofThisYear = Array.from({ length: quarter }, (_, index) => `${year}-Q${quarter - index}`)
  const ofLastYear = ['Q4', 'Q3', 'Q2', 'Q1'].map((quarter) => `${year - 1}-${quarter}`)
  const month = today.slice(0, 7)
  return {
    years: [String(year), String(year - 1)],
    quarters: [...ofThisYear, ...ofLastYear],
    months: monthsBetween(shiftMonth(month, -11), month).reverse(),
  }
}

export function today(): string {
  return dayOf(new Date())
}

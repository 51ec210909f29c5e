import { monthOfDay } from '../months.ts'
import { requirePeriod } from './periods.ts'

/**
 * What a period is called: the key of its words and what is put into them. Months come in the words
 * of the language, days as they are written everywhere.
 */
export function periodLabel(
  text: string,
  language: string,
): { key: string; values: Record<string, string> } {
  const { kind, days, festival } = requirePeriod(text)
  const { from, to } = days
  const [first, last] = [monthOfDay(from), monthOfDay(to)]
  const year = from.slice(0, 4)
  const isChinese = language.startsWith('zh')
  const inWords = (month: string, withYear: boolean) =>
    new Intl.DateTimeFormat(language, {
      timeZone: 'UTC',
      // Without a year Chinese would write 一月.
      ...(withYear
        ? { year: 'numeric', month: 'long' }
        : { month: isChinese ? 'numeric' : 'long' }),
    }).format(new Date(`${month}-01T00:00:00Z`))
  switch (kind) {
    case 'year':
      return { key: 'year', values: { year } }
    case 'half':
      return { key: text.slice(5), values: { year } }
    case 'quarter':
      return { key: 'quarter', values: { year, quarter: text.slice(6) } }
    case 'month':
      return { key: 'month', values: { month: inWords(first, true) } }
    case 'days':
      return { key: 'days', values: { from, to } }
    case 'festival':
      return { key: festival ?? '', values: { year, from: from.slice(5), to: to.slice(5) } }
    case 'months': {
      const isOneYear = year === to.slice(0, 4)
      const [begin, end] = [first, last].map((month) => inWords(month, !isOneYear))
      const values = { year, first: begin ?? '', last: end ?? '' }
      return { key: isOneYear ? 'monthsOfYear' : 'months', values }
    }
  }
}

import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import type { Figure } from '../../shared/figure.ts'
import { centsToYuanText, decimalText } from '../../shared/money.ts'
import type { listPublicVillageMonths } from '../../shared/reports/open-data.api.ts'
import { monthsOfPeriod } from '../../shared/reports/periods.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { csvOf } from '../platform/sheets/csv.ts'
import { divisionByCode, divisionsByCodes } from '../villages/index.ts'
import { selectVillageMonths } from './public.queries.ts'
import { publicCountiesOf, publicTotalsOf } from './read-public.ts'

type Language = 'zh-CN' | 'en'

interface Question {
  period?: string | undefined
  language: Language
}

const heads = {
  month: { 'zh-CN': '月份', en: 'Month' },
  countyCode: { 'zh-CN': '县代码', en: 'County code' },
  county: { 'zh-CN': '县', en: 'County' },
  villageCode: { 'zh-CN': '村代码', en: 'Village code' },
  village: { 'zh-CN': '村', en: 'Village' },
  yuan: { 'zh-CN': '认定金额（元）', en: 'Recognised amount (yuan)' },
  kilograms: { 'zh-CN': '认定重量（公斤）', en: 'Recognised weight (kg)' },
  unknown: { 'zh-CN': '产地未明', en: 'Village unknown' },
} as const
type Head = keyof typeof heads

/** What each village of a county sold in each month of a period, by month and code. */
export async function villageMonthsOf(
  reader: Reader,
  { countyCode, period: requested }: { countyCode: string; period?: string | undefined },
  today: string,
): Promise<Reply<typeof listPublicVillageMonths>> {
  const county = await divisionByCode(reader, countyCode)
  if (county === null) throw new AppError('not_found')
  const period = requested ?? today.slice(0, 4)
  const rows = await selectVillageMonths(reader, countyCode, monthsOfPeriod(period))
  const codes = [...new Set(rows.map(({ code }) => code))]
  const divisions = await divisionsByCodes(reader, codes)
  const items = rows.map((row) => ({ ...row, name: divisions.get(row.code)?.pathName ?? '' }))
  return { period, items }
}

/** The same as CSV. */
export async function villageMonthsCsv(
  reader: Reader,
  { language, ...question }: Question & { countyCode: string },
  today: string,
): Promise<string> {
  const { items } = await villageMonthsOf(reader, question, today)
  return tableOf(
    language,
    ['month', 'villageCode', 'village'],
    items.map(({ month, code, name, ...sums }) => ({
      cells: [month, code, code === '' ? heads.unknown[language] : name],
      ...sums,
    })),
  )
}

/** The totals of a period by county as CSV. */
export async function countiesCsv(
  reader: Reader,
  { period, language }: Question,
  today: string,
): Promise<string> {
  const { items } = await publicCountiesOf(reader, period, today)
  return tableOf(
    language,
    ['countyCode', 'county'],
    items.map(({ code, name, ...sums }) => ({ cells: [code, name], ...sums })),
  )
}

/** The totals of the twelve months that end with a period as CSV. */
export async function monthsCsv(
  reader: Reader,
  { period, language }: Question,
  today: string,
): Promise<string> {
  const { months } = await publicTotalsOf(reader, period, today)
  return tableOf(
    language,
    ['month'],
    months.map(({ month, ...sums }) => ({ cells: [month], ...sums })),
  )
}

interface Row {
  cells: readonly string[]
  cents: Figure
  grams: Figure
}

/** A table whose last columns are money and weight, exact whatever their size. */
function tableOf(language: Language, titles: readonly Head[], rows: readonly Row[]): string {
  const head = [...titles, 'yuan' as const, 'kilograms' as const]
  return csvOf([
    head.map((title) => heads[title][language]),
    ...rows.map(({ cells, cents, grams }) => [
      ...[...cells, centsToYuanText(cents), decimalText(grams, 3)],
    ]),
  ])
}

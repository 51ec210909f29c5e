import type { Readable } from 'node:stream'
import type { ReserveRow } from '../../shared/assistance/reserve.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { textFormat, workbookOf } from '../platform/sheets/write-workbook.ts'
import { decimalOf, type FileLanguage, type FileValue } from './ledger-columns.ts'

interface Words {
  sheet: string
  /** What stands above the table: of which year and units, by whom and when. */
  of: (year: number) => string
  shown: string
  all: string
  maker: string
  madeOn: string
  states: Record<'filed' | 'confirmed' | 'returned' | 'not_filed', string>
  exemptions: Record<'no_canteen' | 'shared_canteen' | 'no_union_budget', string>
  channels: Record<'canteen' | 'contractor' | 'union' | 'staff', string>
}

const reserveWords: Record<FileLanguage, Words> = {
  'zh-CN': {
    sheet: '预留份额填报',
    of: (year) => `${year} 年预留份额填报情况`,
    ...{ shown: '状态：', all: '全部', maker: '制表：', madeOn: '制表日期：' },
    states: { not_filed: '未填报', filed: '待审核', returned: '已退回', confirmed: '已审核' },
    exemptions: {
      no_canteen: '没有食堂',
      shared_canteen: '与其他单位合用食堂',
      no_union_budget: '没有工会经费',
    },
    channels: { canteen: '食堂', contractor: '食堂承包商', union: '工会', staff: '职工' },
  },
  en: {
    sheet: 'Reserve filings',
    of: (year) => `Reserve filings of ${year}`,
    ...{ shown: 'State: ', all: 'all', maker: 'Made by: ', madeOn: 'Made on: ' },
    states: {
      ...{ not_filed: 'Not filed', filed: 'To be checked' },
      ...{ returned: 'Returned', confirmed: 'Confirmed' },
    },
    exemptions: {
      no_canteen: 'No canteen',
      shared_canteen: 'Canteen shared with another unit',
      no_union_budget: 'No union budget',
    },
    channels: { canteen: 'Canteen', contractor: 'Contractor', union: 'Union', staff: 'Staff' },
  },
}

interface ReserveColumn {
  titles: Record<FileLanguage, string>
  width: number
  numberFormat?: string
  value(row: ReserveRow, words: Words): FileValue
}

const money = '#,##0.00'
const yuanOf = (cents: ReserveRow['reserveCents']) => (cents === null ? null : decimalOf(cents, 2))

function column(zh: string, en: string, value: ReserveColumn['value']): ReserveColumn {
  return { titles: { 'zh-CN': zh, en }, width: 24, numberFormat: textFormat, value }
}

function figures(
  zh: string,
  en: string,
  value: ReserveColumn['value'],
  numberFormat = money,
): ReserveColumn {
  return { titles: { 'zh-CN': zh, en }, width: 18, numberFormat, value }
}

/** A part in basis points as a cell that the format shows per cent. */
const part = (basisPoints: ReserveRow['completionBasisPoints']) =>
  basisPoints === null ? null : Number(basisPoints) / 10_000

const columns: readonly ReserveColumn[] = [
  column('单位', 'Unit', ({ unit }) => unit.name),
  figures('年度', 'Year', ({ year }) => year, '0'),
  column('状态', 'State', ({ filing }, { states }) => states[filing?.state ?? 'not_filed']),
  figures('食材采购预算（元）', 'Food budget (yuan)', ({ filing }) =>
    yuanOf(filing?.budgetCents ?? null),
  ),
  figures(
    '预留比例',
    'Reserved share',
    ({ filing }) => part(filing?.shareBasisPoints ?? null),
    '0.00%',
  ),
  figures('预留金额（元）', 'Reserve (yuan)', ({ reserveCents }) => yuanOf(reserveCents)),
  column('计入的采购渠道', 'Buying channels counted', ({ filing }, { channels }) =>
    (filing?.channels ?? []).map((kind) => channels[kind]).join('、'),
  ),
  figures('已认定采购（元）', 'Recognised purchases (yuan)', ({ recognisedCents }) =>
    yuanOf(recognisedCents),
  ),
  figures(
    '完成率',
    'Completion',
    ({ completionBasisPoints }) => part(completionBasisPoints),
    '0.00%',
  ),
  column('免报情形', 'Exemption', ({ filing }, { exemptions }) =>
    filing?.exemption ? exemptions[filing.exemption] : '',
  ),
  column(
    '由哪个单位统一填报',
    'Unit that files for all',
    ({ filing }) => filing?.filesWith?.name ?? '',
  ),
  column('合用食堂的单位', 'Units sharing the canteen', ({ sharedBy }) =>
    sharedBy.map(({ name }) => name).join('、'),
  ),
  column('说明', 'Remark', ({ filing }) => filing?.reason ?? ''),
  column('审核意见', 'Reason for returning it', ({ filing }) => filing?.checkReason ?? ''),
]

/** What the file is called, and the lines above its table. */
export function reserveHeading({
  language,
  question: { year = 0, shown },
  maker,
  now,
}: {
  language: FileLanguage
  question: { year?: number | undefined; shown?: keyof Words['states'] | undefined }
  maker: string
  now: Date
}) {
  const words = reserveWords[language]
  const today = dayOf(now)
  const ofYear = year || Number(today.slice(0, 4))
  const state = shown === undefined ? words.all : words.states[shown]
  return {
    fileName: `${[words.sheet, ofYear, ...(shown ? [state] : []), today].join('-')}.xlsx`,
    lines: [
      words.of(ofYear),
      `${words.shown}${state}`,
      `${words.maker}${maker}`,
      `${words.madeOn}${today}`,
    ],
  }
}

/** The filings of a year as the supervisor's list shows them, one row for each unit. */
export function reserveWorkbook(
  rows: AsyncIterable<ReserveRow>,
  language: FileLanguage,
  heading: readonly string[],
): Readable {
  return workbookOf({
    name: reserveWords[language].sheet,
    columns: columns.map(({ titles, width, numberFormat }) => ({
      title: titles[language],
      width,
      numberFormat,
    })),
    paper: { heading, foot: heading[0] ?? '' },
    rows: cellsOf(rows, reserveWords[language]),
  })
}

async function* cellsOf(rows: AsyncIterable<ReserveRow>, words: Words) {
  for await (const row of rows) yield columns.map((column) => column.value(row, words))
}

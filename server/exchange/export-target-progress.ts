import type { Readable } from 'node:stream'
import type { Reply } from '../../shared/endpoint.ts'
import type { Figure } from '../../shared/figure.ts'
import { centsToYuanText } from '../../shared/money.ts'
import type { listTargetProgress } from '../../shared/reports/reports.api.ts'
import type { ProgressRow } from '../../shared/reports/target-progress.schemas.ts'
import { rowsShown } from '../../shared/reports/target-progress.ts'
import { workbookOf } from '../platform/sheets/write-workbook.ts'
import { decimalOf, type FileLanguage, type FileValue } from './ledger-columns.ts'

type Progress = Reply<typeof listTargetProgress>

const words = {
  'zh-CN': {
    sheet: '任务进度',
    name: '单位或地区',
    units: { money: '（元）', weight: '（公斤）' },
    target: '年度任务',
    reached: '已完成',
    completion: '完成率',
    missing: '还差',
    expected: '序时应完成',
    pace: '比序时进度（百分点）',
    lastYear: '上年同期',
    growth: '同比',
    forecast: '全年预测',
    low: '预测下限',
    high: '预测上限',
    total: '合计（去重）',
    on: '截至',
    passed: '全年已过',
    error: '预测平均误差（MAPE）',
    tests: '回测次数',
  },
  en: {
    sheet: 'Target progress',
    name: 'Unit or place',
    units: { money: ' (yuan)', weight: ' (kg)' },
    target: 'Target',
    reached: 'Reached',
    completion: 'Completion',
    missing: 'Still missing',
    expected: 'Expected to date',
    pace: 'Ahead of schedule (points)',
    lastYear: 'Same period last year',
    growth: 'Growth',
    forecast: 'Forecast for the year',
    low: 'Forecast, low',
    high: 'Forecast, high',
    total: 'Total (each once)',
    on: 'As of',
    passed: 'Of the year passed',
    error: 'Mean forecast error (MAPE)',
    tests: 'Forecasts tested',
  },
} as const

const amounts = ['target', 'reached', 'missing', 'expected', 'lastYear'] as const

/** Targets and who is behind as a workbook: the rows as they are seen, and what they rest on. */
export function progressWorkbook(
  progress: Progress,
  shown: { sort: string; behind: boolean },
  language: FileLanguage,
): Readable {
  const own = words[language]
  const unit = own.units[progress.measure]
  const numberFormat = progress.measure === 'money' ? '#,##0.00' : '#,##0.000'
  const amount = (title: string) => ({ title: `${title}${unit}`, width: 18, numberFormat })
  const share = (title: string) => ({ title, width: 14, numberFormat: '0.00%' })
  const pace = { title: own.pace, width: 14, numberFormat: '0.00' }
  return workbookOf({
    name: own.sheet,
    columns: [
      { title: own.name, width: 36 },
      ...amounts.map((name) => amount(own[name])),
      ...[share(own.completion), pace, share(own.growth)],
      ...[amount(own.forecast), amount(own.low), amount(own.high)],
    ],
    rows: rowsOf(progress, shown, language),
  })
}

export function progressName({ subject, on }: Progress, language: FileLanguage): string {
  return [words[language].sheet, subject.name, on].filter((part) => part !== '').join('-')
}

async function* rowsOf(
  progress: Progress,
  shown: { sort: string; behind: boolean },
  language: FileLanguage,
): AsyncGenerator<FileValue[]> {
  const own = words[language]
  const decimals = progress.measure === 'money' ? 2 : 3
  for (const row of rowsShown(progress.items, shown)) yield cellsOf(row, row.name, decimals)
  yield cellsOf(progress.total, own.total, decimals)
  yield [own.on, progress.on]
  yield [own.passed, percentOf(progress.passedBasisPoints)]
  yield [own.error, percentOf(progress.tests.rows.errorBasisPoints)]
  yield [own.tests, progress.tests.rows.count]
}

function cellsOf(row: ProgressRow, name: string, decimals: 2 | 3): FileValue[] {
  const amount = (sum: Figure | null) => (sum === null ? null : decimalOf(sum, decimals))
  return [
    name,
    ...amounts.map((key) => amount(row[key])),
    shareOf(row.completionBasisPoints),
    row.paceBasisPoints === null ? null : decimalOf(row.paceBasisPoints, 2),
    shareOf(row.growthBasisPoints),
    ...(['likely', 'low', 'high'] as const).map((key) => amount(row.forecast?.[key] ?? null)),
  ]
}

/** A number that spreadsheets show as per cent, so that a column can be sorted and counted with. */
function shareOf(basisPoints: Figure | null): number | null {
  return basisPoints === null ? null : Number(basisPoints) / 10_000
}

function percentOf(basisPoints: Figure | null): string | null {
  return basisPoints === null ? null : `${centsToYuanText(basisPoints)}%`
}

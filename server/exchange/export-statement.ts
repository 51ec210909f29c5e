import type { Readable } from 'node:stream'
import type { Figure } from '../../shared/figure.ts'
import type { StatementDocument } from '../../shared/reports/closing.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { workbookOf } from '../platform/sheets/write-workbook.ts'
import { decimalOf, type FileLanguage, type FileValue } from './ledger-columns.ts'

/** The words of the file, as the screens have them; a row each, in this order. */
const statementWords = {
  'zh-CN': {
    sheet: '结账报表',
    columns: ['项目', '名称', '代码', '金额（元）', '重量（公斤）', '张或笔'],
    kinds: {
      direct: '直接采购',
      helpSale: '帮助销售',
      overlap: '重叠',
      distinct: '认定金额（去重）',
      paired: '帮扶村',
      otherVillages: '其他村',
      unknownVillage: '产地未明',
      notCounted: '不计入',
    },
    adjustments: '上期调整',
    village: '产地村',
    unit: '单位',
    households: '已结算农户（户）',
    householdMoney: '付给农户',
    collective: '集体收入',
    county: '县',
    month: '月份',
    entries: '台账笔数和起止编号',
    chain: '结账时台账末笔编号和校验值',
    prepared: '制表人',
    closed: '复核人',
    hash: '报表校验值（SHA-256）',
  },
  en: {
    sheet: 'Statement',
    columns: ['Item', 'Name', 'Code', 'Amount (yuan)', 'Weight (kg)', 'Orders or entries'],
    kinds: {
      direct: 'Direct purchase',
      helpSale: 'Help-sale',
      overlap: 'Overlap',
      distinct: 'Recognised amount (each once)',
      paired: 'Paired villages',
      otherVillages: 'Other villages',
      unknownVillage: 'Village unknown',
      notCounted: 'Not counted',
    },
    adjustments: 'Adjustments of earlier periods',
    village: 'Village',
    unit: 'Unit',
    households: 'Households settled',
    householdMoney: 'Paid to households',
    collective: 'Collective income',
    county: 'County',
    month: 'Month',
    entries: 'Entries, first and last number',
    chain: 'Last number and hash of the ledger at the close',
    prepared: 'Prepared by',
    closed: 'Closed by',
    hash: 'Hash of the statement (SHA-256)',
  },
} as const

const widths = [28, 40, 44, 16, 16, 16]
const formats = [undefined, undefined, undefined, '#,##0.00', '#,##0.000', '#,##0']

/** A frozen statement as a workbook: every figure that it holds, and what proves it. */
export function statementWorkbook(
  statement: { document: StatementDocument; sha256: string },
  language: FileLanguage,
): Readable {
  const words = statementWords[language]
  return workbookOf({
    name: words.sheet,
    columns: words.columns.map((title, at) => ({
      title,
      width: widths[at] ?? 16,
      numberFormat: formats[at],
    })),
    rows: rowsOf(statement, language),
  })
}

export function statementName({ county, month }: StatementDocument, language: FileLanguage) {
  return `${statementWords[language].sheet}-${county.code}-${month}.xlsx`
}

async function* rowsOf(
  { document, sha256 }: { document: StatementDocument; sha256: string },
  language: FileLanguage,
): AsyncGenerator<FileValue[]> {
  const words = statementWords[language]
  const { county, month, from, to, figures, adjustments, benefit, entries, chain } = document
  yield fact(words.county, county.name, county.code)
  yield fact(words.month, month, `${from} – ${to}`)
  for (const [kind, title] of Object.entries(words.kinds))
    yield sums(title, '', '', figures[kind as keyof typeof figures])
  yield sums(words.adjustments, '', '', { ...adjustments, orders: adjustments.entries })
  for (const village of document.villages) {
    const name = village.code === '' ? words.kinds.unknownVillage : village.name
    yield sums(words.village, name, village.code, village)
  }
  for (const { name, distinct } of document.units) yield sums(words.unit, name, '', distinct)
  yield [words.households, '', '', null, null, benefit.households]
  yield [words.householdMoney, '', '', decimalOf(benefit.householdCents, 2), null, null]
  yield [words.collective, '', '', decimalOf(benefit.collectiveCents, 2), null, null]
  const range = `${entries.firstNumber ?? ''} – ${entries.lastNumber ?? ''}`
  yield [words.entries, range, entries.sha256, null, null, entries.count]
  yield fact(words.chain, `${chain.lastNumber}`, chain.lastHash)
  yield fact(words.prepared, document.prepared.name, dayOf(new Date(document.prepared.at)))
  yield fact(words.closed, document.closed.name, dayOf(new Date(document.closed.at)))
  yield fact(words.hash, '', sha256)
}

function fact(title: string, name: string, code: string): FileValue[] {
  return [title, name, code, null, null, null]
}

function sums(
  title: string,
  name: string,
  code: string,
  { cents, grams, orders }: { cents: Figure; grams: Figure; orders?: number },
): FileValue[] {
  return [title, name, code, decimalOf(cents, 2), decimalOf(grams, 3), orders ?? null]
}

import type { Readable } from 'node:stream'
import type { Figure } from '../../shared/figure.ts'
import type { StatementDocument } from '../../shared/reports/closing.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { workbookOf } from '../platform/sheets/write-workbook.ts'
import { decimalOf, type FileLanguage, type FileValue } from './ledger-columns.ts'
import { statementWords } from './statement-words.ts'

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
  return `${statementWords[language].sheet}-${county.code}-${month}`
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

import type { Readable } from 'node:stream'
import { inLanguage } from '../../shared/exchange/allowed-words.ts'
import type { RowRemark } from '../../shared/exchange/imports.schemas.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { textFormat, workbookOf } from '../platform/sheets/write-workbook.ts'
import { fieldsOf } from './import-view.ts'
import { type ImportRecord, selectFaulty } from './imports.queries.ts'
import type { AnyKind } from './kinds/kind.ts'
import type { FileLanguage } from './ledger-columns.ts'
import { remarkText } from './remark-texts.ts'

const example = { 'zh-CN': '示例：', en: 'Example: ' }

/** A workbook to fill in: the head, an example row that is not imported, and notes beside it. */
export function templateOf(kind: AnyKind, language: FileLanguage): Readable {
  const fields = Object.values(kind.fields)
  const required = { 'zh-CN': '必填', en: 'required' }[language]
  const notes = fields.map(({ isRequired, note }) => {
    const texts = [isRequired ? required : '', note?.[language] ?? '']
    return texts.filter(Boolean).join(language === 'en' ? '; ' : '；')
  })
  const marked = (texts: string[]) =>
    texts.map((text, at) => (at === 0 ? example[language] + text : text))
  return workbookOf({
    name: kind.titles[language],
    columns: fields.map(({ titles }) => ({
      title: titles[language],
      width: 22,
      numberFormat: textFormat,
    })),
    rows: rowsOf([marked(fields.map((field) => field.example[language])), marked(notes)]),
  })
}

/** The rows with faults as they stood, under their heads, and what is wrong with each. */
export async function faultsOf(
  reader: Reader,
  { record, kind, language }: { record: ImportRecord; kind: AnyKind; language: FileLanguage },
): Promise<Readable> {
  const rows = await selectFaulty(reader, record.id)
  const reason = { 'zh-CN': '原因', en: 'Reason' }[language]
  const fields = fieldsOf(kind)
  const textOf = (fault: RowRemark) => {
    const name = kind.fields[fault.field ?? '']?.titles[language] ?? fault.field ?? ''
    return remarkText(inLanguage(fault, fields, language), name, language)
  }
  const titles = [...record.titles, reason]
  return workbookOf({
    name: kind.titles[language],
    columns: titles.map((title) => ({ title, width: 20, numberFormat: textFormat })),
    rows: rowsOf(
      rows.map(({ cells, faults }) => [
        ...record.titles.map((_, at) => cells[at] ?? ''),
        faults.map(textOf).join('\n'),
      ]),
    ),
  })
}

async function* rowsOf(rows: readonly string[][]): AsyncGenerator<string[]> {
  for (const row of rows) yield row
}

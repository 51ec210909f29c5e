import assert from 'node:assert/strict'
import type { Readable } from 'node:stream'
import { escapeXml } from '../files/xml.ts'
import { type ZipPart, zipOf } from '../files/zip-stream.ts'
import { sheetHead, styleOf, workbookParts } from './workbook-parts.ts'

interface SheetColumn {
  title: string
  width: number
  numberFormat?: string | undefined
}

export type SheetValue = string | number | null

/** The format of cells that stay as they are typed, such as long numbers. */
export const textFormat = '@'
/** The format of days: a text 2026-11-27 in such a column is written as a date. */
export const dayFormat = 'yyyy-mm-dd'

/** A sheet to be written while its rows are read. */
export interface Sheet {
  name: string
  columns: readonly SheetColumn[]
  rows: AsyncIterable<SheetValue[]>
  /**
   * As a sheet to be printed: ruled, A4 across, its head on every page. Above the head stand lines,
   * the title first; `foot` stands left of the number of each page.
   */
  paper?: { heading: readonly string[]; foot: string }
  /** The last row, asked for after all others. */
  total?: () => SheetValue[]
}

/** What Excel takes on a sheet; further rows stand on further sheets. */
const mostRows = 1_048_576
const chunkSigns = 65_536

/** The workbook's bytes (.xlsx), made as fast as they are taken, in memory of one row. */
export function workbookOf(sheet: Sheet): Readable {
  return zipOf(partsOf(sheet))
}

async function* partsOf(sheet: Sheet): AsyncGenerator<ZipPart> {
  const rows = rowsAndTotal(sheet)
  const { paper, columns } = sheet
  const state = { isOver: false }
  const sheets: { name: string; headRow: number | null }[] = []
  try {
    while (!state.isOver) {
      const number = sheets.length + 1
      // Every sheet but the first begins with its head.
      const heading = number === 1 ? (paper?.heading ?? []) : []
      const headRow = paper === undefined ? null : heading.length + 1
      sheets.push({ name: number === 1 ? sheet.name : `${sheet.name}_${number}`, headRow })
      const data = bytesOf(sheetChunks({ ...sheet, heading }, rows, state))
      yield { path: `xl/worksheets/sheet${number}.xml`, data }
    }
  } finally {
    await rows.return(undefined)
  }
  const formats = columns.map(({ numberFormat }) => numberFormat)
  yield* workbookParts({ sheets, formats, isRuled: paper !== undefined })
}

interface Row {
  values: SheetValue[]
  isTotal: boolean
}

async function* rowsAndTotal({ rows, total }: Sheet): AsyncGenerator<Row, undefined> {
  for await (const values of rows) yield { values, isTotal: false }
  if (total !== undefined) yield { values: total(), isTotal: true }
  return undefined
}

async function* sheetChunks(
  sheet: Sheet & { heading: readonly string[] },
  rows: AsyncGenerator<Row, undefined>,
  state: { isOver: boolean },
): AsyncGenerator<string> {
  const { heading, columns, paper } = sheet
  const isRuled = paper !== undefined
  const headRow = heading.length + 1
  const letters = columns.map((_, at) => columnLetters(at))
  const days = columns.map(({ numberFormat }) => numberFormat === dayFormat)
  const cellOf = (value: SheetValue, at: number, row: number, style: number) => {
    const place = `<c r="${letters[at]}${row}" s="${style}"`
    if (value === null) return isRuled ? `${place}/>` : ''
    if (typeof value === 'number') return `${place}><v>${value}</v></c>`
    if (days[at] && isDay(value)) return `${place}><v>${serialOf(value)}</v></c>`
    const isKept = value !== value.trim() ? ' xml:space="preserve"' : ''
    return `${place} t="inlineStr"><is><t${isKept}>${escapeXml(value)}</t></is></c>`
  }
  yield sheetHead() + setUpOf(sheet, headRow)
  yield heading
    .map((line, at) => {
      const text = `<is><t>${escapeXml(line)}</t></is>`
      const style = at === 0 ? styleOf.title : styleOf.note
      return `<row r="${at + 1}"><c r="A${at + 1}" s="${style}" t="inlineStr">${text}</c></row>`
    })
    .join('')
  const headStyle = isRuled ? styleOf.head : styleOf.plainHead
  const titles = columns.map(
    ({ title }, at) =>
      `<c r="${letters[at]}${headRow}" s="${headStyle}" t="inlineStr"><is>` +
      `<t>${escapeXml(title)}</t></is></c>`,
  )
  const height = isRuled ? ' ht="30" customHeight="1"' : ''
  yield `<row r="${headRow}"${height}>${titles.join('')}</row>`
  let text = ''
  for (let number = headRow + 1; number <= mostRows; number += 1) {
    const { value: row, done } = await rows.next()
    if (done === true || row === undefined) {
      state.isOver = true
      break
    }
    const bold = row.isTotal ? 1 : 0
    let cells = ''
    for (const [at, value] of row.values.entries())
      cells += cellOf(value, at, number, styleOf.firstColumn + at * 2 + bold)
    text += `<row r="${number}">${cells}</row>`
    if (text.length > chunkSigns) {
      yield text
      text = ''
    }
  }
  yield `${text}</sheetData>${isRuled ? printOf(paper.foot) : ''}</worksheet>`
}

/** What stands before the rows: how the sheet is seen, and how wide its columns are. */
function setUpOf({ columns, paper }: Sheet, headRow: number): string {
  const widths = columns.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  )
  const fit = paper === undefined ? '' : '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
  return (
    `${fit}<sheetViews><sheetView workbookViewId="0"><pane ySplit="${headRow}" ` +
    `topLeftCell="A${headRow + 1}" activePane="bottomLeft" state="frozen"/></sheetView>` +
    `</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`
  )
}

/** A4 across, three pages wide, to the right before down, each with its number. */
function printOf(foot: string): string {
  const texts = escapeXml(`&L${foot.replaceAll('&', '&&')}&R&P / &N`)
  return (
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>' +
    '<pageSetup paperSize="9" orientation="landscape" pageOrder="overThenDown" fitToWidth="3" ' +
    `fitToHeight="0"/><headerFooter><oddFooter>${texts}</oddFooter></headerFooter>`
  )
}

async function* bytesOf(texts: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) if (text !== '') yield Buffer.from(text)
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
}

/** The number of a day in spreadsheets: days since 30 December 1899. */
function serialOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 25_569
}

/** 0 → A, 25 → Z, 26 → AA. */
function columnLetters(at: number): string {
  assert(at < 702, 'columns end at ZZ')
  const letter = (index: number) => String.fromCharCode(65 + index)
  return at < 26 ? letter(at) : letter(Math.floor(at / 26) - 1) + letter(at % 26)
}

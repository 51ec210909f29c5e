import { readHtmlTable } from '../../../shared/clipboard-table.ts'
import { AppError } from '../../../shared/errors.ts'
import { cellsOfText, linesOfCells, type NumberedLine } from '../../../shared/sheet.ts'
import { mostSheetRows, type SheetEncoding } from '../../../shared/sheet-files.ts'
import { decodeText } from './decode-text.ts'
import type { HiddenCounts } from './hidden-cells.ts'
import { readWorkbook } from './read-workbook.ts'

export const mostColumns = 60

/** The rows of a file, and of which sheet and how they were read, where that was a question. */
export interface ReadSheet {
  lines: NumberedLine[]
  sheet: string | null
  encoding: SheetEncoding | null
  /** What was left out because the sheet does not show it. */
  hidden: HiddenCounts
}

export interface SheetFile {
  bytes: Buffer
  sheet: string | null
  encoding: SheetEncoding | null
  /** Whether rows and columns are taken that the sheet hides or filters out. */
  withHidden?: boolean
  /** Whether an amount that is merged over rows is marked, to be asked about. */
  marksMerged?: boolean
}

/**
 * The rows of an .xlsx or .xls, of a text with commas, semicolons or tabs in UTF-8, UTF-16 or
 * GB18030, or of a page that a program saved as .xls. By what the file holds, never by its name.
 * Throws `sheet_unreadable`, `sheet_encrypted`, `sheet_too_large`, `sheet_empty`; and
 * `sheet_to_choose` with the names, or `encoding_to_choose`, where only a person can say.
 */
export async function readSheet(personId: string, file: SheetFile): Promise<ReadSheet> {
  const { bytes, sheet, withHidden = false, marksMerged = false } = file
  if (bytes.length === 0) throw new AppError('sheet_empty')
  if (!isWorkbook(bytes)) {
    const { text, encoding } = decodeText(bytes, file.encoding)
    return { ...linesOfSaved(text, withHidden), sheet: null, encoding }
  }
  const limits = { mostRows: mostSheetRows + headRows, mostColumns }
  const output = await readWorkbook(personId, {
    ...{ bytes, sheet, withHidden, marksMerged },
    ...limits,
  })
  if ('choices' in output)
    throw new AppError('sheet_to_choose', { values: { names: output.choices.join('\n') } })
  const { rows, hidden } = output
  return { lines: linesOfCells(rows), sheet: output.sheet, encoding: null, hidden }
}

/** The rows as a spreadsheet puts them into the clipboard: cells apart by tabs. */
export function textOfLines(lines: readonly NumberedLine[]): string {
  return lines
    .map(({ cells }) =>
      cells
        .map((cell) => (cell.startsWith('"') ? `"${cell.replaceAll('"', '""')}"` : cell))
        .join('\t'),
    )
    .join('\n')
}

/** Titles and heads above the rows. */
const headRows = 20

/** The rows of a text: pasted, or saved with its cells apart. */
export function linesOfText(text: string): NumberedLine[] {
  return linesOfSaved(text, false).lines
}

function linesOfSaved(text: string, withHidden: boolean): Pick<ReadSheet, 'lines' | 'hidden'> {
  if (/<table/i.test(text.slice(0, 20_000))) return linesOfPage(text, withHidden)
  const rows = cellsOfText(text, separatorOf(text))
  while (rows.length > 0 && rows.at(-1)?.every((cell) => cell === '')) rows.pop()
  requireBounded(rows)
  return { lines: linesOfCells(rows), hidden: { rows: 0, columns: 0 } }
}

function linesOfPage(html: string, withHidden: boolean): Pick<ReadSheet, 'lines' | 'hidden'> {
  const limits = { longest: html.length, rows: mostSheetRows + headRows + 1 }
  const table = readHtmlTable(html, limits)
  if (table === null) throw new AppError('sheet_unreadable')
  const rows = cellsOfText(withHidden ? table.whole : table.text, '\t')
  requireBounded(rows)
  const hidden = withHidden ? { rows: 0, columns: 0 } : table.hidden
  return { lines: linesOfCells(rows), hidden }
}

function requireBounded(rows: readonly string[][]): void {
  const isTooLarge =
    rows.length > mostSheetRows + headRows || rows.some((row) => row.length > mostColumns)
  if (isTooLarge) throw new AppError('sheet_too_large')
}

/** A zip file, or the container in which older workbooks and encrypted ones lie. */
function isWorkbook(bytes: Buffer): boolean {
  const begin = bytes.subarray(0, 8).toString('hex')
  return begin.startsWith('504b0304') || begin === 'd0cf11e0a1b11ae1' || /^0908/.test(begin)
}

/** What parts the cells: that of the three signs which the first lines hold most often. */
function separatorOf(text: string): ',' | ';' | '\t' {
  const begin = text.slice(0, 5_000)
  const countOf = (sign: string) => begin.split(sign).length
  if (begin.includes('\t')) return '\t'
  return countOf(';') > countOf(',') ? ';' : ','
}

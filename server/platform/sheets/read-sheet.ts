import { textOfHtmlTable } from '../../../shared/clipboard-table.ts'
import { AppError } from '../../../shared/errors.ts'
import { cellsOfText, linesOfCells, type NumberedLine } from '../../../shared/sheet.ts'
import { mostSheetRows, type SheetEncoding } from '../../../shared/sheet-files.ts'
import { decodeText } from './decode-text.ts'
import { readWorkbook } from './read-workbook.ts'

export const mostColumns = 60

/** The rows of a file, and of which sheet and how they were read, where that was a question. */
export interface ReadSheet {
  lines: NumberedLine[]
  sheet: string | null
  encoding: SheetEncoding | null
}

export interface SheetFile {
  bytes: Buffer
  sheet: string | null
  encoding: SheetEncoding | null
}

/**
 * The rows of an .xlsx or .xls, of a text with commas, semicolons or tabs in UTF-8, UTF-16 or
 * GB18030, or of a page that a program saved as .xls. By what the file holds, never by its name.
 * Throws `sheet_unreadable`, `sheet_encrypted`, `sheet_too_large`, `sheet_empty`; and
 * `sheet_to_choose` with the names, or `encoding_to_choose`, where only a person can say.
 */
export async function readSheet(personId: string, file: SheetFile): Promise<ReadSheet> {
  const { bytes, sheet } = file
  if (bytes.length === 0) throw new AppError('sheet_empty')
  if (!isWorkbook(bytes)) {
    const { text, encoding } = decodeText(bytes, file.encoding)
    return { lines: linesOfText(text), sheet: null, encoding }
  }
  const limits = { mostRows: mostSheetRows + headRows, mostColumns }
  const output = await readWorkbook(personId, { bytes, sheet, ...limits })
  if ('choices' in output)
    throw new AppError('sheet_to_choose', { values: { names: output.choices.join('\n') } })
  return { lines: linesOfCells(output.rows), sheet: output.sheet, encoding: null }
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
  if (/<table/i.test(text.slice(0, 20_000))) return linesOfPage(text)
  const rows = cellsOfText(text, separatorOf(text))
  while (rows.length > 0 && rows.at(-1)?.every((cell) => cell === '')) rows.pop()
  requireBounded(rows)
  return linesOfCells(rows)
}

function linesOfPage(html: string): NumberedLine[] {
  const table = textOfHtmlTable(html, { longest: html.length, rows: mostSheetRows + headRows + 1 })
  if (table === null) throw new AppError('sheet_unreadable')
  const rows = cellsOfText(table, '\t')
  requireBounded(rows)
  return linesOfCells(rows)
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

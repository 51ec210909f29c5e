import { mayBeAmount, mergedMark } from './sheet.ts'

/** More is no list that somebody orders by. */
const pasted = { longest: 1_000_000, rows: 2_000 }
const mostColumns = 100
const mostSpan = 100

interface Cell {
  text: string
  isHidden: boolean
  rows: number
  columns: number
}

/**
 * The table that a spreadsheet leaves in the clipboard as HTML, as rows apart by line breaks and
 * cells apart by tabs; null where there is none. A merged cell of words stands in each of its rows;
 * one with an amount in the first only, marked, because nobody can say whether the figure is all of
 * them or each (domain.md §2.7). What the table does not show is left out. Takes time in proportion
 * to the text.
 */
export function textOfHtmlTable(html: string, limits = pasted): string | null {
  return readHtmlTable(html, limits)?.text ?? null
}

/** The table of a clipboard: what it shows, all of it, and how much it does not show. */
export interface ClipboardTable {
  text: string
  whole: string
  hidden: { rows: number; columns: number }
}

/** The same with what its program hides: WPS may copy rows that a filter leaves out. */
export function readHtmlTable(html: string, limits = pasted): ClipboardTable | null {
  if (html.length > limits.longest || !/<table/i.test(html)) return null
  const { rows, hiddenRows, hiddenColumns } = cellsOf(html, limits.rows)
  const lines: string[][] = []
  for (const [at, row] of rows.entries()) {
    const line = linesAt(lines, at)
    let place = 0
    for (const cell of row) {
      while (line[place] !== undefined) place += 1
      if (place >= mostColumns) break
      if (cell.isHidden) hiddenColumns.add(place)
      spread(lines, { cell, at, place, last: rows.length })
      place += cell.columns
    }
  }
  const filled = lines.slice(0, rows.length).map((line) => Array.from(line, (text) => text ?? ''))
  if (filled.length === 0) return null
  const isFilled = (line: readonly string[]) => line.some((text) => text !== '')
  const left = filled.filter((_, at) => !hiddenRows.has(at))
  const columns = [...hiddenColumns].filter((at) => left.some((line) => (line[at] ?? '') !== ''))
  const shown = left.map((line) => line.map((text, at) => (hiddenColumns.has(at) ? '' : text)))
  return {
    text: textOf(shown),
    whole: textOf(filled),
    hidden: {
      rows: filled.filter((line, at) => hiddenRows.has(at) && isFilled(line)).length,
      columns: columns.length,
    },
  }
}

function textOf(lines: readonly string[][]): string {
  return lines.map((line) => line.join('\t')).join('\n')
}

function spread(
  lines: string[][],
  { cell, at, place, last }: { cell: Cell; at: number; place: number; last: number },
): void {
  const isFigure = mayBeAmount(cell.text)
  for (let row = at; row < Math.min(at + cell.rows, last); row += 1)
    for (let column = place; column < Math.min(place + cell.columns, mostColumns); column += 1) {
      const isFirst = row === at && column === place
      const own = cell.rows > 1 && isFigure ? mergedMark + cell.text : cell.text
      const repeated = column === place && !isFigure ? cell.text : ''
      linesAt(lines, row)[column] = isFirst ? quoted(own) : quoted(repeated)
    }
}

function linesAt(lines: string[][], at: number): string[] {
  lines[at] ??= []
  return lines[at]
}

function quoted(text: string): string {
  return /[\n\t"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const token = /<(\/?)(tr|td|th|br|col|table)\b([^<>]{0,2000})>|<[^<>]{0,2000}>|[^<]+|</gi

const hidden = /display\s?:\s?none|mso-hide\s?:\s?all/i
const flat = /(?<![\w-])height\s?[:=]\s?["']?0(?:pt|px)?(?![\w.%])/i
const narrow = /(?<![\w-])width\s?[:=]\s?["']?0(?:pt|px)?(?![\w.%])/i

interface Cells {
  rows: Cell[][]
  hiddenRows: Set<number>
  hiddenColumns: Set<number>
}

/** The cells of the first table, row by row, and which rows and columns it does not show. */
function cellsOf(html: string, mostRows: number): Cells {
  const rows: Cell[][] = []
  const hiddenRows = new Set<number>()
  const hiddenColumns = new Set<number>()
  let column = 0
  let cell: Cell | null = null
  for (const [text, slash, name, attributes = ''] of html.matchAll(token)) {
    const tag = name?.toLowerCase()
    if (tag === 'table' && slash === '/') break
    if (tag === 'tr' && slash === '' && rows.push([]) > mostRows) break
    if (tag === 'tr' || tag === 'td' || tag === 'th') cell = null
    const isHidden = hidden.test(attributes)
    if (tag === 'tr' && slash === '' && (isHidden || flat.test(attributes)))
      hiddenRows.add(rows.length - 1)
    if (tag === 'col') {
      const to = Math.min(column + spanOf(attributes, ''), mostColumns)
      for (; column < to; column += 1)
        if (isHidden || narrow.test(attributes)) hiddenColumns.add(column)
    }
    if ((tag === 'td' || tag === 'th') && slash === '') {
      const [height, columns] = [spanOf(attributes, 'row'), spanOf(attributes, 'col')]
      cell = { text: '', isHidden, rows: height, columns }
      rows.at(-1)?.push(cell)
    }
    if (cell !== null && tag === 'br') cell.text += '\n'
    if (cell !== null && !text.startsWith('<')) cell.text += plainOf(text)
  }
  for (const each of rows.flat()) each.text = filledLines(each.text)
  return { rows, hiddenRows, hiddenColumns }
}

function filledLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).join('\n')
}

function spanOf(attributes: string, kind: 'row' | 'col' | ''): number {
  const [, span = '1'] =
    new RegExp(`(?<!\\w)${kind}span\\s{0,9}=\\s{0,9}["']?(\\d{1,3})`, 'i').exec(attributes) ?? []
  return Math.min(Math.max(Number(span), 1), mostSpan)
}

const entities: Record<string, string> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"' }

/** Text of HTML as it is shown: its line breaks are none. */
function plainOf(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/&(nbsp|amp|lt|gt|quot|#\d{1,6});/g, (whole, name: string) =>
      name.startsWith('#') ? codePoint(Number(name.slice(1)), whole) : (entities[name] ?? whole),
    )
}

function codePoint(code: number, whole: string): string {
  return code > 31 && code < 0x10_ff_ff ? String.fromCodePoint(code) : whole
}

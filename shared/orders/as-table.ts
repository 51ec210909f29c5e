import type { SheetLine } from '../sheet.ts'
import { hasCrossTable, withCrossTables } from './cross-tables.ts'
import { deepestHead, isHead } from './sheet-lines.ts'

/**
 * Rows of a table that was typed or saved with commas, strokes or spaces between its cells; one
 * with its goods across is turned.
 */
export function asTable(lines: readonly SheetLine[]): SheetLine[] {
  const isPlain = lines.every(({ cells }) => cells.length === 1)
  if (!isPlain) return withCrossTables(lines)
  const found =
    splitters.find((split) => lines.slice(0, deepestHead).some((line) => isHead(split(line)))) ??
    splitters.find((split) => hasCrossTable(lines.map(split)))
  if (found === undefined) return [...lines]
  return withCrossTables(lines.filter(({ text }) => !/^[|\s:-]+$/.test(text)).map(found))
}

const splitters: ((line: SheetLine) => SheetLine)[] = [
  (line) => {
    const inner = line.text.replace(/^\|/, '').replace(/\|$/, '')
    return split(line, inner.split('|'))
  },
  (line) => split(line, cellsBetweenCommas(line.text)),
  (line) => split(line, line.text.split(';')),
  (line) => split(line, line.text.split(' ')),
]

function split({ text }: SheetLine, cells: readonly string[]): SheetLine {
  return { text, cells: cells.map((cell) => cell.trim()) }
}

/** Cells of a line saved with commas: those that hold one stand in quotation marks. */
function cellsBetweenCommas(text: string): string[] {
  const cells = text.match(/(?:"[^"]{0,200}"|[^,"])+|(?<=,|^)(?=,|$)/g) ?? []
  return cells.map((cell) => cell.replaceAll('"', ''))
}

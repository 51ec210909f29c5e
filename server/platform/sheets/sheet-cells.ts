import type { CellObject, WorkSheet } from '@e965/xlsx'
import { mayBeAmount, mergedMark } from '../../../shared/sheet.ts'
import { shownBy, textWithUnit } from './unit-format.ts'

export interface SheetLimits {
  mostRows: number
  mostColumns: number
}

export interface SheetReading extends SheetLimits {
  /** Whether days are counted from 1904, as spreadsheets of Macs do. */
  isFrom1904?: boolean
  /** Whether an amount in a cell that is merged over rows is marked, to be asked about. */
  marksMerged?: boolean
}

export interface SheetCells {
  rows: string[][]
  isTooLarge: boolean
}

/**
 * The cells of a sheet as text. What the file says of its extent is not believed: only rows that
 * are there are gone through. A merged cell of words stands in each of its rows, one with a figure
 * in the first only, because nobody can say whether it is all of them or each (domain.md §2.7).
 */
export function cellsOfSheet(sheet: WorkSheet | undefined, limits: SheetReading): SheetCells {
  const { isFrom1904 = false, marksMerged = false } = limits
  const data: CellObject[][] = sheet?.['!data'] ?? []
  const rows: string[][] = []
  let isTooLarge = data.length > limits.mostRows
  for (let at = 0; at < Math.min(data.length, limits.mostRows); at += 1) {
    const cells = Array.from(data[at] ?? [], (cell) => textOfCell(cell, isFrom1904))
    while (cells.at(-1) === '') cells.pop()
    if (cells.length > limits.mostColumns) isTooLarge = true
    rows.push(cells.slice(0, limits.mostColumns))
  }
  while (rows.length > 0 && rows.at(-1)?.length === 0) rows.pop()
  spreadWords(sheet, rows, marksMerged)
  return { rows, isTooLarge }
}

function spreadWords(sheet: WorkSheet | undefined, rows: string[][], marksMerged: boolean): void {
  for (const { s: start, e: end } of (sheet?.['!merges'] ?? []).slice(0, 50_000)) {
    const text = rows[start.r]?.[start.c] ?? ''
    if (text === '' || end.r === start.r) continue
    if (mayBeAmount(text)) {
      const row = rows[start.r]
      if (marksMerged && row !== undefined) row[start.c] = mergedMark + text
      continue
    }
    for (let at = start.r + 1; at <= Math.min(end.r, rows.length - 1); at += 1) {
      const row = rows[at]
      if (row === undefined) continue
      while (row.length <= start.c) row.push('')
      row[start.c] = text
    }
  }
}

/** A number beyond this has lost digits in the file itself: a bank account, a credit code. */
const mostExact = 1e15

/**
 * A formula counts by the value that was saved with it; one without stands as its own text, which
 * no field accepts. So does a number that lost digits.
 */
function textOfCell(cell: CellObject | undefined, isFrom1904: boolean): string {
  if (cell === undefined) return ''
  const { t: type, v: value, f: formula, w: shown = '' } = cell
  if (value === undefined || value === null) return formula === undefined ? '' : `=${formula}`
  if (type === 'n' && typeof value === 'number') return textOfNumber(value, cell, isFrom1904)
  if (type === 'd' || value instanceof Date) return shown
  if (type === 'e') return shown === '' ? '#ERROR' : shown
  if (type === 'b') return shown
  return String(value)
}

/** Days between the two beginnings from which spreadsheets count: 1899-12-30 and 1904-01-01. */
const daysTo1904 = 1_462

function textOfNumber(value: number, cell: CellObject, isFrom1904: boolean): string {
  const { z: format = 'General', w: shown = '' } = cell
  const pattern = String(format).replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, '')
  if (/[yd]/i.test(pattern) || /m.*[/-]|年|月/i.test(pattern))
    return dayOfSerial(isFrom1904 ? value + daysTo1904 : value) ?? shown
  if (/^0{2,}$/.test(pattern) || pattern.includes('%')) return shown
  if (Math.abs(value) >= mostExact) return value.toExponential()
  const bare = String(Number(value.toPrecision(15)))
  const isTime = /[hs]/i.test(pattern)
  return isTime
    ? bare
    : (textWithUnit(value, shownBy(value, shown, String(format)), String(format)) ?? bare)
}

/** A calendar day as spreadsheets count them, from 1899-12-30; a time of the day is left out. */
function dayOfSerial(value: number): string | null {
  if (value < 1 || value > 120_000) return null
  return new Date(Math.floor(value - 25_569) * 86_400_000).toISOString().slice(0, 10)
}

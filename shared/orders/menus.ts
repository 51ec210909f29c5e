import type { SheetLine } from '../sheet.ts'
import { divisionOf } from './divisions.ts'
import { readGoods } from './read-goods.ts'
import { goodsOfLine } from './read-line.ts'
import { plainTitle } from './sheet-head.ts'

/**
 * Menus with days across and whole goods below them (土豆50斤 under 周一), as a list of each day's
 * goods below its day. Takes time in proportion to the lines.
 */
export function withMenus(lines: readonly SheetLine[]): SheetLine[] {
  const result: SheetLine[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]
    if (line === undefined) break
    const days = daysAcross(line)
    const rows = days.length < 2 ? [] : rowsBelow(lines.slice(at + 1), days)
    if (rows.length === 0) result.push(line)
    for (const day of rows.length === 0 ? [] : days) {
      const cells = rows.map((row) => row.cells[day] ?? '').filter((cell) => cell !== '')
      const title = line.cells[day] ?? ''
      result.push(...[title, ...cells].map((text) => ({ text, cells: [text] })))
    }
    at += 1 + rows.length
  }
  return result
}

/** The columns of a line that holds nothing but days, behind what heads the labels of its rows. */
function daysAcross({ cells }: SheetLine): number[] {
  const isDay = (cell: string) => divisionOf(plainTitle(cell)) === 'day'
  const days = cells.flatMap((cell, at) => (isDay(cell) ? [at] : []))
  const isAlone = cells.every((cell, at) => cell === '' || isDay(cell) || at < (days[0] ?? 0))
  return isAlone ? days : []
}

function rowsBelow(lines: readonly SheetLine[], days: readonly number[]): SheetLine[] {
  const end = lines.findIndex(({ cells }) => {
    const filled = days.map((at) => cells[at] ?? '').filter((cell) => cell !== '')
    return filled.length === 0 || !filled.every(areWholeGoods)
  })
  return lines.slice(0, end < 0 ? lines.length : end)
}

/** Goods with how much of them, and its unit: 土豆50斤、白菜30斤. */
export function areWholeGoods(cell: string): boolean {
  return goodsOfLine(cell).every((part) => {
    const { words, amount } = readGoods(part)
    return amount !== null && amount.kind !== 'bare' && /\p{Script=Han}/u.test(words)
  })
}

import { isTotal } from '../sheet.ts'
import { hasUnitBehind, withUnitOfName } from './bare-figures.ts'
import { headsCancelling, isChanged } from './change-columns.ts'
import { contradicts } from './corrections.ts'
import { questionOfDay } from './days-down.ts'
import { underHead } from './headed-row.ts'
import { isUnit } from './headless-row.ts'
import { shownRow } from './list-parts.ts'
import { saysOtherwise } from './parse-amount.ts'
import type { ParsedRow } from './parse-rows.ts'
import { type Column, isSeller, plainTitle } from './sheet-head.ts'
import { type HeadedTable, isNote } from './sheet-lines.ts'
import { inUnitAbove, type OrderLine } from './units-above.ts'

/** The rows of a table under its head. */
export function rowsOfTable(table: HeadedTable): ParsedRow[] {
  const { columns, titles, body, unit } = table
  const choices = titles.flatMap((title, at) =>
    isChoice(title) && !headsCancelling(title) ? [at] : [],
  )
  const remarks = titles.flatMap((title, at) =>
    /备注|说明|remarks?|notes?/i.test(title) ? [at] : [],
  )
  const sellers = titles.flatMap((title, at) => (isSeller(title) ? [at] : []))
  return withSellers(body.filter(isOfGoods), sellers)
    .map((line) => questionOfDay(rowOf(line), line))
    .filter(({ words, amount, question }) => words !== '' || amount !== null || question !== null)

  function rowOf(line: OrderLine): ParsedRow {
    const { text, cells } = line
    // The unit that stands behind a name is nearer than the one above.
    const unitOfAll = line.isUnclear || cells.some(hasUnitBehind) ? '' : line.unit
    // 袋 in the remarks is the unit of a bare figure, and contradicts another one.
    const [remarked = ''] = remarks.flatMap((at) => (isUnit(cells[at] ?? '') ? [cells[at]] : []))
    const shown = shownRow(line, table)
    const read = withUnitOfName({
      text,
      shown,
      ...underHead(cells, columns, remarked || unitOfAll),
    })
    const row = remarked === '' ? inUnitAbove(read, line) : read
    const isOtherUnit = [...columns.map((column) => column?.unit ?? ''), line.unit].some((each) =>
      saysOtherwise(remarked, each),
    )
    if (isChanged(row, cells, table) || isOtherUnit) return doubted(row)
    const isDeclined =
      choices.some((at) => declined.test(cells[at] ?? '')) ||
      remarks.some((at) => contradicts(cells[at] ?? '', row))
    if (isDeclined || line.isDoubtful) return doubted(row)
    // 粮油(袋) below a head that says 数量(斤).
    const isOther = columns.some((column) => isContrary(column, line.unit))
    return isOther && line.unit !== unit && row.amount !== null
      ? { ...row, question: row.question ?? ('unit' as const) }
      : row
  }
}

function isContrary(column: Column | null, unit: string): boolean {
  return column?.kind === 'quantity' && column.unit !== '' && unit !== '' && column.unit !== unit
}

/** A row with an amount that a person must look at. */
export function doubted(row: ParsedRow): ParsedRow {
  return row.amount === null ? row : { ...row, question: row.question ?? 'figure' }
}

/** 是否需要, 确认. */
function isChoice(title: string): boolean {
  return /是否|需要|确认|勾选|要不要/.test(plainTitle(title))
}

const declined = /^(?:[×✗✘❌xX否不无]|不[需要]{1,2}|无需|no?)$/i

/** A seller that stands in a merged cell holds for the rows below it. */
function withSellers(lines: readonly OrderLine[], columns: readonly number[]): OrderLine[] {
  const sellers = new Map<number, string>()
  return lines.map((line) => {
    if (columns.length === 0) return line
    const cells = line.cells.map((cell, at) => {
      if (!columns.includes(at)) return cell
      if (cell !== '') sellers.set(at, cell)
      return cell || (sellers.get(at) ?? '')
    })
    return { ...line, cells }
  })
}

/** Neither a heading nor a total nor a remark. */
export function isOfGoods(line: OrderLine): boolean {
  return !line.isHeading && !isTotal(line) && !isNote(line)
}

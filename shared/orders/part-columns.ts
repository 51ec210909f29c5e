import { longestCell, type SheetLine } from '../sheet.ts'
import { type Division, divisionOf } from './divisions.ts'
import { isCountUnit, isWeightUnit, readAmount } from './parse-amount.ts'
import { type Column, columnOf, plainTitle } from './sheet-head.ts'

/** The columns of a table with what they are called, and the rows below its head. */
interface TableColumns {
  columns: readonly (Column | null)[]
  titles: readonly string[]
}

/** A column of a cross table that no word of its head makes one: by elimination a place. */
export function partUnder(title: string): Column {
  const plain = plainTitle(title).replace(/[(/][^()/]{1,4}\)?$/, '')
  const division = divisionOf(plain) ?? 'place'
  return { kind: 'part', unit: columnOf(title)?.unit ?? '', division }
}

/**
 * Columns that divide an amount among days, meals or places. Where the head has two rows, the upper
 * one says among what; a column of amounts beside them is their sum.
 */
export function withParts(table: {
  columns: readonly (Column | null)[]
  titles: readonly string[]
  upper: readonly string[]
  lower: readonly string[] | null
  rows: readonly SheetLine[]
}): TableColumns {
  const divided = table.lower === null ? table : underPlaces(table, table.lower)
  const { titles } = divided
  const columns = byTheirCells(divided, table.rows)
  const parts = columns.flatMap((column, at) => (column?.kind === 'part' ? [at] : []))
  const quantities = columns.filter((column) => column?.kind === 'quantity')
  const hasSum = columns.some((column) => column?.kind === 'sum')
  const isCounted = parts.length > 1 && quantities.length === 1 && !hasSum
  if (!isCounted || !areAmounts(table.rows, parts)) return { columns, titles }
  const asSum = (column: Column | null): Column | null =>
    column?.kind === 'quantity' ? { ...column, kind: 'sum' } : column
  return { columns: columns.map(asSum), titles }
}

/** 采购单位 may head units, and names may stand under no head at all. */
function byTheirCells(
  { columns, titles }: TableColumns,
  rows: readonly SheetLine[],
): readonly (Column | null)[] {
  const cellsAt = (at: number) => rows.flatMap((row) => row.cells[at] || [])
  const isNamed = columns.some((column) => column?.kind === 'words')
  const hasUnits = columns.some((column) => column?.kind === 'unit')
  return columns.map((column, at): Column | null => {
    if (!isNamed && at === 0 && titles[0] === '' && cellsAt(0).some(isName))
      return { kind: 'words', unit: '' }
    const mayBeUnit = !hasUnits && /(?:采购|订货|订购|申购|使用)单位$/.test(titles[at] ?? '')
    return mayBeUnit && cellsAt(at).length > 0 && cellsAt(at).every(isUnit)
      ? { kind: 'unit', unit: '' }
      : column
  })
}

function isName(cell: string): boolean {
  return /\p{Script=Han}{2}/u.test(cell) && readAmount(cell) === null
}

function isUnit(cell: string): boolean {
  return isWeightUnit(cell) || isCountUnit(cell)
}

/** Nothing but amounts stands in some columns, and there are some: 早餐 may be ticked instead. */
function areAmounts(rows: readonly SheetLine[], columns: readonly number[]): boolean {
  const cells = rows
    .flatMap((row) => columns.map((at) => row.cells[at] ?? ''))
    .filter((cell) => cell !== '' && !/^[-/无0]$/.test(cell))
  return cells.length > 0 && cells.every((cell) => readAmount(cell) !== null)
}

/** 数量, 金额 under 一食堂 and under 二食堂: the amounts are those of the places. */
function underPlaces(
  { columns, titles, upper }: TableColumns & { upper: readonly string[] },
  lower: readonly string[],
): TableColumns {
  const counting = columns.flatMap((column, at) =>
    (column?.kind === 'quantity' || column?.kind === 'part') && lower[at] ? [at] : [],
  )
  const placeOf = (at: number) => upper.slice(0, at + 1).findLast((title) => title !== '') ?? ''
  const groups = Map.groupBy(counting, placeOf)
  const isDivided =
    groups.size > 1 &&
    [...groups].every(([title, group]) => {
      const isOpen = [null, 'part'].includes(columnOf(title)?.kind ?? null)
      const counted = group.filter((at) => columns[at]?.kind === 'quantity')
      return isOpen && counted.length <= 1 && (counted.length === 0 || group.length === 1)
    })
  if (!isDivided) return { columns, titles }
  const isPart = new Set(counting)
  const division = (at: number): Division =>
    columns[at]?.division === 'day' ? 'day' : (partUnder(placeOf(at)).division ?? 'place')
  return {
    columns: columns.map((column, at) =>
      isPart.has(at) ? { kind: 'part', unit: column?.unit ?? '', division: division(at) } : column,
    ),
    titles: titles.map((title, at) => {
      if (!isPart.has(at)) return title
      const place = placeOf(at)
      if (columns[at]?.kind !== 'part') return place
      return `${place} ${title}`.slice(0, longestCell).trimEnd()
    }),
  }
}

import { isTotal, type SheetLine } from '../sheet.ts'
import { type ListPart, mostParts } from './basket.schemas.ts'
import { sumOf } from './headless-row.ts'
import { readAmount } from './parse-amount.ts'
import type { Column } from './sheet-head.ts'
import type { HeadedTable } from './sheet-lines.ts'

/**
 * The days, meals or places of a list, each once: behind the days down its rows those of its
 * columns; `taken` are the titles that are ordered.
 */
export function partsOf(
  tables: readonly HeadedTable[],
  days: readonly ListPart[],
  taken: readonly string[],
): ListPart[] {
  const parts = new Map(days.map((day) => [day.title, day]))
  for (const { columns, titles } of tables)
    for (const { title, division } of partColumns(columns, titles))
      parts.set(title, { title, kind: division, isTaken: taken.includes(title) })
  return [...parts.values()].slice(0, mostParts)
}

function partColumns(columns: readonly (Column | null)[], titles: readonly string[]) {
  return columns.flatMap((column, at) =>
    column?.kind === 'part'
      ? [{ at, title: titles[at] ?? '', division: column.division ?? ('day' as const) }]
      : [],
  )
}

/**
 * A table of which some days, meals or places are ordered: the others are left out, and so is the
 * sum of all; one with a part beyond those that can be chosen waits as before a choice. Rows below
 * a total that is wrong for one of them are in doubt.
 */
export function withTaken(table: HeadedTable, choices: readonly ListPart[]): HeadedTable {
  const parts = partColumns(table.columns, table.titles)
  if (parts.length === 0) return table
  const chosen = new Map(choices.map(({ title, isTaken }) => [title, isTaken]))
  const mayChoose = parts.every(({ title }) => chosen.has(title))
  const taken = mayChoose ? parts.filter(({ title }) => chosen.get(title)) : []
  const left = new Set(taken.map(({ at }) => at))
  const columns =
    left.size === 0
      ? table.columns
      : table.columns.map((column, at): Column | null => {
          if (column?.kind === 'sum' && left.size < parts.length) return null
          if (column?.kind !== 'part') return column
          return left.has(at) ? { ...column, isStated: true } : null
        })
  const body = inDoubt(
    table.body,
    parts.map(({ at }) => at),
  )
  const isOrdered = (line: SheetLine) => {
    const wanted = parts.filter(({ at }) => !isNothing(line.cells[at] ?? ''))
    return left.size === 0 || wanted.length === 0 || wanted.some(({ at }) => left.has(at))
  }
  return { ...table, columns, body: body.filter(isOrdered) }
}

/** Nothing is wanted where 0 or a stroke stands. */
export function isNothing(cell: string): boolean {
  return /^(?:[-/无]?|0(?:\.0+)?)$/.test(cell)
}

/** Rows with an amount of a part whose total is not their sum, where another part's is. */
function inDoubt<Line extends SheetLine>(body: readonly Line[], parts: readonly number[]): Line[] {
  const end = body.findIndex((line) => isTotal(line))
  const total = body[end]
  if (total === undefined) return [...body]
  const judged = parts.flatMap((at) => {
    const stated = readAmount(total.cells[at] ?? '')?.amount ?? null
    const cells = body.slice(0, end).map((line) => line.cells[at] ?? '')
    const filled = cells.filter((cell) => !isNothing(cell))
    const sum = sumOf(filled.map((cell) => readAmount(cell)?.amount ?? null))
    if (stated === null || sum === null) return []
    return [{ at, isRight: JSON.stringify(stated) === JSON.stringify(sum) }]
  })
  const wrong = judged.filter(({ isRight }) => !isRight).map(({ at }) => at)
  if (wrong.length === judged.length) return [...body]
  return body.map((line, place) =>
    place < end && wrong.some((at) => (line.cells[at] ?? '') !== '')
      ? { ...line, isDoubtful: true }
      : line,
  )
}

/** A row as it is shown: each amount beside the day, meal or place that it is for. */
export function shownRow({ text, cells }: SheetLine, { columns, titles }: HeadedTable): string {
  const parts = partColumns(columns, titles)
  if (parts.length === 0 || !columns.some((column) => column?.kind === 'words')) return text
  const own = columns.flatMap((column, at) => {
    const cell = cells[at] ?? ''
    const isShown = column?.kind === 'words' || column?.kind === 'pack' || column?.kind === 'unit'
    return isShown && cell !== '' ? [cell] : []
  })
  const amounts = parts.flatMap(({ at, title }) => {
    const cell = cells[at] ?? ''
    return isNothing(cell) ? [] : [`${title} ${cell}`]
  })
  return `${own.join(' ')}: ${amounts.join(', ')}`
}

import { isSignature, isTotal, type SheetLine, sheetLines } from '../sheet.ts'
import type { RecipientKind } from './settlement-rules.ts'

/** A pasted row before it is checked. */
export interface PastedSettlement {
  recipientKind: RecipientKind
  householdNumber: string | null
  recipientName: string
  /** As it was written; empty where the row has none. */
  amountText: string
  bankReference: string
  /** `household`: whose row it is can be read in two ways, and a person must say so (§2.7). */
  question: 'household' | null
}

type Column = 'household' | 'name' | 'amount' | 'reference'
type Columns = readonly (Column | null)[]

const usualColumns: Columns = ['household', 'name', 'amount', 'reference']

/** A head stands among the first rows, below a title. */
const deepestHead = 15

/**
 * Rows copied out of Excel or WPS: household number, name, amount in 元, bank reference, or in the
 * order of a head. Titles, heads, totals and empty rows are passed over; figures of every width are
 * read. A row that pays the village collective says so; one that lacks its number belongs to the
 * household above where the name is the same (a merged cell), else it is asked (domain.md §2.7).
 */
export function parsePastedSettlements(text: string): PastedSettlement[] {
  const lines = sheetLines(text).map(splitAtCommas)
  const headAt = lines.slice(0, deepestHead).findIndex(isHead)
  const columns = headAt < 0 ? usualColumns : (lines[headAt]?.cells.map(columnOf) ?? [])
  const rows: PastedSettlement[] = []
  for (const line of lines.slice(headAt + 1)) {
    if (isTotal(line) || isSignature(line) || isHead(line)) continue
    const cell = cellsOf(line, columns)
    const isTitle = rows.length === 0 && !/\d/.test(cell('amount'))
    if (!isTitle) rows.push({ ...payeeOf(cell, rows.at(-1)), ...moneyOf(cell) })
  }
  return rows
}

/** A row typed with commas; a comma that groups thousands stays. */
function splitAtCommas(line: SheetLine): SheetLine {
  const [only, ...others] = line.cells
  if (only === undefined || others.length > 0) return line
  const cells = only.split(/,(?!\d{3}(?!\d))/).map((cell) => cell.trim())
  return { text: line.text, cells }
}

type CellOf = (column: Column) => string

function cellsOf({ cells }: SheetLine, columns: Columns): CellOf {
  return (column) => cells[columns.indexOf(column)] ?? ''
}

function moneyOf(cell: CellOf) {
  return { amountText: cell('amount'), bankReference: cell('reference') }
}

function payeeOf(
  cell: CellOf,
  above: PastedSettlement | undefined,
): Omit<PastedSettlement, 'amountText' | 'bankReference'> {
  const [number, name] = [cell('household'), cell('name')]
  const isCollective = /^(村?集体|collective)$/i.test(number)
  if (isCollective || (number === '' && /集体|村委|collective/i.test(name)))
    return {
      recipientKind: 'collective',
      householdNumber: null,
      recipientName: name,
      question: null,
    }
  const isMerged = number === '' && name !== '' && name === above?.recipientName
  const householdNumber = isMerged ? (above?.householdNumber ?? null) : number || null
  return {
    recipientKind: 'household',
    householdNumber,
    recipientName: name,
    question: householdNumber === null ? 'household' : null,
  }
}

/** Two cells name columns, one of them the amount, and none holds a figure. */
function isHead({ cells }: SheetLine): boolean {
  const kinds = cells.map(columnOf)
  const named = kinds.filter((kind) => kind !== null)
  return named.length >= 2 && kinds.includes('amount') && !cells.some((cell) => /\d/.test(cell))
}

function columnOf(cell: string): Column | null {
  const head = cell.replaceAll(' ', '')
  if (/金额|实付|应付|实发|amount|yuan/i.test(head)) return 'amount'
  if (/户号|编号|户编|household/i.test(head)) return 'household'
  if (/姓名|户主|收款人|名称|name|recipient/i.test(head)) return 'name'
  return /流水|凭证|回单|参考|reference/i.test(head) ? 'reference' : null
}

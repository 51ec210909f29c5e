import type { Result } from '../../shared/endpoint.ts'
import type { FieldError } from '../../shared/errors.ts'
import type { matchRows } from '../../shared/orders/basket.api.ts'
import type { quoteRequisition } from '../../shared/orders/orders.api.ts'

export type MatchedRow = Result<typeof matchRows>['rows'][number]
export type Candidate = MatchedRow['candidates'][number]
export type Quote = Result<typeof quoteRequisition>
export type QuotedLine = Quote['lines'][number]
export type QuotedOrder = Quote['orders'][number]

/** A row of the sheet: goods that are known, or a pasted line that still asks which ones. */
export interface SheetRow {
  key: number
  packId: string | null
  /** What the row is called until the server has priced it. */
  text: string
  quantity: number | null
  /** A weight was asked that whole packs do not meet exactly. */
  rounded: boolean
  candidates: readonly Candidate[]
}

/** A row with what the server says of it. */
export interface PricedRow {
  row: SheetRow
  line: QuotedLine | null
  refusals: readonly FieldError[]
}

/** The rows of one cooperative with its part of the quote. */
export interface SheetGroup {
  order: QuotedOrder
  rows: PricedRow[]
}

let lastKey = 0

export function newRow(given: Partial<SheetRow>): SheetRow {
  lastKey += 1
  return {
    packId: null,
    text: '',
    quantity: null,
    rounded: false,
    candidates: [],
    ...given,
    key: lastKey,
  }
}

/** Adds rows; what is ordered already grows instead of standing there twice. */
export function withRows(before: readonly SheetRow[], added: readonly SheetRow[]): SheetRow[] {
  const rows = [...before]
  for (const row of added) {
    const at = rows.findIndex((each) => each.packId !== null && each.packId === row.packId)
    const same = rows[at]
    if (same === undefined) rows.push(row)
    else rows[at] = { ...same, quantity: (same.quantity ?? 0) + (row.quantity ?? 0) || null }
  }
  return rows
}

/** A pasted row as a row of the sheet. */
export function rowOf(matched: MatchedRow): SheetRow {
  const { text, quantity, rounded, candidates, status } = matched
  const packId = status === 'matched' ? (candidates[0]?.packId ?? null) : null
  return newRow({ packId, text, quantity, rounded, candidates })
}

/** What can be asked for: the goods are known and the quantity is a number of packs. */
export function isAskable(row: SheetRow): row is SheetRow & { packId: string; quantity: number } {
  return row.packId !== null && row.quantity !== null && row.quantity >= 1
}

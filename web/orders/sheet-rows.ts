import type { Result } from '../../shared/endpoint.ts'
import type { matchRows, readBasket } from '../../shared/orders/basket.api.ts'

export type MatchedSheet = Result<typeof matchRows>
export type MatchedRow = MatchedSheet['rows'][number]
export type Candidate = MatchedRow['candidates'][number]
export type BasketLine = Result<typeof readBasket>['lines'][number]

/** A row of the sheet. Its pack is its key: no pack stands in the sheet twice. */
export interface SheetRow {
  packId: string
  /** The row's name until the server has priced it. */
  text: string
  /** Null while the field is empty; such a row is not asked for. */
  quantity: number | null
  /** A weight was asked that whole packs do not meet exactly. */
  rounded: boolean
}

/** A pasted row that may mean several goods, or none; it becomes a row when a pack is chosen. */
export interface OpenRow {
  key: number
  text: string
  quantity: number | null
  rounded: boolean
  /** What of the quantity could be read in two ways; then it is proposed, or left out. */
  question: MatchedRow['question']
  candidates: readonly Candidate[]
}

/** Adds rows; what is in the sheet already grows instead of standing there twice. */
export function withRows(before: readonly SheetRow[], added: readonly SheetRow[]): SheetRow[] {
  const rows = new Map(before.map((row) => [row.packId, row]))
  for (const row of added) {
    const same = rows.get(row.packId)
    const quantity = (same?.quantity ?? 0) + (row.quantity ?? 0)
    rows.set(row.packId, same ? { ...same, quantity: quantity || null } : row)
  }
  return [...rows.values()]
}

export function rowOfLine(line: BasketLine & { productName?: string }): SheetRow {
  const { packId, quantity, productName = '' } = line
  return { packId, quantity, text: productName, rounded: false }
}

/** Pasted rows, parted into those that are understood and those that a person settles. */
export function rowsOfPaste(
  pasted: readonly MatchedRow[],
  nextKey: () => number,
): { rows: SheetRow[]; open: OpenRow[] } {
  const rows: SheetRow[] = []
  const open: OpenRow[] = []
  for (const { text, status, quantity, rounded, question, candidates } of pasted) {
    const [first] = candidates
    if (status === 'matched' && question === null && first)
      rows.push({ packId: first.packId, text, quantity, rounded })
    else open.push({ key: nextKey(), text, quantity, rounded, question, candidates })
  }
  return { rows, open }
}

/** The rows that can be asked for: those with a whole number of packs. */
export function linesOf(rows: readonly SheetRow[]): BasketLine[] {
  return rows.flatMap(({ packId, quantity }) =>
    quantity !== null && quantity >= 1 ? [{ packId, quantity }] : [],
  )
}

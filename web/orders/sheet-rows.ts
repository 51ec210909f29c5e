import type { Result } from '../../shared/endpoint.ts'
import type { matchRows, readLastOrder } from '../../shared/orders/basket.api.ts'
import type { BareUnit } from '../../shared/orders/basket.schemas.ts'
import { asRowAmount, inBareUnit, packsFor } from '../../shared/orders/packs-for.ts'
import type { BasketRow, OpenRow } from '../catalogue/merge-baskets.ts'

export type { OpenRow } from '../catalogue/merge-baskets.ts'
/** A row of the sheet. Its pack is its key: no pack stands in the sheet twice. */
export type SheetRow = BasketRow

export type MatchedSheet = Result<typeof matchRows>
export type MatchedRow = MatchedSheet['rows'][number]
/** A column as the basket keeps it. */
export type KeptColumn = Omit<MatchedSheet['columns'][number], 'isOpen'> & {
  isOpen?: boolean | undefined
}
export type Candidate = MatchedRow['candidates'][number]

/** A row that can be asked for. */
export type BasketLine = Pick<Result<typeof readLastOrder>['lines'][number], 'packId' | 'quantity'>

/** What the sheet holds: rows of goods, and rows whose goods a person has still to choose. */
export interface SheetState {
  rows: readonly SheetRow[]
  open: readonly OpenRow[]
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
export function rowsOfPaste(pasted: readonly MatchedRow[]): { rows: SheetRow[]; open: OpenRow[] } {
  const rows: SheetRow[] = []
  const open: OpenRow[] = []
  for (const { status, amount, quantity, rounded, question, candidates, ...row } of pasted) {
    const [first] = candidates
    const text = row.text.trim()
    if (status === 'matched' && question === null && first)
      rows.push({ packId: first.packId, quantity, text, rounded })
    else {
      const packIds = candidates.map(({ packId }) => packId)
      open.push({ key: crypto.randomUUID(), text, amount, quantity, rounded, question, packIds })
    }
  }
  return { rows, open }
}

/** An open row whose goods are chosen: as many packs of them as its amount comes to. */
export function rowOfChoice(row: OpenRow, pack: Candidate): SheetRow {
  const { packId } = pack
  const { text, amount, quantity, rounded } = row
  if (!amount) return { packId, quantity, text, rounded }
  const packs = packsFor(amount, pack)
  return { packId, quantity: packs.quantity, text, rounded: packs.rounded }
}

/** Open rows whose figures had no unit, now that it is said. */
export function inUnit(
  open: readonly OpenRow[],
  unit: BareUnit,
  goods: ReadonlyMap<string, Candidate>,
): OpenRow[] {
  return open.map((row) => {
    if (row.amount?.kind !== 'bare') return row
    const said = inBareUnit(row.amount.value, unit)
    const amount = asRowAmount(said, null)
    const pack = goods.get(row.packIds[0] ?? '')
    const packs = pack ? packsFor(amount, pack) : { quantity: null, rounded: false, question: null }
    const rest = row.question === 'noUnit' ? packs.question : row.question
    return { ...row, ...packs, amount, question: said === null ? 'number' : rest }
  })
}

/** The rows that can be asked for: those with a whole number of packs. */
export function linesOf(rows: readonly SheetRow[]): BasketLine[] {
  return rows.flatMap(({ packId, quantity }) =>
    quantity !== null && quantity >= 1 ? [{ packId, quantity }] : [],
  )
}

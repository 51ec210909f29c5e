import type { Call } from '../../shared/endpoint.ts'
import type { saveBasket } from '../../shared/orders/basket.api.ts'

type Saved = Call<typeof saveBasket>['body']

/** A row of a basket; without a quantity it waits for one. */
export interface BasketRow {
  packId: string
  quantity: number | null
  /** What was pasted or typed. */
  text: string
  /** Whether whole packs come to more than the weight that was wanted. */
  rounded: boolean
}

export type OpenRow = NonNullable<Saved['openRows']>[number]
type SavedList = NonNullable<Saved['list']>
export type ReadColumn = SavedList['columns'][number]
export type ReadPart = NonNullable<SavedList['parts']>[number]

/** A list that was read, and the rows before it: it can be read anew with other columns. */
export interface PastedList {
  text: string
  columns: ReadColumn[]
  /** The days, meals or places among which it divides its amounts, and which are ordered. */
  parts?: ReadPart[] | undefined
  before: { lines: BasketRow[]; openRows: OpenRow[] }
}

/** The whole of what a person gathers for a unit. */
export interface BasketContent {
  lines: BasketRow[]
  openRows: OpenRow[]
  channelId: string | null
  neededOn: string | null
  note: string
  list: PastedList | null
  /** The rejected requisition that is corrected. */
  correctsId: string | null
}

/** A quantity that two tabs have set in their own way; undefined: the row was removed there. */
export interface QuantityConflict {
  kind: 'quantity'
  packId: string
  mine: number | null | undefined
  theirs: BasketRow | undefined
}

/** A field of the sheet's head that two tabs have set in their own way. */
export interface FieldConflict {
  kind: 'channelId' | 'neededOn' | 'note'
  mine: string
  theirs: string
}

export type Conflict = QuantityConflict | FieldConflict

export const emptyContent: BasketContent = {
  lines: [],
  openRows: [],
  channelId: null,
  neededOn: null,
  note: '',
  list: null,
  correctsId: null,
}

export function areSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

/**
 * What two tabs have made of one basket, as one: row by row, what only one of them has changed is
 * as it left it. What both have changed, each in its own way, is answered as a conflict, and stays
 * as it is here until a person decides.
 */
export function mergeBaskets(
  base: BasketContent,
  mine: BasketContent,
  theirs: BasketContent,
): { merged: BasketContent; conflicts: Conflict[] } {
  const conflicts: Conflict[] = []
  const lines = mergedLines(base, mine, theirs, conflicts)
  const openRows = mergedOpenRows(base, mine, theirs)
  const field = <K extends FieldConflict['kind']>(kind: K): BasketContent[K] => {
    const side = changedSide(base[kind], mine[kind], theirs[kind])
    if (side === 'both')
      conflicts.push({ kind, mine: mine[kind] ?? '', theirs: theirs[kind] ?? '' })
    return side === 'theirs' ? theirs[kind] : mine[kind]
  }
  const rest = {
    channelId: field('channelId'),
    neededOn: field('neededOn'),
    note: field('note'),
  }
  const owner = [mine, theirs].find((side) =>
    areSame([side.lines, side.openRows], [lines, openRows]),
  )
  // Of two corrections that were begun, the one here goes on.
  const corrects = changedSide(base.correctsId, mine.correctsId, theirs.correctsId)
  const { correctsId } = corrects === 'theirs' ? theirs : mine
  const list = owner?.list ?? null
  return { merged: { lines, openRows, ...rest, list, correctsId }, conflicts }
}

function changedSide<T>(base: T, mine: T, theirs: T): 'mine' | 'theirs' | 'both' {
  if (mine === theirs || theirs === base) return 'mine'
  return mine === base ? 'theirs' : 'both'
}

function mergedLines(
  base: BasketContent,
  mine: BasketContent,
  theirs: BasketContent,
  conflicts: Conflict[],
): BasketRow[] {
  const [before, here, there] = [base, mine, theirs].map(
    ({ lines }) => new Map(lines.map((row) => [row.packId, row])),
  ) as [Rows, Rows, Rows]
  return [...new Set([...here.keys(), ...there.keys()])].flatMap((packId) => {
    const [own, other] = [here.get(packId), there.get(packId)]
    const side = changedSide(before.get(packId)?.quantity, own?.quantity, other?.quantity)
    if (side === 'both')
      conflicts.push({ kind: 'quantity', packId, mine: own?.quantity, theirs: other })
    return (side === 'theirs' ? other : own) ?? []
  })
}

type Rows = Map<string, BasketRow>

/** Open rows never change: they come, and they go when goods are chosen or they are removed. */
function mergedOpenRows(
  base: BasketContent,
  mine: BasketContent,
  theirs: BasketContent,
): OpenRow[] {
  const [before, here, there] = [base, mine, theirs].map(
    ({ openRows }) => new Set(openRows.map(({ key }) => key)),
  ) as [Set<string>, Set<string>, Set<string>]
  const rows = new Map([...mine.openRows, ...theirs.openRows].map((row) => [row.key, row]))
  const stays = (key: string) => (before.has(key) ? here.has(key) && there.has(key) : true)
  return [...rows.values()].filter(({ key }) => stays(key))
}

import type { CheckedRow } from '../kind.ts'
import type { BankLineValues } from './bank-line-fields.ts'
import type { Sign, WrittenFigure } from './line-direction.ts'

type Row = CheckedRow<BankLineValues>

/**
 * Which way each row moved the balance that stands beside it, where the row before it shows that
 * by just its figure; null where nothing does.
 */
export function balanceSigns(
  rows: readonly Row[],
  figures: readonly (WrittenFigure | 'both' | null)[],
): (Sign | null)[] {
  const signs: (Sign | null)[] = rows.map(() => null)
  const ofAccounts = Map.groupBy(rows.keys(), (at) => rows[at]?.values.ownAccount ?? '')
  for (const own of ofAccounts.values()) {
    const orders = [own, own.toReversed()].map((order) => movesOf(order, rows, figures))
    const best = likelier(orders, rows, own)
    // Rows out of order can agree by chance: one alone does not contradict what a figure says.
    for (const [at, { sign }] of best ?? [])
      if ((best?.size ?? 0) > 1 || statedSign(figures[at]) === null) signs[at] = sign
  }
  return signs
}

function statedSign(figure: WrittenFigure | 'both' | null | undefined): Sign | null {
  return !figure || figure === 'both' ? null : figure.stated
}

type Moves = Map<number, { sign: Sign; agrees: boolean }>

function movesOf(
  order: readonly number[],
  rows: readonly Row[],
  figures: readonly (WrittenFigure | 'both' | null)[],
): Moves {
  const moves: Moves = new Map()
  for (const [place, at] of order.entries()) {
    const before = rows[order[place - 1] ?? -1]?.values.balance ?? null
    const after = rows[at]?.values.balance ?? null
    const figure = figures[at]
    if (before === null || after === null || !figure || figure === 'both') continue
    const moved = after - before
    if (moved === 0 || Math.abs(moved) !== Math.abs(figure.cents)) continue
    const sign = moved > 0 ? 1 : -1
    moves.set(at, { sign, agrees: figure.stated === sign })
  }
  return moves
}

/** The order, oldest or newest first, in which the balance follows; null where none is likelier. */
function likelier(orders: readonly Moves[], rows: readonly Row[], own: number[]): Moves | null {
  const [oldest = new Map(), newest = new Map()] = orders
  if (oldest.size !== newest.size) return oldest.size > newest.size ? oldest : newest
  const [first = '', last = ''] = [own[0], own.at(-1)].map((at) => dayOf(rows[at ?? -1]))
  if (first !== last) return first < last ? oldest : newest
  const [asOldest = 0, asNewest = 0] = [oldest, newest].map(
    (moves: Moves) => [...moves.values()].filter(({ agrees }) => agrees).length,
  )
  if (asOldest === asNewest) return null
  return asOldest > asNewest ? oldest : newest
}

function dayOf(row: Row | undefined): string {
  return row?.values.bookedOn ?? row?.values.tradedAt ?? row?.values.enteredOn ?? ''
}

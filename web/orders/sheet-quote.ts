import type { Call, Result } from '../../shared/endpoint.ts'
import type { FieldError } from '../../shared/errors.ts'
import type { quoteRequisition } from '../../shared/orders/orders.api.ts'
import type { SheetRow } from './sheet-rows.ts'

export type OrderRequest = Call<typeof quoteRequisition>['body']
export type Quote = Result<typeof quoteRequisition>
export type QuotedLine = Quote['lines'][number]
export type QuotedOrder = Quote['orders'][number]

/** A quote with the request that it answers; it says nothing of any other. */
export interface Quoted {
  request: OrderRequest
  quote: Quote
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

/** Refused fields of a request: those of its lines by pack, and the others. */
export interface Refusals {
  byPack: ReadonlyMap<string, readonly FieldError[]>
  others: readonly FieldError[]
}

/**
 * Brings refusals, which name lines by their place in the request (`lines.0.quantity`), to the
 * packs that stood there. Rows may have been added, moved and removed since.
 */
export function refusalsByPack(
  request: OrderRequest | null,
  fields: readonly FieldError[],
): Refusals {
  const others: FieldError[] = []
  const byPack = new Map<string, FieldError[]>()
  for (const field of fields) {
    const [list, index] = field.path
    const line = list === 'lines' ? request?.lines[Number(index)] : undefined
    if (line === undefined) others.push(field)
    else byPack.set(line.packId, [...(byPack.get(line.packId) ?? []), field])
  }
  return { byPack, others }
}

/** The sheet as it is shown: rows under their cooperative, and those that have no price yet. */
export function arrange(
  rows: readonly SheetRow[],
  quoted: Quoted | null,
  refusals: Refusals,
): { groups: SheetGroup[]; waiting: PricedRow[] } {
  const lines = new Map(quoted?.quote.lines.map((line) => [line.packId, line]))
  const priced = rows.map((row) => ({
    row,
    line: lines.get(row.packId) ?? null,
    refusals: refusals.byPack.get(row.packId) ?? [],
  }))
  const groups = (quoted?.quote.orders ?? []).map((order) => ({
    order,
    rows: priced.filter(({ line }) => line?.cooperativeId === order.cooperative.id),
  }))
  return {
    groups: groups.filter((group) => group.rows.length > 0),
    waiting: priced.filter(({ line }) => line === null),
  }
}

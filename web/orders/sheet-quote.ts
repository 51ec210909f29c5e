import type { Call, Result } from '../../shared/endpoint.ts'
import type { FieldError } from '../../shared/errors.ts'
import type { quoteRequisition } from '../../shared/orders/orders.api.ts'
import type { Goods } from '../catalogue/basket.store.ts'
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
  /** What it names; known before it is priced, and while it has no quantity. */
  goods: Goods | null
  line: QuotedLine | null
  refusals: readonly FieldError[]
}

/** The rows of one cooperative with its part of the quote, where they have one. */
export interface SheetGroup {
  /** Null: goods that are not known yet. */
  cooperative: { id: string; name: string } | null
  order: QuotedOrder | null
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

/**
 * The sheet as it is shown: rows under their cooperative, in the order in which they came. A row
 * keeps its place while its quantity is empty.
 */
export function arrange(
  rows: readonly SheetRow[],
  goods: ReadonlyMap<string, Goods>,
  quoted: Quoted | null,
  refusals: Refusals,
): SheetGroup[] {
  const lines = new Map(quoted?.quote.lines.map((line) => [line.packId, line]))
  const orders = new Map(quoted?.quote.orders.map((order) => [order.cooperative.id, order]))
  const groups = new Map<string | null, SheetGroup>()
  for (const row of rows) {
    const known = goods.get(row.packId) ?? null
    const line = row.quantity === null ? null : (lines.get(row.packId) ?? null)
    const id = line?.cooperativeId ?? known?.cooperativeId ?? null
    const order = orders.get(id ?? '') ?? null
    const name = order?.cooperative.name ?? known?.cooperativeName ?? ''
    const group = groups.get(id) ?? {
      cooperative: id === null ? null : { id, name },
      order,
      rows: [],
    }
    const refused = row.quantity === null ? [] : (refusals.byPack.get(row.packId) ?? [])
    group.rows.push({ row, goods: known, line, refusals: refused })
    groups.set(id, group)
  }
  return [...groups.values()]
}

/** The first day that all cooperatives can meet, where the chosen one is too early for some. */
export interface EarliestOffer {
  day: string
  cooperatives: number
}

/** What is said of a day that is too early, in one line; null where it is not. */
export function earliestOffer(others: readonly FieldError[]): EarliestOffer | null {
  const days = others.flatMap(({ code, values }) =>
    code === 'too_soon' ? [String(values?.earliest)] : [],
  )
  const day = days.sort().at(-1)
  return day === undefined ? null : { day, cooperatives: days.length }
}

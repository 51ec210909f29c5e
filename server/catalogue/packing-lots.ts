import { sql } from 'drizzle-orm'
import type { Reader, Transaction } from '../platform/db/transaction.ts'

/** A lot that goods of a product can be packed from; days are `YYYY-MM-DD`. */
export interface PackingLot {
  lotId: string
  productId: string
  number: string
  harvestedOn: string
  expiresOn: string | null
  /** Beyond what orders have reserved. */
  availableGrams: number
}

/** The open lots of products with stock left, and the named ones in any case, oldest first. */
export async function packingLots(
  reader: Reader,
  wanted: { productIds: readonly string[]; lotIds: readonly string[] },
): Promise<PackingLot[]> {
  const rows = await reader.execute(sql`
    select lots.id as "lotId", lots.product_id as "productId", lots.number,
      lots.harvested_on::text as "harvestedOn", lots.expires_on::text as "expiresOn",
      stock.available_grams as "availableGrams"
    from catalogue.lots join catalogue.lot_stock stock on stock.lot_id = lots.id
    where lots.id = any(${sql.param(wanted.lotIds)}::uuid[])
      or (lots.product_id = any(${sql.param(wanted.productIds)}::uuid[])
        and lots.closed_at is null and stock.available_grams > 0)
    order by lots.expires_on nulls last, lots.harvested_on, lots.id`)
  return rows.map((row) => ({ ...row, availableGrams: Number(row.availableGrams) }) as PackingLot)
}

/** A change of what is left of a lot: negative takes, positive gives back. */
export interface StockChange {
  lotId: string
  changeGrams: number
}

/**
 * Moves reservations between lots, as when goods are packed from another lot than the reserved
 * one: locks every lot in id order (§5.3), and changes all of them or, where some have too little,
 * none. Returns those that have too little.
 */
export async function moveStock(
  tx: Transaction,
  changes: readonly StockChange[],
): Promise<string[]> {
  if (changes.length === 0) return []
  const wanted = sql`
    select lot_id, sum(change)::bigint as change
    from unnest(${sql.param(changes.map((each) => each.lotId))}::uuid[],
      ${sql.param(changes.map((each) => each.changeGrams))}::bigint[]) as line(lot_id, change)
    group by lot_id`
  const stock = await tx.execute<{ lotId: string; short: boolean }>(sql`
    select stock.lot_id as "lotId", stock.available_grams + wanted.change < 0 as short
    from catalogue.lot_stock stock join (${wanted}) wanted using (lot_id)
    order by stock.lot_id for no key update of stock`)
  const short = stock.filter((row) => row.short).map((row) => row.lotId)
  if (short.length > 0) return short
  await tx.execute(sql`
    update catalogue.lot_stock set available_grams = available_grams + wanted.change
    from (${wanted}) wanted where lot_stock.lot_id = wanted.lot_id`)
  return []
}

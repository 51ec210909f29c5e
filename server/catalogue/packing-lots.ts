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
    from lots join lot_stock stock on stock.lot_id = lots.id
    where lots.id = any(${sql.param(wanted.lotIds)}::uuid[])
      or (lots.product_id = any(${sql.param(wanted.productIds)}::uuid[])
        and lots.closed_at is null and stock.available_grams > 0)
    order by lots.expires_on nulls last, lots.harvested_on, lots.id`)
  return rows.map((row) => ({ ...row, availableGrams: Number(row.availableGrams) }) as PackingLot)
}

/**
 * Takes weights out of lots for goods that are packed from another lot than the reserved one,
 * locking them in id order (§5.3). The lots that have too little, none of which is then taken.
 */
export async function takeFromStock(
  tx: Transaction,
  taken: readonly { lotId: string; grams: number }[],
): Promise<{ lotId: string; availableGrams: number }[]> {
  if (taken.length === 0) return []
  const wanted = sql`
    select lot_id, sum(grams)::bigint as grams
    from unnest(${sql.param(taken.map((each) => each.lotId))}::uuid[],
      ${sql.param(taken.map((each) => each.grams))}::bigint[]) as line(lot_id, grams)
    group by lot_id`
  const stock = await tx.execute(sql`
    select stock.lot_id as "lotId", stock.available_grams as "availableGrams", wanted.grams
    from lot_stock stock join (${wanted}) wanted using (lot_id)
    order by stock.lot_id for update of stock`)
  const short = stock
    .map((row) => ({
      lotId: String(row.lotId),
      availableGrams: Number(row.availableGrams),
      grams: Number(row.grams),
    }))
    .filter((row) => row.availableGrams < row.grams)
  if (short.length > 0) return short.map(({ lotId, availableGrams }) => ({ lotId, availableGrams }))
  await tx.execute(sql`
    update lot_stock set available_grams = available_grams - wanted.grams
    from (${wanted}) wanted where lot_stock.lot_id = wanted.lot_id`)
  return []
}

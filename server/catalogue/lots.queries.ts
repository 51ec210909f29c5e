import { sql } from 'drizzle-orm'
import type { Reader, Transaction } from '../platform/db/transaction.ts'

/** A village's part of a lot by weight; null is what cannot be shown (未归村, §3.5). */
export interface LotVillage {
  villageCode: string | null
  /** Of 10,000; the parts of one lot sum to it. */
  shareBasisPoints: number
}

/** The origin villages of each lot, in the order in which they were declared (§3.5). */
export async function lotVillages(
  reader: Reader,
  lotIds: readonly string[],
): Promise<Map<string, LotVillage[]>> {
  const rows = await reader.execute<{ lotId: string; villages: LotVillage[] }>(sql`
    select lot_id as "lotId", jsonb_agg(jsonb_build_object(
        'villageCode', village_code, 'shareBasisPoints', share_basis_points)
        order by position) as villages
    from catalogue.lot_villages where lot_id = any(${sql.param(lotIds)}::uuid[]) group by lot_id`)
  return new Map(rows.map((row) => [row.lotId, row.villages]))
}

/** What papers and traceability say of a lot; days are `YYYY-MM-DD`. */
export interface LotDetails {
  lotId: string
  number: string
  productId: string
  productName: string
  harvestedOn: string
  expiresOn: string | null
  certificateKind: string
  certificateNumber: string
  certificateFileId: string | null
}

/** The named lots, in the order of their ids. */
export async function lotsByIds(reader: Reader, lotIds: readonly string[]): Promise<LotDetails[]> {
  const rows = await reader.execute(sql`
    select lots.id as "lotId", lots.number, lots.product_id as "productId",
      products.name as "productName", lots.harvested_on::text as "harvestedOn",
      lots.expires_on::text as "expiresOn", lots.certificate_kind as "certificateKind",
      lots.certificate_number as "certificateNumber",
      lots.certificate_file_id as "certificateFileId"
    from catalogue.lots join catalogue.products on products.id = lots.product_id
    where lots.id = any(${sql.param(lotIds)}::uuid[]) order by lots.id`)
  return rows as unknown as LotDetails[]
}

/**
 * Gives weights back to their lots, locking them in id order (§5.3). Several entries of one lot
 * are added up; a weight must be a positive number of grams.
 */
export async function returnToStock(
  tx: Transaction,
  returned: readonly { lotId: string; grams: number }[],
): Promise<void> {
  if (returned.length === 0) return
  if (returned.some(({ grams }) => !Number.isSafeInteger(grams) || grams <= 0))
    throw new RangeError('what returns to stock is a positive number of grams')
  await tx.execute(sql`
    with returned as (
      select lot_id, sum(grams)::bigint as grams
      from unnest(${sql.param(returned.map((each) => each.lotId))}::uuid[],
        ${sql.param(returned.map((each) => each.grams))}::bigint[]) as line(lot_id, grams)
      group by lot_id
    ), locked as (
      select stock.lot_id, returned.grams
      from catalogue.lot_stock stock join returned using (lot_id)
        order by stock.lot_id for no key update of stock
    )
    update catalogue.lot_stock set available_grams = available_grams + locked.grams
    from locked where lot_stock.lot_id = locked.lot_id`)
}

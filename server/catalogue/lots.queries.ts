import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { day, id } from '../../shared/scalars.ts'
import { arrayOf, execute, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'

/** A village's part of a lot by weight; null is what cannot be shown (产地未明, §3.5). */
const lotVillage = z.object({
  villageCode: z.string().nullable(),
  /** Of 10,000; the parts of one lot sum to it. */
  shareBasisPoints: z.int(),
})

/** A village of a lot, null where nobody knows it, with its share of the lot's weight (§3.5). */
export type LotVillage = z.output<typeof lotVillage>

const villagesOfLot = z.object({ lotId: id, villages: z.array(lotVillage) })

/** The origin villages of each lot, in the order in which they were declared (§3.5). */
export async function lotVillages(
  reader: Reader,
  lotIds: readonly string[],
): Promise<Map<string, LotVillage[]>> {
  const rows = await queryRows(
    reader,
    villagesOfLot,
    sql`
    select lot_id, jsonb_agg(jsonb_build_object(
        'village_code', village_code, 'share_basis_points', share_basis_points)
        order by position) as villages
    from catalogue.lot_villages where lot_id = any(${arrayOf('uuid', lotIds)}) group by lot_id`,
  )
  return new Map(rows.map((row) => [row.lotId, row.villages]))
}

const lotDetails = z.object({
  lotId: id,
  number: z.string(),
  productId: id,
  productName: z.string(),
  cooperativeId: id,
  harvestedOn: day,
  expiresOn: day.nullable(),
  certificateKind: z.string(),
  certificateNumber: z.string(),
  certificateValidTo: day.nullable(),
  certificateFileId: id.nullable(),
})

/** A lot as papers and traceability show it. */
export type LotDetails = z.output<typeof lotDetails>

/** The named lots, in the order of their ids. */
export function lotsByIds(reader: Reader, lotIds: readonly string[]): Promise<LotDetails[]> {
  return queryRows(
    reader,
    lotDetails,
    sql`
    select lots.id as lot_id, lots.number, lots.product_id, products.name as product_name,
      products.cooperative_id,
      lots.harvested_on, lots.expires_on, lots.certificate_kind, lots.certificate_number,
      lots.certificate_valid_to, lots.certificate_file_id
    from catalogue.lots join catalogue.products on products.id = lots.product_id
    where lots.id = any(${arrayOf('uuid', lotIds)}) order by lots.id`,
  )
}

/** The lots of a cooperative that have one of the numbers, open or closed. */
export function lotsOfSeller(
  reader: Reader,
  { cooperativeId, numbers }: { cooperativeId: string; numbers: readonly string[] },
): Promise<{ lotId: string; number: string }[]> {
  return queryRows(
    reader,
    z.object({ lotId: id, number: z.string() }),
    sql`
    select lots.id as lot_id, lots.number
    from catalogue.products join catalogue.lots on lots.product_id = products.id
    where products.cooperative_id = ${cooperativeId}
      and lots.number = any(${arrayOf('text', numbers)}) order by lots.id`,
  )
}

const packingLot = z.object({
  lotId: id,
  productId: id,
  number: z.string(),
  harvestedOn: day,
  expiresOn: day.nullable(),
  certificateValidTo: day.nullable(),
  /** Beyond what orders have reserved. */
  availableGrams: z.int(),
})

/** A lot that goods of a product can be packed from. */
export type PackingLot = z.output<typeof packingLot>

/** The open lots of products with stock left, and the named ones in any case, oldest first. */
export function packingLots(
  reader: Reader,
  { productIds, lotIds }: { productIds: readonly string[]; lotIds: readonly string[] },
): Promise<PackingLot[]> {
  return queryRows(
    reader,
    packingLot,
    sql`
    select lots.id as lot_id, lots.product_id, lots.number, lots.harvested_on, lots.expires_on,
      lots.certificate_valid_to, stock.available_grams
    from catalogue.lots join catalogue.lot_stock stock on stock.lot_id = lots.id
    where lots.id = any(${arrayOf('uuid', lotIds)})
      or (lots.product_id = any(${arrayOf('uuid', productIds)})
        and lots.closed_at is null and stock.available_grams > 0)
    order by lots.expires_on nulls last, lots.harvested_on, lots.number, lots.id`,
  )
}

const lockedStock = z.object({ lotId: id, availableGrams: z.int(), isClosed: z.boolean() })

/** The remaining stock of lots, locked until the commit, in the order of their ids (§5.3). */
export function lockStocks(tx: Transaction, lotIds: readonly string[]) {
  return queryRows(
    tx,
    lockedStock,
    sql`
    select stock.lot_id, stock.available_grams, lots.closed_at is not null as is_closed
    from catalogue.lot_stock stock join catalogue.lots on lots.id = stock.lot_id
    where stock.lot_id = any(${arrayOf('uuid', lotIds)})
    order by stock.lot_id for no key update of stock`,
  )
}

/** Adds to what is left of locked lots; a negative weight takes. */
export async function addToStocks(tx: Transaction, changes: ReadonlyMap<string, number>) {
  await execute(
    tx,
    sql`
    update catalogue.lot_stock set available_grams = available_grams + change.grams
    from unnest(${arrayOf('uuid', [...changes.keys()])},
      ${arrayOf('bigint', [...changes.values()])})
      as change (lot_id, grams)
    where lot_stock.lot_id = change.lot_id`,
  )
}

const lotOfSeason = z.object({
  lotId: id,
  villageCode: z.string(),
  year: z.int(),
  produceKey: z.string(),
  shareBasisPoints: z.int(),
})

/** The lots that villages had in years by the day of their harvest, with each village's share. */
export function lotsOfSeasons(
  reader: Reader,
  seasons: { villageCodes: readonly string[]; years: readonly number[] },
) {
  return queryRows(
    reader,
    lotOfSeason,
    sql`
    select lots.id as lot_id, v.village_code, extract(year from lots.harvested_on)::int as year,
      products.produce_key, v.share_basis_points
    from catalogue.lot_villages v
      join catalogue.lots on lots.id = v.lot_id
      join catalogue.products on products.id = lots.product_id
    where v.village_code = any(${arrayOf('text', seasons.villageCodes)})
      and extract(year from lots.harvested_on) = any(${arrayOf('bigint', seasons.years)})`,
  )
}

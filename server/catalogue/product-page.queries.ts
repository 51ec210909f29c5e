import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { document, queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { generalTerms, placeOf } from './browse.queries.ts'

const numbers = document(z.record(z.string(), z.int()))
const generalRow = z.object({ terms: z.string() })

const productPageRow = z.object({
  /** The page as the API writes it up to its packs, without the closing brace. */
  page: z.string(),
  cooperativeName: z.string(),
  isExample: z.boolean(),
  originCode: z.string(),
  isInSeason: z.boolean(),
  medianCentsPerJin: z.int().nullable(),
  offers: z.int().nullable(),
  /** The seller's terms as the API writes them. */
  terms: z.string(),
  /** Freight in 分 per kilogram by the code of the area, as JSON. */
  areas: z.string(),
  /** The open lots as the API writes them, stock and names of places not filled in. */
  lots: z.string(),
  /** Grams that are left, by lot. */
  stock: numbers,
  /** The full names of all places on the page, by their codes. */
  names: document(z.record(z.string(), z.string())),
  /** Of the unit's address and all divisions above it, the widest first; nulls: no address. */
  placeCodes: z.array(z.string().nullable()).nullable(),
})

/** A seller may have no terms of its own. */
const storedRow = productPageRow.extend({ terms: z.string().nullable() })

export type ProductPageRow = z.output<typeof productPageRow>

/** What the page of a product on sale is written from; undefined: none. */
export async function findProductPage(
  reader: Reader,
  question: { productId: string; today: string; monthDay: number; unitId: string | null },
): Promise<ProductPageRow | undefined> {
  const { productId, today, monthDay, unitId } = question
  // Nobody's address is not looked for: each relation costs more to open than to read.
  const placeCodes = unitId === null ? sql`null::text[]` : sql`(${placeOf(sql`${unitId}::uuid`)})`
  const row = await queryRow(
    reader,
    storedRow,
    sql`
    select own.page, seller.name as cooperative_name, seller.is_example, products.origin_code,
      products.season @> ${monthDay}::integer as is_in_season,
      median.median_cents_per_jin, median.offers, offered.terms,
      coalesce(offered.areas, '{}') as areas, own.lots,
      coalesce((select json_object_agg(lot_id, available_grams) from catalogue.lot_stock
        where lot_id = any(own.lot_ids)), '{}') as stock,
      (select json_object_agg(code, path_name) from villages.divisions_published
        where code = any(own.place_codes || products.origin_code || offered.area_codes)) as names,
      ${placeCodes} as place_codes
    from catalogue.products
    join catalogue.product_documents own on own.product_id = products.id
    join organisations.organisations_published seller on seller.id = products.cooperative_id
    left join catalogue.produce_medians median
      on median.category = products.category and median.produce_key = products.produce_key
    left join catalogue.seller_documents offered
      on offered.cooperative_id = products.cooperative_id
    where products.id = ${productId} and products.state = 'approved'
      and products.seller_state = 'admitted'`,
  )
  if (row === undefined) return undefined
  const own = row.terms ?? (await queryRow(reader, generalRow, generalTerms(today)))?.terms
  return own === undefined ? undefined : { ...row, terms: own }
}

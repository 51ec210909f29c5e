import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { document, queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { generalTerms, placeOf } from './browse.queries.ts'

const numbers = document(z.record(z.string(), z.int()))

const productPageRow = z.object({
  /** The page as the API writes it up to its packs, without the closing brace. */
  page: z.string(),
  cooperativeName: z.string(),
  isExample: z.boolean(),
  originCode: z.string(),
  isInSeason: z.boolean(),
  medianCentsPerJin: z.int().nullable(),
  offers: z.int().nullable(),
  minimumOrderCents: z.int(),
  cutOff: z.string(),
  leadTimeDays: z.int(),
  /** Freight in 分 per kilogram by the code of the area. */
  areas: numbers,
  /** The open lots as the API writes them, stock and names of places not filled in. */
  lots: z.string(),
  /** Grams that are left, by lot. */
  stock: numbers,
  /** The full names of all places on the page, by their codes. */
  names: document(z.record(z.string(), z.string())),
  /** Of the unit's address and all divisions above it, the widest first; nulls: no address. */
  placeCodes: z.array(z.string().nullable()),
})

export type ProductPageRow = z.output<typeof productPageRow>

/** What the page of a product on sale is written from, in one statement; undefined: none. */
export function findProductPage(
  reader: Reader,
  question: { productId: string; today: string; monthDay: number; unitId: string | null },
): Promise<ProductPageRow | undefined> {
  const { productId, today, monthDay, unitId } = question
  return queryRow(
    reader,
    productPageRow,
    sql`
    with general as materialized (${generalTerms(today)})
    select own.page, seller.name as cooperative_name, seller.is_example, products.origin_code,
      products.season @> ${monthDay}::integer as is_in_season,
      median.median_cents_per_jin, median.offers,
      coalesce(terms.minimum_order_cents, general.minimum_order_cents) as minimum_order_cents,
      left(coalesce(terms.cut_off, general.cut_off)::text, 5) as cut_off,
      coalesce(terms.lead_time_days, general.lead_time_days) as lead_time_days,
      coalesce((select json_object_agg(division_code, freight_cents_per_kg order by division_code)
        from catalogue.delivery_areas
        where cooperative_id = products.cooperative_id), '{}') as areas,
      own.lots,
      coalesce((select json_object_agg(lot_id, available_grams) from catalogue.lot_stock
        where lot_id = any(own.lot_ids)), '{}') as stock,
      (select json_object_agg(code, path_name) from villages.divisions_published
        where code = any(own.place_codes || products.origin_code || array(
          select division_code from catalogue.delivery_areas
          where cooperative_id = products.cooperative_id))) as names,
      (${placeOf(sql`${unitId}::uuid`)}) as place_codes
    from catalogue.products
    join catalogue.product_documents own on own.product_id = products.id
    join organisations.organisations_published seller on seller.id = products.cooperative_id
    left join catalogue.produce_medians median
      on median.category = products.category and median.produce_key = products.produce_key
    left join catalogue.sales_terms terms on terms.cooperative_id = products.cooperative_id
    cross join general
    where products.id = ${productId} and products.state = 'approved'
      and products.seller_state = 'admitted'`,
  )
}

import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { pack, productPage } from '../../shared/catalogue/catalogue.schemas.ts'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { isSellable, placeOf } from './browse.queries.ts'
import { instantText, lotsOf, photosOf, tiersOf, windowsOf } from './product-parts.queries.ts'

const productPageRow = productPage.omit({ isInSeason: true }).extend({
  packs: z.array(pack.omit({ centsPerJin: true, deliveredCentsPerJin: true })),
})

export type ProductPageRow = z.output<typeof productPageRow>

/** The packs of a product that are on sale, as JSON, each with at most 24 earlier prices. */
const packsOnSale = sql`
  (select coalesce(jsonb_agg(jsonb_build_object(
      'pack_id', packs.id, 'version', packs.version, 'name', packs.name,
      'net_grams', packs.net_grams, 'pieces', packs.pieces, 'price_cents', packs.price_cents,
      'minimum_quantity', packs.minimum_quantity, 'tiers', ${tiersOf(sql`packs.id`)},
      'prices', (select coalesce(jsonb_agg(jsonb_build_object(
          'from_at', ${instantText(sql`from_at`)}, 'price_cents', price_cents)
          order by from_at desc), '[]')
        from (select * from catalogue.pack_prices where pack_id = packs.id
          order by from_at desc limit 24) as kept))
      order by packs.position), '[]')
    from catalogue.packs where product_id = products.id and withdrawn_at is null)`

/** The whole page of an approved product in one statement; undefined when there is none. */
export function findProductPage(
  reader: Reader,
  { productId, today, unitId }: { productId: string; today: string; unitId: string | null },
): Promise<ProductPageRow | undefined> {
  const onSale = sql`${isSellable(today)} and lot_stock.available_grams > 0`
  return queryRow(
    reader,
    productPageRow,
    sql`
    with place as (${placeOf(sql`${unitId}::uuid`)})
    select products.id as product_id, products.name, products.variety, products.category,
      products.description, products.storage, products.shelf_life_days,
      ${photosOf(sql`products.id`)} as photo_file_ids,
      products.cooperative_id, seller.name as cooperative_name, seller.is_example,
      products.origin_code, origin.path_name as origin_path_name,
      ${windowsOf(sql`products.id`)} as season_windows,
      (select freight_cents_per_kg from catalogue.delivery_areas
        where cooperative_id = products.cooperative_id
          and division_code = any((select codes from place)::text[])
        order by length(division_code) desc limit 1) as freight_cents_per_kg,
      (select jsonb_build_object('cents_per_jin', median_cents_per_jin, 'offers', offers)
        from catalogue.produce_medians median
        where median.category = products.category and median.produce_key = products.produce_key
          and offers > 1) as median,
      to_jsonb(terms) as terms,
      (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'name', path_name,
          'freight_cents_per_kg', freight_cents_per_kg) order by code), '[]')
        from catalogue.delivery_areas join villages.divisions_published divisions
          on divisions.code = division_code
        where cooperative_id = products.cooperative_id) as delivery_areas,
      ${packsOnSale} as packs, ${lotsOf(sql`products.id`, onSale)} as lots
    from catalogue.products
    join organisations.organisations_published seller on seller.id = products.cooperative_id
    join villages.divisions_published origin on origin.code = products.origin_code
    join catalogue.terms_in_force(${today}) terms
      on terms.cooperative_id = products.cooperative_id
    where products.id = ${productId} and products.state = 'approved'`,
  )
}

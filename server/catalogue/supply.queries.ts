import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { category } from '../../shared/catalogue/categories.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { isOnSale, marks } from './product-filters.queries.ts'

const suppliedProduce = z.object({
  cooperativeId: z.uuid(),
  cooperativeName: z.string(),
  category,
  name: z.string(),
  productId: z.uuid(),
  products: z.int(),
  originCode: z.string(),
  villageCodes: z.array(z.string()),
  isPaired: z.boolean(),
  months: z.array(z.int()),
  availableGrams: z.int(),
  centsPerJin: z.int(),
})

/** The most goods that are looked at, those of paired places first. */
const mostGoods = 2_000

/**
 * Which cooperatives have which produce on sale out of some counties, in which months and how much
 * of it: what comes from the paired places first, then what there is most of.
 */
export function selectSupply(
  reader: Reader,
  question: { paired: readonly string[]; counties: readonly string[]; on: string; limit: number },
) {
  const { paired, counties, on, limit } = question
  const within = arrayOf('text', counties)
  return queryRows(
    reader,
    suppliedProduce,
    sql`
    with goods as materialized (
      select id, cooperative_id, category, produce_key, name, season, cents_per_jin, origin_code,
        area_codes, area_codes && ${arrayOf('text', paired)} as is_paired
      from catalogue.products
      where ${isOnSale} and ${marks} && ${within} and area_codes && ${within}
      order by is_paired desc, id limit ${mostGoods}
    ), stock as (
      select lots.product_id, sum(available_grams) as grams
      from goods join catalogue.lots on lots.product_id = goods.id
        join catalogue.lot_stock on lot_stock.lot_id = lots.id
      where lots.closed_at is null and coalesce(lots.expires_on >= ${on}::date, true)
        and coalesce(lots.certificate_valid_to >= ${on}::date, true)
      group by lots.product_id
    )
    select cooperative_id, seller.name as cooperative_name, category,
      mode() within group (order by goods.name) as name,
      (array_agg(goods.id order by is_paired desc, cents_per_jin, goods.id))[1] as product_id,
      count(*)::integer as products,
      mode() within group (order by origin_code) as origin_code,
      array(select distinct code from unnest(array_agg(array_to_string(area_codes, ','))) as codes
        cross join string_to_table(codes, ',') as code
        where length(code) = 12 order by code) as village_codes,
      bool_or(is_paired) as is_paired,
      array(select month from generate_series(1, 12) as month
        where range_agg(season) && int4range(month * 100 + 1, month * 100 + 32)
        order by month) as months,
      coalesce(sum(stock.grams), 0)::bigint as available_grams,
      min(cents_per_jin)::bigint as cents_per_jin
    from goods left join stock on stock.product_id = goods.id
      join organisations.organisations_published seller on seller.id = cooperative_id
    group by cooperative_id, seller.name, category, produce_key
    order by is_paired desc, available_grams desc, name, cooperative_id limit ${limit}`,
  )
}

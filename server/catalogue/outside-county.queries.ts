import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const village = z.object({ code: z.string(), pathName: z.string() })

/**
 * The origin of goods and the villages of their open lots that lie in other counties than the one
 * that supervises the seller: often a namesake was chosen (§3.15).
 */
export function villagesOutside(reader: Reader, productId: string) {
  return queryRows(
    reader,
    village,
    sql`
    with own as materialized (
      select products.origin_code, cooperatives.county_code from catalogue.products
      join organisations.cooperatives_published cooperatives
        on cooperatives.organisation_id = products.cooperative_id
      where products.id = ${productId}
    ), named as (
      select origin_code as code from own
      union
      select village_code from catalogue.lots
        join catalogue.lot_villages on lot_villages.lot_id = lots.id
        where lots.product_id = ${productId} and lots.closed_at is null
    )
    select divisions.code, divisions.path_name from named
    join villages.divisions_published divisions on divisions.code = named.code
    where left(named.code, 6) <> (select county_code from own)
    order by divisions.code limit 50`,
  )
}

const LotsOutside = z.object({
  productId: z.string(),
  countyCode: z.string(),
  name: z.string(),
  number: z.string(),
  village: z.string(),
})

/** Of each listing on sale that has some of these lots, one out of a county nobody has reviewed. */
export function lotsOutside(reader: Reader, lotIds: readonly string[]) {
  return queryRows(
    reader,
    LotsOutside,
    sql`
    select distinct on (products.id) products.id as product_id, cooperatives.county_code,
      products.name, lots.number, divisions.path_name as village
    from catalogue.lots
    join catalogue.products on products.id = lots.product_id and products.state = 'approved'
    join organisations.cooperatives_published cooperatives
      on cooperatives.organisation_id = products.cooperative_id
    join catalogue.lot_villages on lot_villages.lot_id = lots.id
    join villages.divisions_published divisions on divisions.code = lot_villages.village_code
    where lots.id = any(${arrayOf('uuid', lotIds)})
      and left(lot_villages.village_code, 6)
        not in (cooperatives.county_code, left(products.origin_code, 6))
    order by products.id, lots.number, divisions.code`,
  )
}

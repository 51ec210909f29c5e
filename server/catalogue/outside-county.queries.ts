import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRows } from '../platform/db/rows.ts'
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

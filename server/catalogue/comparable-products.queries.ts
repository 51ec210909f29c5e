import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const comparable = z.object({
  productId: z.uuid(),
  otherId: z.uuid(),
  cooperativeId: z.uuid(),
  centsPerJin: z.int().nullable(),
})

/**
 * Products on sale of the same kind of produce (§5.1) beside each of the products, at most 500 of
 * each, with what their cheapest pack costs in 分 for 500 g.
 */
export function comparableProducts(reader: Reader, productIds: readonly string[]) {
  return queryRows(
    reader,
    comparable,
    sql`
    select own.id as product_id, other.id as other_id, other.cooperative_id,
      other.cents_per_jin
    from catalogue.products own cross join lateral (
      select * from catalogue.products alike
      where alike.produce_key = own.produce_key and alike.category = own.category
        and alike.state = 'approved'
      order by alike.id limit 500) other
    where own.id = any(${arrayOf('uuid', productIds)})`,
  )
}

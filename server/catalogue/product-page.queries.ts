import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { placeOf } from './browse.queries.ts'

const productPageRow = z.object({
  /** The page as the API writes it, with no pack delivered anywhere yet. */
  page: z.string(),
  freightCentsPerKg: z.int().nullable(),
})

export type ProductPageRow = z.output<typeof productPageRow>

/** The whole page of an approved product in one statement; undefined when there is none. */
export function findProductPage(
  reader: Reader,
  question: { productId: string; today: string; monthDay: number; unitId: string | null },
): Promise<ProductPageRow | undefined> {
  const { productId, today, monthDay, unitId } = question
  return queryRow(
    reader,
    productPageRow,
    sql`
    with place as materialized (${placeOf(sql`${unitId}::uuid`)})
    select whole.document as page, whole.freight as freight_cents_per_kg
    from catalogue.products cross join place
    join organisations.cooperatives_published seller
      on seller.organisation_id = products.cooperative_id and seller.state = 'admitted'
    cross join lateral catalogue.whole_page(products.id, ${today}, ${monthDay}, codes) as whole
    where products.id = ${productId} and products.state = 'approved'`,
  )
}

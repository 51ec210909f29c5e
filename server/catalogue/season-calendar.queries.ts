import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { seasonOfProduce } from '../../shared/catalogue/catalogue.schemas.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { isOnSale, marks } from './product-filters.queries.ts'

/** The kinds of produce on sale out of a place, those that most goods are of first; at most 100. */
export function selectSeasonCalendar(
  reader: Reader,
  area: string,
): Promise<z.output<typeof seasonOfProduce>[]> {
  return queryRows(
    reader,
    seasonOfProduce,
    sql`
    select category, mode() within group (order by name) as name, count(*) as products,
      array(select month from generate_series(1, 12) as month
        where range_agg(season) && int4range(month * 100 + 1, month * 100 + 32)
        order by month) as months
    from catalogue.products
    where ${isOnSale} and ${marks} @> ${arrayOf('text', [area])}
      and area_codes @> ${arrayOf('text', [area])}
    group by category, produce_key
    order by count(*) desc, name, category limit 100`,
  )
}

import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { BrowseQuery } from '../../shared/catalogue/catalogue.api.ts'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { foundProducts } from './find-products.queries.ts'
import { planSearch, type SearchPlan } from './plan-search.queries.ts'
import { filterValue, questionOf } from './product-filters.queries.ts'

export interface BrowseQuestion {
  query: BrowseQuery
  /** Today in Asia/Shanghai, `YYYY-MM-DD`, and as the number MMDD. */
  today: string
  monthDay: number
  /** The unit whose address decides about freight; null for a visitor. */
  unitId: string | null
}

const pageRow = z.object({
  /** The items of the page as a JSON array, as the API writes them. */
  items: z.string(),
  hasMore: z.boolean(),
})

/** The products of a page as JSON; where filters are asked for, a look at their weight before. */
export async function selectPage(reader: Reader, question: BrowseQuestion) {
  return selectPlanned(reader, question, await planSearch(reader, question))
}

/**
 * One statement finds the products and writes what is shown of them, from what is kept of each and
 * what changes with other things. Its texts are the orders × the plans × the first page and later
 * ones; what is asked for does not change them.
 */
export async function selectPlanned(
  reader: Reader,
  { query, today, monthDay, unitId }: BrowseQuestion,
  plan: SearchPlan,
) {
  const last = query.page * query.pageSize + 1
  const skipped = (query.page - 1) * query.pageSize
  const more = sql`, ${unitId}::uuid as unit_id, ${last}::integer as last,
    ${skipped}::integer as skipped, ${query.season === 'now'}::boolean as is_now`
  // Nobody's address makes no delivered price: then that order is the order by price.
  const sort = query.sort === 'delivered' && unitId === null ? 'price' : query.sort
  const row = await queryRow(
    reader,
    pageRow,
    sql`
    with ${questionOf(query, monthDay, more)},
    place as materialized (
      select codes, ${filterValue('month_day')} as month_day
      from (${placeOf(filterValue('unit_id'))}) as address
    ),
    ${sort === 'delivered' ? reach : sql``}
    found as materialized (${foundProducts({ ...query, sort }, plan)})
    select '[' || coalesce(string_agg(item.text, ',' order by turn, rank, item.id desc)
        filter (where item.place < ${last - skipped}::integer), '') || ']' as items,
      count(*) >= ${last - skipped}::integer as has_more
    from (
      select turn, rank, found.id, row_number() over (order by turn, rank, found.id desc) as place,
        card.document as text
      -- Given columns and no subselects, the function becomes a part of this statement.
      from found cross join place
      cross join lateral catalogue.whole_card(found.id, ${today}, month_day, codes) as card
    ) as item`,
  )
  if (row === undefined) throw new Error('a page is always one row')
  return row
}

/** Who delivers to the place, and at which freight, for the order by delivered price. */
const reach = sql`reach as materialized (
    select distinct on (cooperative_id) cooperative_id, freight_cents_per_kg as freight
    from catalogue.delivery_areas where division_code = any((select codes from place)::text[])
    order by cooperative_id, length(division_code) desc
  ),`

/**
 * The codes of the unit's canteen, or of the unit itself, and of all divisions above it. Without
 * the offset PostgreSQL would look the address up once for each of the five codes.
 */
export function placeOf(unitId: SQL): SQL {
  return sql`
    select array[left(code, 2), left(code, 4), left(code, 6), left(code, 9), code] as codes
    from (select coalesce(
      (select division_code from organisations.buying_channels_published buying_channels
        where unit_id = ${unitId}
        and closed_at is null
        order by kind = 'canteen' desc, created_at limit 1),
      (select division_code from organisations.organisations_published organisations
        where id = ${unitId})) as code offset 0) as address`
}

import { type SQL, sql } from 'drizzle-orm'
import type { BrowseQuery } from '../../shared/catalogue/catalogue.api.ts'
import type { SearchPlan } from './plan-search.queries.ts'
import {
  filterValue,
  holdsAllMarks,
  holdsAnyNamed,
  isInSeason,
  isOfCooperative,
  isOnSale,
  isWithinPrice,
  matchesQuery,
} from './product-filters.queries.ts'

/** Who delivers to the place, and at which freight: a part of the whole statement. */
const reach = sql.identifier('reach')

const conditions = sql`${isOnSale} and ${matchesQuery}`

/** For walks along the prices: they begin and end where the range asked for does. */
const conditionsByPrice = sql`${isWithinPrice} and ${conditions}`

/** Columns of a product that its card needs. */
const shown = sql`products.id, products.cooperative_id, category, produce_key, origin_code,
  ${isInSeason} as is_in_season`

/** The index condition of each plan that sorts afterwards. */
const foundBy: Record<Exclude<SearchPlan, 'in order'>, SQL> = {
  'by what they share': holdsAllMarks,
  'by what was named': holdsAnyNamed,
  'by price': isWithinPrice,
  'by seller': isOfCooperative,
}

/** Where `turn` and `rank` put a product; those of one rank stand by falling id. */
const placeBy: Record<BrowseQuery['sort'], { turn: SQL; rank: SQL }> = {
  // What is in season comes first, and of that what was harvested last.
  season: {
    turn: sql`(not ${isInSeason})::int`,
    rank: sql`coalesce('2100-01-01'::date - latest_harvest, 99999)`,
  },
  price: { turn: sql`0`, rank: sql`cents_per_jin` },
  newest: { turn: sql`0`, rank: sql`-extract(epoch from created_at)` },
  // Half a 分 per kilogram is a 分 per 斤. Where nothing is delivered comes last.
  delivered: {
    turn: sql`(reach.freight is null)::int`,
    rank: sql`cents_per_jin * 2 + coalesce(reach.freight, 0)`,
  },
}

/** The products of a page with `turn` and `rank`, in no order; the slice is the page's. */
export function foundProducts(query: BrowseQuery, plan: SearchPlan): SQL {
  const slice = sliceOf(query)
  if (plan === 'in order') return inOrder[query.sort](slice)
  const { turn: group, rank } = placeBy[query.sort]
  const withFreight = sql`left join ${reach} using (cooperative_id)`
  return sql`
    select ${shown}, ${group} as turn, ${rank} as rank from catalogue.products
    ${query.sort === 'delivered' ? withFreight : sql``}
    where ${foundBy[plan]} and ${conditions}
    order by turn, rank, products.id desc ${slice.part}`
}

interface Slice {
  end: SQL
  part: SQL
}

/**
 * One row more than the page tells whether there is a next one. The usual first page is written
 * into the text: of a limit that it cannot see PostgreSQL expects a tenth of the table.
 */
function sliceOf({ page, pageSize }: BrowseQuery): Slice {
  if (page === 1 && pageSize === 24) return { end: sql`25`, part: sql`limit 25` }
  const end = filterValue('last')
  const skipped = filterValue('skipped')
  return { end, part: sql`limit ${end} - ${skipped} offset ${skipped}` }
}

/** Looked up in a hash, product by product: a join would read all who deliver for each of them. */
const isDelivered = sql`coalesce(products.cooperative_id in (
  select cooperative_id from ${reach}), false)`

/** The orders that an index gives, each walked until the page is full. */
const inOrder: Record<BrowseQuery['sort'], (slice: Slice) => SQL> = {
  // Two scans of one index; the second one only begins where the first has not filled the page,
  // and all of the year is asked for.
  season: ({ end, part }) => {
    const half = (group: SQL, condition: SQL) => sql`(
      select ${shown}, ${group} as turn, ${placeBy.season.rank} as rank
      from catalogue.products where ${conditions} and ${condition}
      order by latest_harvest desc nulls last, id desc limit ${end})`
    const isRestWanted = sql`not ${filterValue('is_now')}
      and (select count(*) from front) < ${end}`
    return sql`
      with front as materialized (${half(sql`0`, isInSeason)})
      select * from (select * from front
        union all ${half(sql`1`, sql`not ${isInSeason} and ${isRestWanted}`)}) as halves
      order by turn, rank, id desc ${part}`
  },
  price: ({ part }) => sql`
    select ${shown}, 0 as turn, cents_per_jin as rank from catalogue.products
    where ${conditionsByPrice} order by cents_per_jin, id desc ${part}`,
  newest: ({ part }) => sql`
    select ${shown}, 0 as turn, ${placeBy.newest.rank} as rank
    from catalogue.products
    where ${conditions} order by created_at desc, id desc ${part}`,
  // The cheapest goods that are delivered bound the price of what may stand on the page: with the
  // lowest freight, dearer goods cost more than the last of them. What is not delivered follows.
  delivered: ({ end, part }) => sql`
    with front as materialized (
      select cents_per_jin, products.cooperative_id from catalogue.products
      where ${conditionsByPrice} and ${isDelivered}
      order by cents_per_jin, products.id desc limit ${end}
    ), near as materialized (
      select ${shown}, cents_per_jin from catalogue.products
      where ${conditionsByPrice} and ${isDelivered}
        and cents_per_jin <= (select (max(cents_per_jin * 2 + freight) -
          (select min(freight) from ${reach})) / 2 from front join ${reach} using (cooperative_id))
    ), delivered as materialized (
      select near.*, 0 as turn, cents_per_jin * 2 + freight as rank
      from near join ${reach} using (cooperative_id) order by rank, near.id desc limit ${end}
    )
    select * from (select * from delivered union all (
      select ${shown}, cents_per_jin, 1 as turn, cents_per_jin * 2 as rank
      from catalogue.products
      where ${conditionsByPrice} and (select count(*) from front) < ${end}
        and not ${isDelivered}
      order by cents_per_jin, products.id desc limit ${end})) as either
    order by turn, rank, id desc ${part}`,
}

import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  filterValue,
  gramsOf,
  interpretationOf,
  isApproved,
  isWithinPrice,
  type ProductQuery,
  questionOf,
} from './product-filters.queries.ts'
import type { Interpretation } from './search-interpretations.ts'

/**
 * How the products of a page are reached: all in the order of the page until it is full, or those
 * few that share what is asked for, by the index of that, sorted then.
 */
export type SearchPlan =
  | 'in order'
  | 'by what they share'
  | 'by what was named'
  | 'by price'
  | 'by seller'

/**
 * How many products are found and sorted as soon as a page is met in its order: a product that was
 * found takes about as long as two and a half that are passed on the way, and of `all` products
 * 25 × all ÷ matching are passed until the page is full.
 */
export const fewOf = (all: number) => Math.sqrt(10 * all)

const estimate = z.object({
  onSale: z.int(),
  onShelves: z.int(),
  /** Of each pair of characters; 0 where it is too rare to stand in the statistics. */
  shares: z.array(z.number()),
  inPriceRange: z.int().nullable(),
})

/**
 * PostgreSQL plans a prepared text once, for all values, while the cheaper plan depends on the
 * values. Therefore the plan is chosen here, by the counts of the shelves, the share of the rarest
 * pair of characters among the statistics of the table, and a count of the price range that stops
 * where there are no longer few. It reads the index alone, so that products of suspended sellers
 * count: an estimate that is wrong costs time and nothing else.
 */
export async function planSearch(
  reader: Reader,
  { query, monthDay }: { query: ProductQuery; monthDay: number },
): Promise<SearchPlan> {
  if (query.cooperativeId !== undefined) return 'by seller'
  const interpretation = interpretationOf(query)
  const byWords = interpretation.anyOf.length > 0 ? 'by what was named' : 'by what they share'
  if (query.area !== undefined && query.area.length > 6) return byWords
  if (!isNarrowed(query)) return 'in order'
  const row = await queryRow(
    reader,
    estimate,
    sql`
    with ${questionOf(query, monthDay)},
    shelves as materialized (
      select coalesce(sum(products), 0)::int as on_sale from catalogue.shelf_counts
      where area_code = ''
    )
    select (select on_sale from shelves) as on_sale,
      (select coalesce(sum(coalesce(in_season[(select slot from catalogue.season_slots
            where days = ${filterValue('season')})], products)), 0)
        from catalogue.shelf_counts where area_code = ${filterValue('area')}
          and array[category, storage] @> ${filterValue('shelf')})::int as on_shelves,
      array(select coalesce((select share from pg_stats,
            unnest(most_common_elems::text::text[], most_common_elem_freqs)
              as common (element, share)
          where schemaname = 'catalogue' and tablename = 'products'
            and attname = 'search_grams' and element = gram), 0)
        from unnest(${filterValue('grams')} || ${filterValue('any_of')})
          with ordinality as each (gram, place)
        order by place) as shares,
      case when ${filterValue('minimum_cents')} > 0
          or ${filterValue('maximum_cents')} < ${Number.MAX_SAFE_INTEGER}::bigint then
        (select count(*) from (select from catalogue.products
          where ${isApproved} and ${isWithinPrice}
          limit (select ceil(sqrt(10.0 * on_sale)) from shelves)) as counted)::int
      end as in_price_range`,
  )
  if (row === undefined) throw new Error('an estimate is always one row')
  const few = fewOf(row.onSale)
  const shared = row.onShelves * shareOf(interpretation, row.shares)
  const isOfFewPrices = row.inPriceRange !== null && row.inPriceRange < Math.min(few, shared)
  if (isOfFewPrices) return 'by price'
  return shared < few ? byWords : 'in order'
}

/** Words are taken to be met independently; the pairs of one word are met together. */
function shareOf(interpretation: Interpretation, shares: readonly number[]): number {
  const terms = [...gramsOf(interpretation), ...interpretation.anyOf]
  const ofGram = new Map(terms.map((gram, at) => [gram, shares[at] ?? 0]))
  const of = (gram: string) => ofGram.get(gram) ?? 0
  const named = interpretation.anyOf.reduce((sum, mark) => sum + of(mark), 0)
  const ofNamed = interpretation.anyOf.length > 0 ? Math.min(1, named) : 1
  return interpretation.groups.reduce((share, grams) => share * Math.min(...grams.map(of)), ofNamed)
}

function isNarrowed(query: ProductQuery): boolean {
  const { q, category, storage, area, mark, minimumCentsPerJin, maximumCentsPerJin } = query
  const narrowing = [category, storage, area, mark, minimumCentsPerJin, maximumCentsPerJin]
  return q !== '' || narrowing.some((value) => value !== undefined)
}

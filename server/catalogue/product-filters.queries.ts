import { type SQL, sql } from 'drizzle-orm'
import type { FacetsQuery } from '../../shared/catalogue/catalogue.api.ts'
import { arrayOf } from '../platform/db/rows.ts'
import { type Interpretation, literalInterpretation } from './search-interpretations.ts'
import { markOf } from './search-marks.ts'

/** The filters of the catalogue. Without an interpretation words are matched letter by letter. */
export type ProductQuery = FacetsQuery & { interpretation?: Interpretation }

/**
 * What is asked for, as the one row of `question`, from which filters read it by `filterValue`.
 * PostgreSQL does not look at values in a subselect: it plans each text once, where otherwise it
 * would plan it for every page, which takes longer than reading the page.
 */
export function questionOf(query: ProductQuery, monthDay: number, more: SQL = sql``): SQL {
  const interpretation = interpretationOf(query)
  const shelf = [query.category, query.storage].filter((value) => value !== undefined)
  return sql`question as materialized (
    select ${arrayOf('text', gramsOf(interpretation))} as grams,
      ${arrayOf('text', interpretation.patterns)} as patterns,
      ${arrayOf('text', interpretation.anyOf)} as any_of,
      ${query.category ?? null}::text as category, ${query.storage ?? null}::text as storage,
      ${query.area ?? ''}::text as area, ${arrayOf('text', shelf)} as shelf,
      ${arrayOf('text', query.area === undefined ? [] : [query.area])} as areas,
      ${query.cooperativeId ?? null}::uuid as cooperative_id,
      ${query.minimumCentsPerJin ?? 0}::bigint as minimum_cents,
      ${query.maximumCentsPerJin ?? Number.MAX_SAFE_INTEGER}::bigint as maximum_cents,
      ${seasonOf(query.season, monthDay)}::int4range as season, ${monthDay}::integer as month_day
      ${more})`
}

/** How the words of a question are read. */
export function interpretationOf(query: ProductQuery): Interpretation {
  const read = query.interpretation ?? literalInterpretation(query.q)
  if (query.mark === undefined) return read
  return { ...read, groups: [...read.groups, [markOf.certified(query.mark)]] }
}

/** The grams and marks that goods must have all of, each once. */
export function gramsOf(interpretation: Interpretation): string[] {
  return [...new Set(interpretation.groups.flat())]
}

/** A column of the one-row table `question`. */
export function filterValue(name: string): SQL {
  return sql`(select ${sql.identifier(name)} from question)`
}

function seasonOf(season: FacetsQuery['season'], monthDay: number): string {
  if (season === undefined) return '(,)'
  if (season === 'now') return `[${monthDay},${monthDay}]`
  return `[${Number(season) * 100 + 1},${Number(season) * 100 + 32})`
}

/** The condition of the partial indexes over products. */
export const isApproved = sql`state = 'approved'`

/** The condition for products that the public catalogue shows: none of a suspended seller. */
export const isOnSale = sql`${isApproved} and cents_per_jin is not null
  and seller_state = 'admitted'`

/**
 * The search terms of a product in one array. Terms of two kinds can look alike, so the index may
 * return too many products.
 */
export const marks = sql`(search_grams || area_codes || array[category, storage])`

/** Index condition: products with every requested term; exact filters follow. */
export const holdsAllMarks = sql`${marks} @>
  (select grams || areas || shelf from question)`

/** Index condition: the same, and one at least of the goods that were named. */
export const holdsAnyNamed = sql`${holdsAllMarks} and ${marks} && ${filterValue('any_of')}`

/** Has one at least of the goods that were named, where any were. */
export const isAnyNamed = sql`(search_grams && ${filterValue('any_of')}
  or cardinality(${filterValue('any_of')}) = 0)`

export const isOfArea = sql`area_codes @> ${filterValue('areas')}`

export const isOfCooperative = sql`products.cooperative_id = ${filterValue('cooperative_id')}`

export const isWithinPrice = sql`cents_per_jin between
  ${filterValue('minimum_cents')} and ${filterValue('maximum_cents')}`

/**
 * Everything asked for, as a condition of which PostgreSQL expects half and that no index serves:
 * for products that another condition or their order has found. Of bare conditions on values that
 * it cannot see, it would expect one row in thousands and sort what it could have walked in order.
 */
export const matchesQuery = sql`coalesce(${isWithinPrice}
  and array[category, storage] @> ${filterValue('shelf')} and area_codes @> ${filterValue('areas')}
  and season && ${filterValue('season')} and search_grams @> ${filterValue('grams')}
  and search_words like all (${filterValue('patterns')}::text[]) and ${isAnyNamed}
  and (${isOfCooperative} or ${filterValue('cooperative_id')} is null), false)`

export const isInSeason = sql`coalesce(season @> ${filterValue('month_day')}, false)`

import { type SQL, sql } from 'drizzle-orm'
import type { FacetsQuery } from '../../shared/catalogue/catalogue.api.ts'
import { gramsOfWord, plainText } from '../../shared/catalogue/search-words.ts'
import { arrayOf } from '../platform/db/rows.ts'

/**
 * What is asked for, as the one row of `question`, from which filters read it by `asked`.
 * PostgreSQL does not look at values in a subselect: it plans each text once, where otherwise it
 * would plan it for every page, which takes longer than reading the page.
 */
export function questionOf(query: FacetsQuery, monthDay: number, more: SQL = sql``): SQL {
  const words = plainText(query.q).split(' ').filter(Boolean)
  const grams = [...new Set(words.flatMap(gramsOfWord))]
  // Plain text holds none of the signs that LIKE knows.
  const patterns = words.filter((word) => [...word].length > 2).map((word) => `%${word}%`)
  return sql`question as materialized (
    select ${arrayOf('text', grams)} as grams, ${arrayOf('text', patterns)} as patterns,
      ${query.category ?? null}::text as category, ${query.storage ?? null}::text as storage,
      ${query.area ?? null}::text as area, ${query.cooperativeId ?? null}::uuid as cooperative_id,
      ${query.minimumCentsPerJin ?? 0}::bigint as minimum_cents,
      ${query.maximumCentsPerJin ?? Number.MAX_SAFE_INTEGER}::bigint as maximum_cents,
      ${seasonOf(query.season, monthDay)}::int4range as season, ${monthDay}::integer as month_day
      ${more})`
}

/** A value of the question, by its name there. */
export function asked(name: string): SQL {
  return sql`(select ${sql.identifier(name)} from question)`
}

function seasonOf(season: FacetsQuery['season'], monthDay: number): string {
  if (season === undefined) return '(,)'
  if (season === 'now') return `[${monthDay},${monthDay}]`
  return `[${Number(season) * 100 + 1},${Number(season) * 100 + 32})`
}

/** What everybody may find in the catalogue. */
export const isOnSale = sql`state = 'approved' and cents_per_jin is not null`

/** Products that hold every word: each pair of characters, by an index, and long words whole. */
export const holdsWords = sql`search_grams @> ${asked('grams')}
  and search_words like all (${asked('patterns')}::text[])`

export const isOfCooperative = sql`
  products.cooperative_id = ${asked('cooperative_id')}`

export const isOfCategory = sql`category = ${asked('category')}`

export const isOfStorage = sql`storage = ${asked('storage')}`

export const isOfArea = sql`area_codes @> array[${asked('area')}]`

/** Of the price and season, which no index serves, half is expected, asked for or not. */
export const isWithinPrice = sql`coalesce(cents_per_jin between
  ${asked('minimum_cents')} and ${asked('maximum_cents')}, false)`

export const isOfSeason = sql`coalesce(season && ${asked('season')}, false)`

/**
 * Of a bare `@>` with an unknown value PostgreSQL expects one row in two hundred, and then sorts
 * what it could have walked in order; of this it expects half.
 */
export const isInSeason = sql`coalesce(season @> ${asked('month_day')}, false)`

import { and, type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { type FacetsQuery, facets } from '../../shared/catalogue/catalogue.api.ts'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  asked,
  holdsWords,
  isInSeason,
  isOfArea,
  isOfCategory,
  isOfCooperative,
  isOfSeason,
  isOfStorage,
  isOnSale,
  isWithinPrice,
  questionOf,
} from './product-filters.queries.ts'

/**
 * How many products each filter would leave. What the words and prices leave is read once, each
 * facet counts under the filters of the others. There are four texts: with and without words, of
 * one cooperative and of all.
 */
export async function countFacets(
  reader: Reader,
  { query, monthDay }: { query: FacetsQuery; monthDay: number },
): Promise<z.output<typeof facets.response>> {
  const where = and(
    isOnSale,
    query.q === '' ? undefined : holdsWords,
    query.cooperativeId === undefined ? undefined : isOfCooperative,
    isWithinPrice,
  )
  const row = await queryRow(
    reader,
    facets.response,
    sql`
    with ${questionOf(query, monthDay)},
    matching as materialized (
      select category, storage, left(origin_code, 6) as county, ${isInSeason} as in_season,
        coalesce(${isOfCategory}, true) as of_category,
        coalesce(${isOfStorage}, true) as of_storage,
        ${isOfArea} or ${asked('area')} is null as of_area, ${isOfSeason} as of_season
      from catalogue.products where ${where}
    )
    select
      (select count(*) from matching
        where of_category and of_storage and of_area and of_season) as total,
      (select count(*) from matching
        where of_category and of_storage and of_area and in_season) as in_season,
      ${listOf(sql`select category as value, count(*) as count from matching
        where of_storage and of_area and of_season group by category`)} as categories,
      ${listOf(sql`select storage as value, count(*) as count from matching
        where of_category and of_area and of_season group by storage`)} as storages,
      ${listOf(sql`select county as value, path_name as name, count
        from (select county, count(*) as count from matching
          where of_category and of_storage and of_season group by county
          order by count(*) desc, county limit 40) as largest
        join villages.divisions_published divisions on divisions.code = county`)} as areas`,
  )
  if (row === undefined) throw new Error('facets always answer one row')
  return row
}

/** The values of a facet as JSON, those with most products first. */
function listOf(values: SQL): SQL {
  return sql`(select coalesce(jsonb_agg(to_jsonb(each) order by each.count desc, each.value), '[]')
    from (${values}) as each)`
}

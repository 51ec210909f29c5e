import { type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { facets, shownAtMost } from '../../shared/catalogue/catalogue.api.ts'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  filterValue,
  interpretationOf,
  isAnyNamed,
  isInSeason,
  isOfArea,
  isOfCooperative,
  isOnSale,
  isWithinPrice,
  marks,
  type ProductQuery,
  questionOf,
} from './product-filters.queries.ts'

export type Facets = z.output<typeof facets.response>

export interface FacetsQuestion {
  query: ProductQuery
  /** Today as the number MMDD. */
  monthDay: number
}

/**
 * How many products each filter would leave; each facet counts under the filters of the others.
 * Where no words, prices, seller or small area narrow them, that is summed from the counts that are
 * kept of the shelves; else the products are read, so many at most.
 */
export async function countFacets(reader: Reader, question: FacetsQuestion): Promise<Facets> {
  const matching = foundBy(question.query)
  const row = await queryRow(
    reader,
    facets.response,
    matching === null ? shelvesCounted(question) : productsCounted(question, matching),
  )
  if (row === undefined) throw new Error('facets always answer one row')
  return row
}

/** The condition whose index finds the products to read; null: the counts of the shelves do. */
function foundBy(query: ProductQuery): SQL | null {
  if (query.cooperativeId !== undefined) return isOfCooperative
  if (query.q !== '' || query.mark !== undefined)
    return interpretationOf(query).anyOf.length > 0 ? holdsNamed : holdsAllGrams
  if (query.area !== undefined && query.area.length > 6) return holdsItsArea
  const prices = [query.minimumCentsPerJin, query.maximumCentsPerJin]
  return prices.some((price) => price !== undefined) ? isWithinPrice : null
}

const holdsAllGrams = sql`${marks} @> ${filterValue('grams')}`
const holdsNamed = sql`${holdsAllGrams} and ${marks} && ${filterValue('any_of')}`
const holdsItsArea = sql`${marks} @> ${filterValue('areas')}`

const isOfShelf = { category: sql`category`, storage: sql`storage` }
const isAskedOr = (column: SQL, name: string) =>
  sql`(${column} = ${filterValue(name)} or ${filterValue(name)} is null)`
const ofCategory = isAskedOr(isOfShelf.category, 'category')
const ofStorage = isAskedOr(isOfShelf.storage, 'storage')

/** A sum over each county reads a row a shelf; all others a row a category and storage. */
function shelvesCounted({ query, monthDay }: FacetsQuestion): SQL {
  return sql`
    with ${questionOf(query, monthDay)},
    slot as materialized (
      select
        (select slot from catalogue.season_slots
          where days = ${filterValue('season')}) as chosen,
        (select slot from catalogue.season_slots
          where days = int4range(${filterValue('month_day')},
            ${filterValue('month_day')} + 1)) as today
    ),
    shelf as materialized (
      select category, storage, ${countedIn('chosen')} as count, ${countedIn('today')} as today,
        ${ofCategory} as of_category, ${ofStorage} as of_storage
      from catalogue.shelf_counts where area_code = ${filterValue('area')}
    )
    select coalesce(sum(count) filter (where of_category and of_storage), 0)::int as total,
      coalesce(sum(today) filter (where of_category and of_storage), 0)::int as in_season,
      false as is_bounded,
      ${listOf(sql`select category as value, sum(count) as count
        from shelf where of_storage group by category`)} as categories,
      ${listOf(sql`select storage as value, sum(count) as count
        from shelf where of_category group by storage`)} as storages,
      ${areasOf(sql`select area_code as county, sum(${countedIn('chosen')}) as count
        from catalogue.shelf_counts
        where length(area_code) = 6 and ${ofCategory} and ${ofStorage}
        group by area_code`)} as areas
    from shelf`
}

/** Of a shelf, what is in season in a slot; all of it where no season is asked for. */
function countedIn(name: string): SQL {
  const slot = sql`(select ${sql.identifier(name)} from slot)`
  return sql`case when ${slot} is null then products else in_season[${slot}] end`
}

function productsCounted({ query, monthDay }: FacetsQuestion, matching: SQL): SQL {
  return sql`
    with ${questionOf(query, monthDay)},
    matching as materialized (
      select category, storage, area_codes, ${isInSeason} as in_season,
        ${ofCategory} as of_category, ${ofStorage} as of_storage,
        coalesce(${isOfArea}, false) as of_area,
        coalesce(season && ${filterValue('season')}, false) as of_season
      from catalogue.products where ${matching} and ${isOnSale} and coalesce(${isWithinPrice}
        and search_grams @> ${filterValue('grams')}
        and search_words like all (${filterValue('patterns')}::text[]) and ${isAnyNamed}, false)
      limit ${shownAtMost}
    )
    select count(*) filter (where of_category and of_storage and of_area and of_season) as total,
      count(*) filter (where of_category and of_storage and of_area and in_season) as in_season,
      count(*) = ${shownAtMost} as is_bounded,
      ${listOf(sql`select category as value, count(*) as count from matching
        where of_storage and of_area and of_season group by category`)} as categories,
      ${listOf(sql`select storage as value, count(*) as count from matching
        where of_category and of_area and of_season group by storage`)} as storages,
      ${areasOf(sql`select county, count(*) as count
        from matching cross join unnest(area_codes) as county
        where length(county) = 6 and of_category and of_storage and of_season
        group by county`)} as areas
    from matching`
}

/** The forty counties with most products, with their names. */
function areasOf(counties: SQL): SQL {
  return listOf(sql`select county as value, path_name as name, count
    from (select * from (${counties}) as county where count > 0
      order by count desc, county limit 40) as largest
    join villages.divisions_published divisions on divisions.code = county`)
}

/** The values of a facet that have products as JSON, those with most first. */
function listOf(values: SQL): SQL {
  return sql`(select coalesce(jsonb_agg(to_jsonb(each) order by each.count desc, each.value), '[]')
    from (${values}) as each where each.count > 0)`
}

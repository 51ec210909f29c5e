import { and, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { BrowseQuery } from '../../shared/catalogue/catalogue.api.ts'
import { catalogueItem, orderTerms } from '../../shared/catalogue/catalogue.schemas.ts'
import { queryRows } from '../platform/db/rows.ts'
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

const browseRow = catalogueItem
  .omit({ centsPerJin: true, deliveredCentsPerJin: true, terms: true })
  .extend({
    /** The median of the same produce counts this product as well; null: it counts none yet. */
    comparableOffers: z.int().nullable(),
    ...orderTerms.shape,
    freightCentsPerKg: z.int().nullable(),
  })

export type BrowseRow = z.output<typeof browseRow>

export interface BrowseQuestion {
  query: BrowseQuery
  /** Today in Asia/Shanghai, `YYYY-MM-DD`, and as the number MMDD. */
  today: string
  monthDay: number
  /** Whose address the goods would go to; null: nobody's. */
  unitId: string | null
}

/**
 * The products of a page, and one more where there is a next page. One statement finds them by an
 * index, then reads what is shown of each. Its texts are the orders × the filters that an index
 * serves × the first page and later ones.
 */
export function selectPage(reader: Reader, question: BrowseQuestion): Promise<BrowseRow[]> {
  const { query, today, monthDay, unitId } = question
  const { last, skipped, slice } = sliceOf(query)
  const more = sql`, ${unitId}::uuid as unit_id, ${last}::integer as last,
    ${skipped}::integer as skipped, ${query.season === 'now'}::boolean as is_now`
  return queryRows(
    reader,
    browseRow,
    sql`
    with ${questionOf(query, monthDay, more)},
    place as (${placeOf(asked('unit_id'))}),
    found as (${foundBy[query.sort](question)} ${slice})
    select found.id as product_id, found.name, found.variety, found.category, found.storage,
      photo.file_id as photo_file_id, found.cooperative_id, seller.name as cooperative_name,
      seller.is_example, found.origin_code, origin.path_name as origin_name,
      found.season @> ${asked('month_day')} as is_in_season, found.latest_harvest as harvested_on,
      coalesce(stock.grams, 0) as available_grams,
      pack.id as pack_id, pack.name as pack_name, pack.net_grams as pack_grams,
      pack.count as pack_count, pack.price_cents, pack.minimum_quantity,
      coalesce(tier.list, '[]') as tiers,
      median.median_cents_per_jin, median.offers as comparable_offers,
      terms.minimum_order_cents, terms.cut_off, terms.lead_time_days, area.freight_cents_per_kg
    from found
    join organisations.organisations_published seller on seller.id = found.cooperative_id
    join villages.divisions_published origin on origin.code = found.origin_code
    cross join lateral (
      select id, name, net_grams, price_cents, minimum_quantity, count(*) over () as count
      from catalogue.packs where product_id = found.id and withdrawn_at is null
      order by cents_per_jin, position limit 1
    ) as pack
    left join lateral (
      select jsonb_agg(jsonb_build_object('from_quantity', from_quantity,
        'price_cents', price_cents) order by from_quantity) as list
      from catalogue.price_tiers where pack_id = pack.id
    ) as tier on true
    left join lateral (
      select sum(available_grams)::bigint as grams from catalogue.lots
      join catalogue.lot_stock on lot_stock.lot_id = lots.id
      where lots.product_id = found.id and ${isSellable(today)}
    ) as stock on true
    left join catalogue.product_photos photo on photo.product_id = found.id and photo.position = 0
    left join catalogue.produce_medians median
      on median.category = found.category and median.produce_key = found.produce_key
    join catalogue.terms_in_force(${today}) terms on terms.cooperative_id = found.cooperative_id
    left join lateral (
      select freight_cents_per_kg from catalogue.delivery_areas
      where cooperative_id = found.cooperative_id
        and division_code = any((select codes from place)::text[])
      order by length(division_code) desc limit 1
    ) as area on true
    order by found.turn, found.rank, found.id desc`,
  )
}

/** Lots whose rest everybody may still be offered on a day. */
export function isSellable(today: string): SQL {
  return sql`lots.closed_at is null
    and (lots.expires_on is null or lots.expires_on >= ${today})
    and (lots.certificate_valid_to is null or lots.certificate_valid_to >= ${today})`
}

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

/**
 * One row more than the page tells whether there is a next one. The usual first page is written
 * into the text: of a limit that it cannot see PostgreSQL expects a tenth of the table.
 */
function sliceOf({ page, pageSize }: BrowseQuery) {
  const skipped = (page - 1) * pageSize
  const last = page * pageSize + 1
  if (page === 1 && pageSize === 24) return { last, skipped, end: sql`25`, slice: sql`limit 25` }
  const end = asked('last')
  const slice = sql`limit ${end} - ${asked('skipped')} offset ${asked('skipped')}`
  return { last, skipped, end, slice }
}

const columns = sql`products.id, name, variety, category, storage, products.cooperative_id,
  origin_code, season, latest_harvest, produce_key`

/** How the products of a page are found, each in an order that an index gives. */
const foundBy: Record<BrowseQuery['sort'], (question: BrowseQuestion) => SQL> = {
  // What is in season comes first, and of that what was harvested last. Two scans of one index
  // that stop early, instead of sorting everything by whether it is in season; the second one
  // only begins where the first has not filled the page, and all of the year is asked for.
  season: (question) => {
    const { end } = sliceOf(question.query)
    const half = (turn: SQL, condition: SQL) => sql`(
      select ${columns}, ${turn} as turn,
        coalesce('2100-01-01'::date - latest_harvest, 99999) as rank
      from catalogue.products where ${and(conditions(question), condition)}
      order by latest_harvest desc nulls last, id desc limit ${end})`
    const isRestWanted = sql`not ${asked('is_now')}
      and (select count(*) from front) < ${end}`
    return sql`
      with front as materialized (${half(sql`0`, isInSeason)})
      select * from (select * from front
        union all ${half(sql`1`, sql`not ${isInSeason} and ${isRestWanted}`)}) as halves
      order by turn, rank, id desc`
  },
  price: (question) => sql`
    select ${columns}, 0 as turn, cents_per_jin as rank from catalogue.products
    where ${conditions(question)} order by cents_per_jin, id desc`,
  newest: (question) => sql`
    select ${columns}, 0 as turn, -extract(epoch from created_at) as rank from catalogue.products
    where ${conditions(question)} order by created_at desc, id desc`,
  // Half a 分 per kilogram is a 分 per 斤. Where nothing is delivered comes last.
  delivered: (question) => sql`
    select ${columns}, (reach.freight is null)::int as turn,
      cents_per_jin * 2 + coalesce(reach.freight, 0) as rank
    from catalogue.products left join (
      select distinct on (cooperative_id) cooperative_id, freight_cents_per_kg as freight
      from catalogue.delivery_areas where division_code = any((select codes from place)::text[])
      order by cooperative_id, length(division_code) desc
    ) as reach on reach.cooperative_id = products.cooperative_id
    where ${conditions(question)} order by turn, rank, id desc`,
}

/** The condition on `products`: filters that an index serves stand in it where they are asked. */
function conditions({ query }: BrowseQuestion): SQL | undefined {
  return and(
    isOnSale,
    query.q === '' ? undefined : holdsWords,
    query.cooperativeId === undefined ? undefined : isOfCooperative,
    query.category === undefined ? undefined : isOfCategory,
    query.area === undefined ? undefined : isOfArea,
    isWithinRest,
  )
}

/** The filters that no index serves, asked for or not: as one, of which half is expected. */
const isWithinRest = sql`coalesce((${isOfStorage} or ${asked('storage')} is null)
  and ${isWithinPrice} and ${isOfSeason}, false)`

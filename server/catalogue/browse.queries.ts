import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type BrowseQuery, lastPage } from '../../shared/catalogue/catalogue.api.ts'
import { arrayOf, document, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { foundProducts } from './find-products.queries.ts'
import { planSearch, type SearchPlan } from './plan-search.queries.ts'
import { filterValue, questionOf } from './product-filters.queries.ts'
import type { Interpretation } from './search-interpretations.ts'

export interface BrowseQuestion {
  query: BrowseQuery & { interpretation?: Interpretation }
  /** Today in Asia/Shanghai, `YYYY-MM-DD`, and as the number MMDD. */
  today: string
  monthDay: number
  /** The unit whose address decides about freight; null for a visitor. */
  unitId: string | null
}

const catalogueCard = z.object({
  /** The item as the API writes it, without the delivered price, which stands last. */
  opening: z.string(),
  cooperativeId: z.uuid(),
  priceCents: z.int(),
  packGrams: z.int(),
})

/** What a page of the catalogue shows to everybody alike. */
export interface CataloguePage {
  cards: z.output<typeof catalogueCard>[]
  hasMore: boolean
}

/** The products of a page; where filters are asked for, a look at their weight before. */
export async function selectPage(reader: Reader, question: BrowseQuestion): Promise<CataloguePage> {
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
): Promise<CataloguePage> {
  const last = query.page * query.pageSize + 1
  const skipped = (query.page - 1) * query.pageSize
  const more = sql`, ${unitId}::uuid as unit_id, ${last}::integer as last,
    ${skipped}::integer as skipped, ${query.season === 'now'}::boolean as is_now`
  // Nobody's address makes no delivered price: then that order is the order by price.
  const sort = query.sort === 'delivered' && unitId === null ? 'price' : query.sort
  const rows = await queryRows(
    reader,
    catalogueCard,
    sql`
    with ${questionOf(query, monthDay, more)},
    ${sort === 'delivered' ? reach : sql``}
    found as materialized (${foundProducts({ ...query, sort }, plan)}),
    general as materialized (${generalTerms(today)})
    select ${openingOf(today)} as opening, found.cooperative_id, own.price_cents, own.pack_grams
    from found join catalogue.product_documents own on own.product_id = found.id
    join organisations.organisations_published seller on seller.id = found.cooperative_id
    join villages.divisions_published origin on origin.code = found.origin_code
    left join catalogue.produce_medians median
      on median.category = found.category and median.produce_key = found.produce_key
    left join catalogue.seller_documents offered on offered.cooperative_id = found.cooperative_id
    cross join general
    order by turn, rank, found.id desc`,
  )
  const isLast = query.page >= lastPage(query.pageSize)
  const hasMore = rows.length > query.pageSize && !isLast
  return { cards: rows.slice(0, query.pageSize), hasMore }
}

/** The terms of whoever has set none, on a day, as the API writes them: one row. */
export function generalTerms(today: string): SQL {
  return sql`select '{"minimumOrderCents":' || minimum_order_cents
      || ',"cutOff":"' || left(cut_off::text, 5) || '","leadTimeDays":' || lead_time_days || '}'
      as terms
    from catalogue.default_sales_terms
    where valid_from <= ${today} order by valid_from desc limit 1`
}

/**
 * A card as text: its document, which lacks the closing brace, and what changes with other things.
 * It is put together by hand because making JSON of rows takes PostgreSQL most of the time.
 */
function openingOf(today: string): SQL {
  return sql`own.card || ',"cooperativeName":' || to_json(seller.name)
    || ',"isExample":' || seller.is_example || ',"originName":' || to_json(origin.path_name)
    || ',"isInSeason":' || found.is_in_season || ',"availableGrams":' || coalesce(
      (select sum(available_grams)::bigint from catalogue.lots
        join catalogue.lot_stock on lot_stock.lot_id = lots.id
        where lots.product_id = found.id and lots.closed_at is null
          and coalesce(lots.expires_on >= ${today}, true)
          and coalesce(lots.certificate_valid_to >= ${today}, true)), 0)
    || ',"medianCentsPerJin":'
    || coalesce(case when median.offers > 1 then median.median_cents_per_jin::text end, 'null')
    || ',"comparableOffers":' || coalesce(median.offers, 1)
    || ',"terms":' || coalesce(offered.terms, general.terms)`
}

/** Who delivers to the place, and at which freight, for the order by delivered price. */
const reach = sql`place as materialized (${placeOf(filterValue('unit_id'))}),
  reach as materialized (
    select distinct on (cooperative_id) cooperative_id, freight_cents_per_kg as freight
    from catalogue.delivery_areas where division_code = any((select codes from place)::text[])
    order by cooperative_id, length(division_code) desc
  ),`

const freightsRow = z.object({ freights: document(z.record(z.string(), z.int())) })

/**
 * Freight in 分 per kilogram to the unit, by cooperative, of those that deliver there. One row:
 * reading twenty costs the program more than making the object costs PostgreSQL.
 */
export async function selectFreights(
  reader: Reader,
  { unitId, cooperativeIds }: { unitId: string; cooperativeIds: readonly string[] },
): Promise<Record<string, number>> {
  const row = await queryRow(
    reader,
    freightsRow,
    sql`
    with place as materialized (${placeOf(sql`${unitId}::uuid`)})
    select coalesce(json_object_agg(cooperative_id, freight_cents_per_kg), '{}') as freights
    from (
      select distinct on (cooperative_id) cooperative_id, freight_cents_per_kg
      from catalogue.delivery_areas
      where cooperative_id = any(${arrayOf('uuid', cooperativeIds)})
        and division_code = any((select codes from place)::text[])
      order by cooperative_id, length(division_code) desc
    ) as narrowest`,
  )
  return row?.freights ?? {}
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

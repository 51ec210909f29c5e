import type { Sql } from 'postgres'
import type { BrowseQuery, FacetsQuery } from '../../shared/catalogue/catalogue.api.ts'
import type { PriceTier } from '../../shared/catalogue/price.ts'
import { gramsOfWord, plainText } from '../../shared/catalogue/search-words.ts'

/** Values of one statement, numbered as they are used, so that its text is always the same. */
function parameters() {
  const values: unknown[] = []
  return { values, use: (value: unknown, type: string) => `$${values.push(value)}::${type}` }
}

type Use = ReturnType<typeof parameters>['use']

export interface BrowseRow {
  productId: string
  name: string
  variety: string
  category: string
  storage: string
  photoFileId: string | null
  cooperativeId: string
  cooperativeName: string
  isExample: boolean
  originCode: string
  originName: string
  isInSeason: boolean
  harvestedOn: string | null
  availableGrams: number
  packId: string
  packName: string
  packGrams: number
  packCount: number
  priceCents: number
  minimumQuantity: number
  tiers: PriceTier[]
  medianCentsPerJin: number | null
  comparableOffers: number | null
  minimumOrderCents: number
  cutOff: string
  leadTimeDays: number
  freightCentsPerKg: number | null
}

export interface BrowseFor {
  query: BrowseQuery
  /** Today in Asia/Shanghai, `YYYY-MM-DD`, and as the number MMDD. */
  today: string
  monthDay: number
  /** Whose address the goods would go to; null: nobody's. */
  unitId: string | null
}

/** One statement for a page: the products first, by an index, then what is shown of each. */
export function browseStatement({ query, today, monthDay, unitId }: BrowseFor) {
  const { values, use } = parameters()
  const unit = use(unitId, 'uuid')
  const { end, slice } = sliceOf(query, use)
  const at = use(monthDay, 'int')
  const day = use(today, 'date')
  const where = conditions(query, at, use)
  const onlyNow = query.season === 'now'
  const shape = `${query.sort} ${slice} ${onlyNow} ${where}`
  let text = texts.get(shape)
  if (text === undefined) {
    const found = `${foundBy[query.sort]({ where, at, end, onlyNow })} ${slice}`
    text = pageText({ unit, day, at, found })
    texts.set(shape, text)
  }
  return { text, values }
}

/** The texts put together so far: there are as many as ways to combine filters. */
const texts = new Map<string, string>()

function pageText({ unit, day, at, found }: Record<'unit' | 'day' | 'at' | 'found', string>) {
  return `
    with place as (${placeOf(unit)}),
    found as (${found})
    select found.id as "productId", found.name, found.variety, found.category, found.storage,
      photo.file_id as "photoFileId", found.cooperative_id as "cooperativeId",
      seller.name as "cooperativeName", seller.is_example as "isExample",
      found.origin_code as "originCode", origin.path_name as "originName",
      found.season @> ${at} as "isInSeason", found.latest_harvest::text as "harvestedOn",
      coalesce(stock.grams, 0) as "availableGrams",
      pack.id as "packId", pack.name as "packName", pack.net_grams as "packGrams",
      pack.count as "packCount", pack.price_cents as "priceCents",
      pack.minimum_quantity as "minimumQuantity", coalesce(tier.list, '[]') as tiers,
      median.median_cents_per_jin as "medianCentsPerJin", median.offers as "comparableOffers",
      terms.minimum_order_cents as "minimumOrderCents", terms.cut_off as "cutOff",
      terms.lead_time_days as "leadTimeDays",
      area.freight_cents_per_kg as "freightCentsPerKg"
    from found
    join organisations.organisations_published seller on seller.id = found.cooperative_id
    join villages.divisions_published origin on origin.code = found.origin_code
    cross join lateral (
      select id, name, net_grams, price_cents, minimum_quantity, count(*) over () as count
      from catalogue.packs where product_id = found.id and withdrawn_at is null
      order by cents_per_jin, position limit 1
    ) as pack
    left join lateral (
      select jsonb_agg(jsonb_build_object('fromQuantity', from_quantity, 'priceCents', price_cents)
        order by from_quantity) as list from catalogue.price_tiers where pack_id = pack.id
    ) as tier on true
    left join lateral (
      select sum(available_grams)::bigint as grams from catalogue.lots
      join catalogue.lot_stock on lot_stock.lot_id = lots.id
      where lots.product_id = found.id and lots.closed_at is null
        and (lots.expires_on is null or lots.expires_on >= ${day})
        and (lots.certificate_valid_to is null or lots.certificate_valid_to >= ${day})
    ) as stock on true
    left join catalogue.product_photos photo on photo.product_id = found.id and photo.position = 0
    left join catalogue.produce_medians median
      on median.category = found.category and median.produce_key = found.produce_key
    join catalogue.terms_in_force(${day}) terms on terms.cooperative_id = found.cooperative_id
    left join lateral (
      select freight_cents_per_kg from catalogue.delivery_areas
      where cooperative_id = found.cooperative_id
        and division_code = any((select codes from place)::text[])
      order by length(division_code) desc limit 1
    ) as area on true
    order by found.turn, found.rank, found.id desc`
}

/**
 * One row more than the page tells whether there is a next one. The usual first page is written
 * into the text: of a limit that is a parameter PostgreSQL expects a tenth of the table, and then
 * plans the statement anew each time.
 */
function sliceOf({ page, pageSize }: BrowseQuery, use: Use) {
  if (page === 1 && pageSize === 24) return { end: '25', slice: 'limit 25' }
  const end = use(page * pageSize + 1, 'int')
  const skip = use((page - 1) * pageSize, 'int')
  return { end, slice: `limit ${end} - ${skip} offset ${skip}` }
}

/**
 * The codes of the unit's canteen, or of the unit itself, and of all divisions above it. Without
 * the offset PostgreSQL would look the address up once for each of the five codes.
 */
export function placeOf(unit: string): string {
  return `
    select array[left(code, 2), left(code, 4), left(code, 6), left(code, 9), code] as codes
    from (select coalesce(
      (select division_code from organisations.buying_channels_published buying_channels
        where unit_id = ${unit}
        and closed_at is null
        order by kind = 'canteen' desc, created_at limit 1),
      (select division_code from organisations.organisations_published organisations
        where id = ${unit})) as code offset 0) as address`
}

interface Found {
  where: string
  at: string
  end: string
  /** The filters leave nothing that is out of season. */
  onlyNow: boolean
}

const columns = `id, name, variety, category, storage, cooperative_id, origin_code, season,
  latest_harvest, produce_key`

/** How the products of a page are found, each in an order that an index gives. */
const foundBy: Record<BrowseQuery['sort'], (given: Found) => string> = {
  // What is in season comes first, and of that what was harvested last. Two scans of one index
  // that stop early, instead of sorting everything by whether it is in season; the second one
  // only begins where the first has not filled the page.
  season: ({ where, at, end, onlyNow }) => {
    const half = (turn: 0 | 1) => `(
      select ${columns}, ${turn} as turn,
        coalesce('2100-01-01'::date - latest_harvest, 99999) as rank
      from catalogue.products where ${where} and ${turn === 0 ? '' : 'not '}${inSeason(at)}
        ${turn === 0 ? '' : `and (select count(*) from front) < ${end}`}
      order by latest_harvest desc nulls last, id desc limit ${end})`
    if (onlyNow) return `select * from ${half(0)} as found order by turn, rank, id desc`
    return `with front as materialized (${half(0)})
      select * from (select * from front union all ${half(1)}) as halves
      order by turn, rank, id desc`
  },
  price: ({ where }) => `
    select ${columns}, 0 as turn, cents_per_jin as rank from catalogue.products
    where ${where} order by cents_per_jin, id desc`,
  newest: ({ where }) => `
    select ${columns}, 0 as turn, -extract(epoch from created_at) as rank from catalogue.products
    where ${where} order by created_at desc, id desc`,
  // Half a 分 per kilogram is a 分 per 斤. Where nothing is delivered comes last.
  delivered: ({ where }) => `
    select products.id, name, variety, category, storage, products.cooperative_id, origin_code,
      season, latest_harvest, produce_key, (reach.freight is null)::int as turn,
      cents_per_jin * 2 + coalesce(reach.freight, 0) as rank
    from catalogue.products left join (
      select distinct on (cooperative_id) cooperative_id, freight_cents_per_kg as freight
      from catalogue.delivery_areas where division_code = any((select codes from place)::text[])
      order by cooperative_id, length(division_code) desc
    ) as reach on reach.cooperative_id = products.cooperative_id
    where ${where} order by turn, rank, id desc`,
}

/** The condition on `products` that a query's filters make. */
function conditions(query: BrowseQuery, at: string, use: Use) {
  const where = [`state = 'approved'`, 'cents_per_jin is not null', ...textConditions(query, use)]
  if (query.category !== undefined) where.push(`category = ${use(query.category, 'text')}`)
  if (query.storage !== undefined) where.push(`storage = ${use(query.storage, 'text')}`)
  if (query.area !== undefined) where.push(`area_codes @> array[${use(query.area, 'text')}]`)
  const ordersBySeason = query.sort === 'season'
  if (query.season !== undefined && !(query.season === 'now' && ordersBySeason))
    where.push(seasonFits(query.season, at, use))
  return where.join(' and ')
}

/** The filters that no facet stands for. */
function textConditions(query: FacetsQuery, use: Use): string[] {
  const where: string[] = []
  for (const word of plainText(query.q).split(' ').filter(Boolean)) {
    where.push(`search_grams @> ${use(gramsOfWord(word), 'text[]')}`)
    if ([...word].length > 2) where.push(`position(${use(word, 'text')} in search_words) > 0`)
  }
  if (query.minimumCentsPerJin !== undefined)
    where.push(`cents_per_jin >= ${use(query.minimumCentsPerJin, 'bigint')}`)
  if (query.maximumCentsPerJin !== undefined)
    where.push(`cents_per_jin <= ${use(query.maximumCentsPerJin, 'bigint')}`)
  if (query.cooperativeId !== undefined)
    where.push(`cooperative_id = ${use(query.cooperativeId, 'uuid')}`)
  return where
}

function monthRange(month: string): string {
  return `[${Number(month) * 100 + 1},${Number(month) * 100 + 32})`
}

export interface FacetsRow {
  total: number
  inSeason: number
  categories: { value: string; count: number }[]
  storages: { value: string; count: number }[]
  areas: { value: string; name: string; count: number }[]
}

/**
 * One statement for all facets: what the words and prices leave is read once, each facet counts
 * under the filters of the others.
 */
export function facetsStatement(query: FacetsQuery, monthDay: number) {
  const { values, use } = parameters()
  const at = use(monthDay, 'int')
  const fits = {
    category: query.category === undefined ? 'true' : `category = ${use(query.category, 'text')}`,
    storage: query.storage === undefined ? 'true' : `storage = ${use(query.storage, 'text')}`,
    area: query.area === undefined ? 'true' : `area_codes @> array[${use(query.area, 'text')}]`,
    season: query.season === undefined ? 'true' : seasonFits(query.season, at, use),
  }
  const where = [`state = 'approved'`, 'cents_per_jin is not null', ...textConditions(query, use)]
  const text = `
    with matching as materialized (
      select category, storage, left(origin_code, 6) as county, season @> ${at} as in_season,
        ${fits.category} as of_category, ${fits.storage} as of_storage,
        ${fits.area} as of_area, ${fits.season} as of_season
      from catalogue.products where ${where.join(' and ')}
    )
    select
      (select count(*) from matching
        where of_category and of_storage and of_area and of_season) as total,
      (select count(*) from matching
        where of_category and of_storage and of_area and in_season) as "inSeason",
      (select coalesce(jsonb_agg(to_jsonb(each) order by each.count desc, each.value), '[]') from (
        select category as value, count(*) as count from matching
        where of_storage and of_area and of_season group by category) as each) as categories,
      (select coalesce(jsonb_agg(to_jsonb(each) order by each.count desc, each.value), '[]') from (
        select storage as value, count(*) as count from matching
        where of_category and of_area and of_season group by storage) as each) as storages,
      (select coalesce(jsonb_agg(to_jsonb(each) order by each.count desc, each.value), '[]') from (
        select county as value, divisions.path_name as name, count(*) as count
        from matching join villages.divisions_published divisions on divisions.code = county
        where of_category and of_storage and of_season group by county, divisions.path_name
        order by count(*) desc, county limit 40) as each) as areas`
  return { text, values }
}

function seasonFits(season: string, at: string, use: Use): string {
  if (season === 'now') return inSeason(at)
  return `coalesce(season && ${use(monthRange(season), 'int4range')}, false)`
}

/**
 * Of a bare `@>` with a parameter PostgreSQL expects one row in two hundred, and then sorts what
 * it could have walked in order; of this it expects half.
 */
function inSeason(at: string): string {
  return `coalesce(season @> ${at}, false)`
}

/** Runs a written-out statement, prepared where the way to the database allows it. */
export async function runPrepared<Row>(
  database: { sql: Sql; prepare: boolean },
  { text, values }: { text: string; values: unknown[] },
): Promise<Row[]> {
  const options = { prepare: database.prepare }
  return (await database.sql.unsafe(text, values as never[], options)) as unknown as Row[]
}

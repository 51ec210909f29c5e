import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { listing, listingSummary } from '../../shared/catalogue/catalogue.schemas.ts'
import type { ProductState } from '../../shared/catalogue/product-states.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf, type ListOrder, latestFirst, pageOf } from '../platform/db/keyset.ts'
import { filtered, isOnPage, type ListSource, withinScanLimit } from '../platform/db/list-source.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { products } from './catalogue.tables.ts'
import { readProduceWords } from './produce-words.queries.ts'
import { gramsOf } from './product-filters.queries.ts'
import { instantText, lotsOf, photosOf, tiersOf, windowsOf } from './product-parts.queries.ts'
import { interpretationsOf, literalInterpretation } from './search-interpretations.ts'

/** Expired lots do not count as stock. */
const isStock = (today: string) => sql`lots.product_id = products.id and lots.closed_at is null
  and (lots.expires_on is null or lots.expires_on >= ${today})`

const summaryOn = (today: string) => sql`
  products.id as product_id, products.version, products.name, products.variety,
  products.category, products.state, products.state_reason,
  (select file_id from catalogue.product_photos where product_id = products.id and position = 0)
    as photo_file_id,
  products.cooperative_id, seller.name as cooperative_name,
  cooperatives.county_code, origin.path_name as origin_path_name,
  (select coalesce(jsonb_agg(jsonb_build_object('pack_id', packs.id, 'version', packs.version,
      'name', packs.name, 'net_grams', packs.net_grams, 'price_cents', packs.price_cents,
      'minimum_quantity', packs.minimum_quantity, 'tiers', ${tiersOf(sql`packs.id`)},
      'review', packs.review, 'review_reason', packs.review_reason,
      'is_offered', packs.is_offered)
      order by packs.position), '[]')
    from catalogue.packs where product_id = products.id and withdrawn_at is null) as packs,
  (select coalesce(sum(available_grams), 0)::bigint from catalogue.lots
    join catalogue.lot_stock on lot_stock.lot_id = lots.id
    where ${isStock(today)}) as available_grams,
  (select count(*) from catalogue.lots where ${isStock(today)}) as open_lots,
  ${instantText(sql`products.submitted_at`)} as submitted_at,
  ${instantText(sql`products.updated_at`)} as updated_at,
  products.duplicate_of, products.packs_waiting`

const wholeOn = (today: string) => sql`${summaryOn(today)},
  products.description, products.storage, products.shelf_life_days, products.origin_code,
  ${photosOf(sql`products.id`)} as photo_file_ids,
  ${windowsOf(sql`products.id`)} as season_windows,
  (select coalesce(jsonb_agg(jsonb_build_object('pack_id', pack_id,
      'from_at', ${instantText(sql`from_at`)}, 'price_cents', pack_prices.price_cents)
      order by from_at desc), '[]')
    from catalogue.pack_prices join catalogue.packs on packs.id = pack_id
      where product_id = products.id) as prices,
  ${lotsOf(sql`products.id`, sql`true`)} as lots,
  (select coalesce(jsonb_agg(jsonb_build_object('lot_id', lot_id, 'change_grams', change_grams,
      'reason', reason, 'created_at', ${instantText(sql`lot_adjustments.created_at`)})
      order by lot_adjustments.created_at desc, lot_adjustments.id desc), '[]')
    from catalogue.lot_adjustments join catalogue.lots on lots.id = lot_id
    where product_id = products.id) as adjustments`

const tables = sql`catalogue.products
  join organisations.cooperatives_published cooperatives
    on cooperatives.organisation_id = products.cooperative_id
  join organisations.organisations_published seller on seller.id = products.cooperative_id
  join villages.divisions_published origin on origin.code = products.origin_code`

interface ListingsFilter extends CursorPage {
  /** Today in Asia/Shanghai. */
  today: string
  state?: ProductState | undefined
}

/** A cooperative's listings, those changed last first. */
export async function listingsOfCooperative(
  reader: Reader,
  filter: ListingsFilter & { cooperativeId: string; q: string },
) {
  const { state, cooperativeId, q } = filter
  const interpretations = q === '' ? [] : interpretationsOf(await readProduceWords(reader), q)
  const [named = literalInterpretation(q)] = interpretations
  const [grams, letters] = [gramsOf(named), gramsOf(literalInterpretation(q))]
  const own = { table: products, condition: sql`products.cooperative_id = ${cooperativeId}` }
  const source = filtered(own, {
    filters: [
      state !== undefined && sql`products.state = ${state}`,
      q !== '' &&
        sql`(products.search_grams @> ${arrayOf('text', letters)}
          or products.search_grams @> ${arrayOf('text', grams)}
            and (products.search_grams && ${arrayOf('text', named.anyOf)}
              or ${named.anyOf.length === 0}))`,
    ],
  })
  return readListings(reader, filter, source, latestFirst('updated_at', 'products'))
}

/** Said as a constant, by which PostgreSQL knows the index of what waits. */
const isWaiting = sql`(products.state in ('in_review', 'held') or products.packs_waiting > 0)`

/**
 * Listings of the counties whose codes begin with `area`, of what waits the longest first, of all
 * else what changed last; merged from the cooperatives there, unless they are all there are.
 */
export function listingsToReview(reader: Reader, filter: ListingsFilter & { area: string }) {
  const { state, area } = filter
  const waits = state === undefined || state === 'in_review' || state === 'held'
  const keys = sql`select organisation_id from organisations.cooperatives_published
    where starts_with(county_code, ${area})`
  const parts = area === '' ? null : { column: sql`products.cooperative_id`, keys }
  const source = filtered(
    { table: products, condition: sql`true`, parts },
    {
      found: [waits && isWaiting],
      filters: [state !== undefined && sql`products.state = ${state}`],
      isFew: waits,
    },
  )
  const columns = [
    { column: sql`products.submitted_at`, type: 'timestamptz' as const },
    { column: sql`products.id`, type: 'uuid' as const },
  ]
  const order = waits ? { name: 'waiting', columns } : latestFirst('updated_at', 'products')
  return readListings(reader, filter, source, order)
}

/** Several listings whole, in whatever state. */
export async function listingsByIds(
  reader: Reader,
  { ids, today }: { ids: readonly string[]; today: string },
) {
  return queryRows(
    reader,
    listing,
    sql`select ${wholeOn(today)} from ${tables}
      where products.id = any(${arrayOf('uuid', ids)})`,
  )
}

const listedRow = listingSummary.extend({ cursor: z.string() })

async function readListings(
  reader: Reader,
  filter: ListingsFilter,
  source: ListSource,
  order: ListOrder,
) {
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, keysetOf(order, filter))
  const rows = await queryRows(
    reader,
    listedRow,
    sql`
    select ${summaryOn(filter.today)}, ${keyset.cursor} as cursor from ${tables}
    where ${isOnPage(source, keyset)} order by ${keyset.order}`,
  )
  return pageOf(rows, filter, ({ cursor: _, ...row }) => row, rest)
}

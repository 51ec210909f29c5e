import { type SQL, sql } from 'drizzle-orm'
import type { ProductState } from '../../shared/catalogue/product-states.ts'
import { gramsOfWord, plainText } from '../../shared/catalogue/search-words.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { instantText, lotsOf, photosOf, tiersOf, windowsOf } from './product-page.queries.ts'

export interface ListingRow {
  [column: string]: unknown
  productId: string
  cooperativeId: string
  countyCode: string
  state: ProductState
}

/** What cannot be sold any more, because it is too old, is no stock. */
const sellable = (today: string) => `lots.product_id = products.id and lots.closed_at is null
      and (lots.expires_on is null or lots.expires_on >= '${today}'::date)`

const summaryOn = (today: string) => `
  products.id as "productId", products.version, products.name, products.variety,
  products.category, products.state, products.state_reason as "stateReason",
  (select file_id from catalogue.product_photos where product_id = products.id and position = 0)
    as "photoFileId",
  products.cooperative_id as "cooperativeId", seller.name as "cooperativeName",
  cooperatives.county_code as "countyCode", origin.path_name as "originPathName",
  (select coalesce(jsonb_agg(jsonb_build_object('packId', packs.id, 'version', packs.version,
      'name', packs.name, 'netGrams', packs.net_grams, 'priceCents', packs.price_cents,
      'minimumQuantity', packs.minimum_quantity, 'tiers', ${tiersOf('packs.id')})
      order by packs.position), '[]')
    from catalogue.packs where product_id = products.id and withdrawn_at is null) as packs,
  (select coalesce(sum(available_grams), 0)::bigint from catalogue.lots
    join catalogue.lot_stock on lot_stock.lot_id = lots.id
    where ${sellable(today)}) as "availableGrams",
  (select count(*) from catalogue.lots where ${sellable(today)}) as "openLots",
  ${instantText('products.submitted_at')} as "submittedAt",
  ${instantText('products.updated_at')} as "updatedAt",
  products.duplicate_of as "duplicateOf"`

const wholeOn = (today: string) => `${summaryOn(today)},
  products.description, products.storage, products.shelf_life_days as "shelfLifeDays",
  products.origin_code as "originCode", ${photosOf('products.id')} as "photoFileIds",
  ${windowsOf('products.id')} as "seasonWindows",
  (select coalesce(jsonb_agg(jsonb_build_object('packId', pack_id,
      'fromAt', ${instantText('from_at')}, 'priceCents', pack_prices.price_cents)
      order by from_at desc), '[]')
    from catalogue.pack_prices join catalogue.packs on packs.id = pack_id
      where product_id = products.id) as prices,
  ${lotsOf('products.id', 'true')} as lots,
  (select coalesce(jsonb_agg(jsonb_build_object('lotId', lot_id, 'changeGrams', change_grams,
      'reason', reason, 'createdAt', ${instantText('lot_adjustments.created_at')})
      order by lot_adjustments.created_at desc, lot_adjustments.id desc), '[]')
    from catalogue.lot_adjustments join catalogue.lots on lots.id = lot_id
    where product_id = products.id) as adjustments`

const tables = `catalogue.products
  join organisations.cooperatives_published cooperatives
    on cooperatives.organisation_id = products.cooperative_id
  join organisations.organisations_published seller on seller.id = products.cooperative_id
  join villages.divisions_published origin on origin.code = products.origin_code`

interface Page {
  /** A day as the clock of the act gives it, never as a person writes it. */
  today: string
  page: number
  pageSize: number
}

/** A cooperative's listings, those changed last first, and how many there are. */
export function listingsOfCooperative(
  reader: Reader,
  wanted: Page & { cooperativeId: string; q: string; state: ProductState | undefined },
) {
  const words = plainText(wanted.q).split(' ').filter(Boolean)
  const conditions = [
    sql`products.cooperative_id = ${wanted.cooperativeId}`,
    ...(wanted.state === undefined ? [] : [sql`products.state = ${wanted.state}`]),
    ...words.map((word) => sql`search_grams @> ${sql.param(gramsOfWord(word))}::text[]`),
  ]
  return selectPage(reader, wanted, sql.join(conditions, sql` and `), sql`products.updated_at desc`)
}

/** Listings of the counties whose codes begin with `area`, those that wait longest first. */
export function listingsToReview(
  reader: Reader,
  wanted: Page & { area: string; state: ProductState | undefined },
) {
  const states = wanted.state === undefined ? ['in_review', 'held'] : [wanted.state]
  return selectPage(
    reader,
    wanted,
    sql`products.state = any(${sql.param(states)}::text[])
      and starts_with(cooperatives.county_code, ${wanted.area})`,
    sql`products.submitted_at nulls last`,
  )
}

/** Several listings whole, in whatever state. */
export async function listingsByIds(
  reader: Reader,
  { ids, today }: { ids: readonly string[]; today: string },
): Promise<ListingRow[]> {
  if (ids.length === 0) return []
  return reader.execute<ListingRow>(sql`
    select ${sql.raw(wholeOn(today))} from ${sql.raw(tables)}
    where products.id = any(${sql.param(ids)}::uuid[])`)
}

async function selectPage(reader: Reader, wanted: Page, condition: SQL, order: SQL) {
  const { page, pageSize, today } = wanted
  const rows = await reader.execute<ListingRow & { total: number }>(sql`
    select ${sql.raw(summaryOn(today))}, count(*) over () as total from ${sql.raw(tables)}
    where ${condition} order by ${order}, products.id
    limit ${pageSize} offset ${(page - 1) * pageSize}`)
  return { items: rows, total: rows[0]?.total ?? 0, page, pageSize }
}

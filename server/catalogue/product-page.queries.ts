import type { PriceTier } from '../../shared/catalogue/price.ts'
import type { SeasonWindow } from '../../shared/catalogue/season.ts'
import { placeOf } from './browse.queries.ts'

export interface LotRow {
  lotId: string
  number: string
  harvestedOn: string
  expiresOn: string | null
  totalGrams: number
  availableGrams: number
  households: number | null
  closedAt: string | null
  certificate: {
    kind: string
    number: string
    issuedOn: string | null
    validTo: string | null
    fileId: string | null
  }
  villages: { code: string | null; pathName: string | null; shareBasisPoints: number }[]
}

export interface ProductPageRow {
  productId: string
  name: string
  variety: string
  category: string
  description: string
  storage: string
  shelfLifeDays: number | null
  photoFileIds: string[]
  cooperativeId: string
  cooperativeName: string
  isExample: boolean
  originCode: string
  originPathName: string
  seasonWindows: SeasonWindow[]
  freightCentsPerKg: number | null
  median: { centsPerJin: number; offers: number } | null
  terms: { minimumOrderCents: number; cutOff: string; leadTimeDays: number }
  deliveryAreas: { code: string; name: string; freightCentsPerKg: number }[]
  packs: {
    packId: string
    version: number
    name: string
    netGrams: number
    pieces: number | null
    priceCents: number
    minimumQuantity: number
    tiers: PriceTier[]
    prices: { fromAt: string; priceCents: number }[]
  }[]
  lots: LotRow[]
}

/** An instant inside JSON as the API writes it. */
export const instantText = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** A product's photos, first photo first, as JSON. */
export const photosOf = (product: string) => `
  (select coalesce(jsonb_agg(file_id order by position), '[]')
    from catalogue.product_photos where product_id = ${product})`

/** A product's season windows as JSON. */
export const windowsOf = (product: string) => `
  (select coalesce(jsonb_agg(jsonb_build_object('starts', starts, 'ends', ends)
    order by position), '[]') from catalogue.season_windows where product_id = ${product})`

/** A pack's tiers as JSON. */
export const tiersOf = (pack: string) => `
  (select coalesce(jsonb_agg(jsonb_build_object(
    'fromQuantity', from_quantity, 'priceCents', price_cents) order by from_quantity), '[]')
    from catalogue.price_tiers where pack_id = ${pack})`

/** The packs of a product that are on sale, as JSON, each with at most 24 earlier prices. */
const packsOf = (product: string) => `
  (select coalesce(jsonb_agg(jsonb_build_object(
      'packId', packs.id, 'version', packs.version, 'name', packs.name,
      'netGrams', packs.net_grams, 'pieces', packs.pieces, 'priceCents', packs.price_cents,
      'minimumQuantity', packs.minimum_quantity, 'tiers', ${tiersOf('packs.id')},
      'prices', (select coalesce(jsonb_agg(jsonb_build_object(
          'fromAt', ${instantText('from_at')}, 'priceCents', price_cents)
          order by from_at desc), '[]')
        from (select * from catalogue.pack_prices where pack_id = packs.id
          order by from_at desc limit 24) as kept))
      order by packs.position), '[]')
    from catalogue.packs where product_id = ${product} and withdrawn_at is null)`

/** The lots of a product for a condition on \`lots\`, as JSON; what expires first comes first. */
export const lotsOf = (product: string, condition: string) => `
  (select coalesce(jsonb_agg(jsonb_build_object(
      'lotId', lots.id, 'number', lots.number, 'harvestedOn', lots.harvested_on,
      'expiresOn', lots.expires_on, 'totalGrams', lots.total_grams,
      'availableGrams', lot_stock.available_grams, 'households', lots.households,
      'closedAt', ${instantText('lots.closed_at')},
      'certificate', jsonb_build_object('kind', lots.certificate_kind,
        'number', lots.certificate_number, 'issuedOn', lots.certificate_issued_on,
        'validTo', lots.certificate_valid_to, 'fileId', lots.certificate_file_id),
      'villages', (select jsonb_agg(jsonb_build_object('code', village_code,
          'pathName', divisions.path_name, 'shareBasisPoints', share_basis_points)
          order by position)
        from catalogue.lot_villages left join villages.divisions_published divisions
          on divisions.code = village_code
        where lot_id = lots.id))
      order by lots.expires_on nulls last, lots.harvested_on, lots.id), '[]')
    from catalogue.lots join catalogue.lot_stock on lot_stock.lot_id = lots.id
    where lots.product_id = ${product} and ${condition})`

/** One statement for the whole page of an approved product; no row when there is none. */
export function productPageStatement(given: {
  productId: string
  today: string
  unitId: string | null
}) {
  const onSale = `lots.closed_at is null and lot_stock.available_grams > 0
    and (lots.expires_on is null or lots.expires_on >= $2::date)
    and (lots.certificate_valid_to is null or lots.certificate_valid_to >= $2::date)`
  const text = `
    with place as (${placeOf('$3::uuid')})
    select products.id as "productId", products.name, products.variety, products.category,
      products.description, products.storage, products.shelf_life_days as "shelfLifeDays",
      ${photosOf('products.id')} as "photoFileIds",
      products.cooperative_id as "cooperativeId", seller.name as "cooperativeName",
      seller.is_example as "isExample", products.origin_code as "originCode",
      origin.path_name as "originPathName", ${windowsOf('products.id')} as "seasonWindows",
      (select freight_cents_per_kg from catalogue.delivery_areas
        where cooperative_id = products.cooperative_id
          and division_code = any((select codes from place)::text[])
        order by length(division_code) desc limit 1) as "freightCentsPerKg",
      (select jsonb_build_object('centsPerJin', median_cents_per_jin, 'offers', offers)
        from catalogue.produce_medians median
        where median.category = products.category and median.produce_key = products.produce_key
          and offers > 1) as median,
      jsonb_build_object('minimumOrderCents', terms.minimum_order_cents,
        'cutOff', terms.cut_off, 'leadTimeDays', terms.lead_time_days) as terms,
      (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'name', path_name,
          'freightCentsPerKg', freight_cents_per_kg) order by code), '[]')
        from catalogue.delivery_areas join villages.divisions_published divisions
          on divisions.code = division_code
        where cooperative_id = products.cooperative_id) as "deliveryAreas",
      ${packsOf('products.id')} as packs, ${lotsOf('products.id', onSale)} as lots
    from catalogue.products
    join organisations.organisations_published seller on seller.id = products.cooperative_id
    join villages.divisions_published origin on origin.code = products.origin_code
    join catalogue.terms_in_force($2::date) terms on terms.cooperative_id = products.cooperative_id
    where products.id = $1::uuid and products.state = 'approved'`
  return { text, values: [given.productId, given.today, given.unitId] }
}

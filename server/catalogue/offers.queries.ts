import { type SQL, sql } from 'drizzle-orm'
import type { DeliveryArea } from '../../shared/catalogue/delivery-area.ts'
import type { PriceTier } from '../../shared/catalogue/price.ts'
import type { ProductState } from '../../shared/catalogue/product-states.ts'
import type { SeasonWindow } from '../../shared/catalogue/season.ts'
import type { Reader } from '../platform/db/transaction.ts'

/** What is left of a lot on sale, and until when it may be sold; days are `YYYY-MM-DD`. */
export interface OfferedLot {
  lotId: string
  availableGrams: number
  harvestedOn: string
  expiresOn: string | null
  certificateValidTo: string | null
}

/** A pack with everything that decides whether and at which price it can be ordered (§5.2). */
export interface Offer {
  packId: string
  packVersion: number
  packName: string
  packGrams: number
  pieces: number | null
  priceCents: number
  /** By rising `fromQuantity`, each no dearer than the one before. */
  tiers: PriceTier[]
  minimumQuantity: number
  isPackWithdrawn: boolean
  productId: string
  /**
   * Another one after every write to the product's row, and every change of a product, its packs
   * or its lots writes there (see refresh-listing.ts). Whoever remembers an offer compares it.
   */
  productStamp: string
  productName: string
  variety: string
  category: string
  productState: ProductState
  /** Empty: the whole year. See `isInSeason` in shared/catalogue/season.ts. */
  seasonWindows: SeasonWindow[]
  cooperativeId: string
  cooperativeName: string
  cooperativeState: string
  /** 6 digits. */
  supervisingCountyCode: string
  /** `cutOff` is `HH:MM` in Asia/Shanghai. */
  terms: { minimumOrderCents: number; cutOff: string; leadTimeDays: number; version: number }
  /** See `areaOf` in shared/catalogue/delivery-area.ts. */
  deliveryAreas: DeliveryArea[]
  /** Lots with something left, what expires first comes first. */
  lots: OfferedLot[]
}

/**
 * The offers behind packs, by one statement; unknown packs are missing from the answer. Withdrawn
 * packs and products that are not approved are answered too: the caller says why it refuses.
 */
export async function offersByPackIds(
  reader: Reader,
  packIds: readonly string[],
): Promise<Offer[]> {
  if (packIds.length === 0) return []
  // In a subselect the planner cannot count them: it plans once, not for each number of packs.
  const ids = sql`(select ${sql.param(packIds)}::uuid[])::uuid[]`
  return selectOffers(reader, sql`packs.id = any(${ids})`)
}

/** Offers for a condition over `packs`, `products`; by product name and position of the pack. */
export async function selectOffers(reader: Reader, condition: SQL): Promise<Offer[]> {
  const rows = await reader.execute(sql`
    select packs.id as "packId", packs.version as "packVersion", packs.name as "packName",
      packs.net_grams as "packGrams", packs.pieces, packs.price_cents as "priceCents",
      packs.minimum_quantity as "minimumQuantity",
      packs.withdrawn_at is not null as "isPackWithdrawn",
      products.id as "productId", products.xmin::text as "productStamp",
      products.name as "productName", products.variety,
      products.category, products.state as "productState",
      products.cooperative_id as "cooperativeId", organisations.name as "cooperativeName",
      cooperatives.state as "cooperativeState",
      cooperatives.county_code as "supervisingCountyCode",
      (select coalesce(jsonb_agg(jsonb_build_object(
          'fromQuantity', from_quantity, 'priceCents', price_cents) order by from_quantity), '[]')
        from catalogue.price_tiers where pack_id = packs.id) as tiers,
      (select coalesce(jsonb_agg(jsonb_build_object('starts', starts, 'ends', ends)
          order by position), '[]')
        from catalogue.season_windows where product_id = products.id) as "seasonWindows",
      jsonb_build_object(
        'minimumOrderCents', coalesce(terms.minimum_order_cents, 0),
        'cutOff', coalesce(to_char(terms.cut_off, 'HH24:MI'), '16:00'),
        'leadTimeDays', coalesce(terms.lead_time_days, 2),
        'version', coalesce(terms.version, 0)) as terms,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'code', division_code, 'freightCentsPerKg', freight_cents_per_kg)
          order by division_code), '[]')
        from catalogue.delivery_areas
          where cooperative_id = products.cooperative_id) as "deliveryAreas",
      (select coalesce(jsonb_agg(jsonb_build_object(
          'lotId', lots.id, 'availableGrams', lot_stock.available_grams,
          'harvestedOn', lots.harvested_on, 'expiresOn', lots.expires_on,
          'certificateValidTo', lots.certificate_valid_to)
          order by lots.expires_on nulls last, lots.harvested_on, lots.id), '[]')
        from catalogue.lots join catalogue.lot_stock on lot_stock.lot_id = lots.id
        where lots.product_id = products.id and lots.closed_at is null
          and lot_stock.available_grams > 0) as lots
    from catalogue.packs
    join catalogue.products on products.id = packs.product_id
    join organisations.cooperatives_published cooperatives
      on cooperatives.organisation_id = products.cooperative_id
    join organisations.organisations_published organisations
      on organisations.id = products.cooperative_id
    left join catalogue.sales_terms terms on terms.cooperative_id = products.cooperative_id
    where ${condition}
    order by products.name, products.id, packs.position`)
  return rows as unknown as Offer[]
}

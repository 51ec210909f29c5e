import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ListedGoods } from '../../shared/catalogue/listing-similarity.ts'
import { type ProductState, productStates } from '../../shared/catalogue/product-states.ts'
import { id } from '../../shared/scalars.ts'
import { arrayOf, execute, queryRows, recordset } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { packPrices, packs, priceTiers, products } from './catalogue.tables.ts'

const knownListing = z.object({
  productId: id,
  name: z.string(),
  variety: z.string(),
  category: z.string(),
  originCode: z.string(),
  originPathName: z.string(),
  state: z.enum(productStates),
  packs: z.array(
    z.object({
      packId: id,
      name: z.string(),
      netGrams: z.int(),
      priceCents: z.int(),
      minimumQuantity: z.int(),
      tiers: z.array(z.object({ fromQuantity: z.int(), priceCents: z.int() })),
    }),
  ),
})

/** A listing of a cooperative that is not withdrawn, with the packs that are not either. */
export type KnownListing = z.output<typeof knownListing>

/** A name as listings are recognised by it: in plain signs, without gaps. */
export function listingNameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '')
}

/** The listings of a cooperative under any of many names, the oldest first. */
export function selectKnownListings(
  reader: Reader,
  { cooperativeId, names }: { cooperativeId: string; names: readonly string[] },
): Promise<KnownListing[]> {
  const keys = [...new Set(names.map(listingNameKey))]
  return queryRows(
    reader,
    knownListing,
    sql`
    select products.id as product_id, products.name, products.variety, products.category,
      products.origin_code, origin.path_name as origin_path_name, products.state,
      (select coalesce(jsonb_agg(jsonb_build_object('pack_id', packs.id, 'name', packs.name,
          'net_grams', packs.net_grams, 'price_cents', packs.price_cents,
          'minimum_quantity', packs.minimum_quantity,
          'tiers', (select coalesce(jsonb_agg(jsonb_build_object('from_quantity', from_quantity,
              'price_cents', price_tiers.price_cents) order by from_quantity), '[]')
            from catalogue.price_tiers where pack_id = packs.id))
          order by packs.position), '[]')
        from catalogue.packs where product_id = products.id and withdrawn_at is null) as packs
    from catalogue.products
    join villages.divisions_published origin on origin.code = products.origin_code
    where products.cooperative_id = ${cooperativeId} and products.state <> 'withdrawn'
      and lower(regexp_replace(normalize(products.name, NFKC), '\\s', '', 'g'))
        = any(${arrayOf('text', keys)})
    order by products.created_at, products.id`,
  )
}

/** The listings of a cooperative that each of many texts names, by the text. */
export async function ownListingsCalled(
  reader: Reader,
  question: { cooperativeId: string; names: readonly string[] },
): Promise<Map<string, KnownListing[]>> {
  const listings = await selectKnownListings(reader, question)
  const byName = Map.groupBy(listings, ({ name }) => listingNameKey(name))
  return new Map(question.names.map((text) => [text, byName.get(listingNameKey(text)) ?? []]))
}

const lockedProduct = z.object({
  id,
  cooperativeId: id,
  state: z.enum(productStates),
  stateReason: z.string(),
  category: z.string(),
  packsWaiting: z.int(),
})
export type LockedListing = z.output<typeof lockedProduct>

/**
 * Products of one cooperative, locked until the commit in the order of their ids; the cooperative
 * is held before them, as by `lockProduct`.
 */
export async function lockProducts(
  tx: Transaction,
  { cooperativeId, productIds }: { cooperativeId: string; productIds: readonly string[] },
): Promise<LockedListing[]> {
  await execute(
    tx,
    sql`select from organisations.cooperatives_published
      where organisation_id = ${cooperativeId} for share`,
  )
  return queryRows(
    tx,
    lockedProduct,
    sql`
    select id, cooperative_id, state, state_reason, category, packs_waiting
    from catalogue.products
    where id = any(${arrayOf('uuid', productIds)}) and cooperative_id = ${cooperativeId}
    order by id for no key update`,
  )
}

/**
 * All products of a seller whose state is about to change, locked in the order of their ids: the
 * new state comes to them by the foreign key, in the order of whatever plan it has.
 */
export async function lockProductsOfSeller(tx: Transaction, cooperativeId: string): Promise<void> {
  await execute(
    tx,
    sql`select from catalogue.products where cooperative_id = ${cooperativeId}
      order by id for no key update`,
  )
}

const packOfMany = z.object({
  id,
  productId: id,
  name: z.string(),
  netGrams: z.int(),
  priceCents: z.int(),
  minimumQuantity: z.int(),
  position: z.int(),
  review: z.enum(['none', 'waiting', 'accepted', 'rejected']),
  isWithdrawn: z.boolean(),
})

/** Whether a reviewer has decided about products, and whether lots of them were declared. */
export function listingStates(reader: Reader, productIds: readonly string[]) {
  return queryRows(
    reader,
    z.object({ id, isReviewed: z.boolean(), hasLots: z.boolean() }),
    sql`
    select id, reviewed_at is not null as is_reviewed, exists (
        select from catalogue.lots where lots.product_id = products.id) as has_lots
    from catalogue.products where id = any(${arrayOf('uuid', productIds)})`,
  )
}

/** All packs of products, withdrawn ones too, in their order. */
export function packsOfProducts(reader: Reader, productIds: readonly string[]) {
  return queryRows(
    reader,
    packOfMany,
    sql`
    select id, product_id, name, net_grams, price_cents, minimum_quantity, position, review,
      withdrawn_at is not null as is_withdrawn
    from catalogue.packs where product_id = any(${arrayOf('uuid', productIds)})
    order by product_id, position`,
  )
}

/** The tiers of packs, by the pack. */
export async function tiersOfPacks(reader: Reader, packIds: readonly string[]) {
  const rows = await reader
    .select()
    .from(priceTiers)
    .where(sql`${priceTiers.packId} = any(${arrayOf('uuid', packIds)})`)
    .orderBy(priceTiers.packId, priceTiers.fromQuantity)
  return Map.groupBy(rows, ({ packId }) => packId)
}

/** Prices of one instant, one of each pack: a later change in the same act replaces the earlier. */
export async function insertPrices(
  tx: Transaction,
  at: Date,
  prices: readonly { packId: string; priceCents: number }[],
): Promise<void> {
  if (prices.length === 0) return
  const of = (key: 'packId' | 'priceCents') => prices.map((price) => price[key])
  await execute(
    tx,
    sql`insert into ${packPrices} (pack_id, from_at, price_cents)
      select pack_id, ${at.toISOString()}::timestamptz, price_cents
      from unnest(${arrayOf('uuid', of('packId'))}, ${arrayOf('bigint', of('priceCents'))})
        as r(pack_id, price_cents)
      on conflict (pack_id, from_at) do update set price_cents = excluded.price_cents`,
  )
}

/** Other prices and minimum quantities of packs; each pack is a version further. */
export async function updatePrices(
  tx: Transaction,
  changes: readonly { packId: string; priceCents: number; minimumQuantity: number }[],
): Promise<void> {
  const of = (key: 'packId' | 'priceCents' | 'minimumQuantity') => changes.map((each) => each[key])
  await execute(
    tx,
    sql`update ${packs} set price_cents = r.price_cents, minimum_quantity = r.minimum_quantity,
        version = packs.version + 1
      from unnest(${arrayOf('uuid', of('packId'))}, ${arrayOf('bigint', of('priceCents'))},
        ${arrayOf('bigint', of('minimumQuantity'))}) as r(pack_id, price_cents, minimum_quantity)
      where packs.id = r.pack_id`,
  )
}

/** Takes packs off sale at an instant. */
export async function markPacksWithdrawn(
  tx: Transaction,
  packIds: readonly string[],
  at: Date,
): Promise<void> {
  await execute(
    tx,
    sql`update ${packs} set withdrawn_at = ${at.toISOString()}::timestamptz,
        version = packs.version + 1
      where id = any(${arrayOf('uuid', packIds)}) and withdrawn_at is null`,
  )
}

/** Brings products into states, each for its reason; a submission says when and beside which. */
export async function updateStates(
  tx: Transaction,
  at: Date,
  moves: readonly {
    id: string
    state: ProductState
    stateReason: string
    submittedAt: Date | null
    duplicateOf: string | null
  }[],
): Promise<void> {
  await execute(
    tx,
    sql`update ${products} set state = r.state, state_reason = r.state_reason,
        submitted_at = coalesce(r.submitted_at, products.submitted_at),
        duplicate_of = coalesce(r.duplicate_of, products.duplicate_of),
        updated_at = ${at.toISOString()}::timestamptz, version = products.version + 1
      from ${recordset(products, moves)} where products.id = r.id`,
  )
}

/** Listings whose packs now wait for a review of their own: since when. */
export async function markPacksSubmitted(
  tx: Transaction,
  productIds: readonly string[],
  at: Date,
): Promise<void> {
  await execute(
    tx,
    sql`update ${products} set submitted_at = ${at.toISOString()}::timestamptz,
        version = products.version + 1
      where id = any(${arrayOf('uuid', productIds)})`,
  )
}

const listedGoods = z.object({
  productId: id,
  produceKey: z.string(),
  variety: z.string(),
  category: z.string(),
  originCode: z.string(),
  packs: z.array(z.object({ netGrams: z.int(), priceCents: z.int() })),
})

/** What duplicates of many new listings are found among: what is listed, and they themselves. */
export function selectListedGoods(
  reader: Reader,
  { cooperativeId, productIds }: { cooperativeId: string; productIds: readonly string[] },
): Promise<(ListedGoods & { productId: string })[]> {
  return queryRows(
    reader,
    listedGoods,
    sql`
    select products.id as product_id, products.produce_key, products.variety,
      products.category, products.origin_code,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'net_grams', net_grams, 'price_cents', price_cents)), '[]')
        from catalogue.packs where product_id = products.id and withdrawn_at is null) as packs
    from catalogue.products
    where products.cooperative_id = ${cooperativeId}
      and (products.state in ('in_review', 'approved', 'held')
        or products.id = any(${arrayOf('uuid', productIds)}))
    order by products.created_at, products.id`,
  )
}

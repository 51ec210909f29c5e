import { sql } from 'drizzle-orm'
import { arrayOf, execute } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { isOnSale } from './product-filters.queries.ts'
import { type ComparedKind, refreshSearch } from './refresh-search.ts'

/**
 * Brings up to date what the catalogue is searched, filtered and sorted by and what it shows, after
 * any change of a product, its packs or its lots; and the medians it counts in. Called last in each
 * write.
 */
export function refreshListing(tx: Transaction, productId: string): Promise<void> {
  return refreshListings(tx, [productId])
}

/** The same of many products, in as many statements as for one. */
export async function refreshListings(
  tx: Transaction,
  productIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(productIds)].sort()
  if (ids.length === 0) return
  const kinds = await refreshSearch(tx, ids)
  await execute(
    tx,
    sql`
    update catalogue.products set
      cents_per_jin = (select min(cents_per_jin) from catalogue.packs
        where product_id = products.id and is_offered),
      packs_waiting = (select count(*) from catalogue.packs
        where product_id = products.id and review = 'waiting' and withdrawn_at is null)
        + (select count(*) from catalogue.product_marks
          where product_id = products.id and state = 'waiting'),
      latest_harvest = (select max(harvested_on) from catalogue.lots
        where product_id = products.id and closed_at is null)
    where id = any(${arrayOf('uuid', ids)})`,
  )
  await execute(tx, sql`select catalogue.write_documents(${arrayOf('uuid', ids)})`)
  await refreshMedians(tx, kinds)
}

/**
 * The median price per 斤 of all offers of kinds of produce that are on sale, each by its cheapest
 * pack (§5.1); those of suspended cooperatives are not (§11.4). A rival's change under way at the
 * same time waits at the median's row; the kinds come in a fixed order, each once.
 */
export async function refreshMedians(
  tx: Transaction,
  kinds: readonly ComparedKind[],
): Promise<void> {
  if (kinds.length === 0) return
  const wanted = sql`unnest(${arrayOf(
    'text',
    kinds.map(({ category }) => category),
  )}, ${arrayOf(
    'text',
    kinds.map(({ key }) => key),
  )}) with ordinality as kind (category, produce_key, place)`
  const isOfKind = sql`products.category = kind.category
    and products.produce_key = kind.produce_key`
  const changed = await execute(
    tx,
    sql`
    insert into catalogue.produce_medians (category, produce_key, median_cents_per_jin, offers)
    select kind.category, kind.produce_key, offered.cents, offered.offers
    from ${wanted}
    cross join lateral (
      select count(*) as offers, greatest(1, round(
        percentile_cont(0.5) within group (order by cents_per_jin)))::bigint as cents
      from catalogue.products where ${isOfKind} and ${isOnSale}
    ) offered
    where offered.offers > 0
    order by kind.place
    on conflict (category, produce_key) do update
      set median_cents_per_jin = excluded.median_cents_per_jin, offers = excluded.offers`,
  )
  if (changed === kinds.length) return
  await execute(
    tx,
    sql`delete from catalogue.produce_medians medians using ${wanted}
    where medians.category = kind.category and medians.produce_key = kind.produce_key
      and not exists (select from catalogue.products where ${isOfKind} and ${isOnSale})`,
  )
}

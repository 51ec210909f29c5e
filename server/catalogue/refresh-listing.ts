import { sql } from 'drizzle-orm'
import { execute } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { isOnSale } from './product-filters.queries.ts'
import { refreshSearch } from './refresh-search.ts'

/**
 * Brings up to date what the catalogue is searched, filtered and sorted by and what it shows, after
 * any change of a product, its packs or its lots; and the medians it counts in. Called last in each
 * write.
 */
export async function refreshListing(tx: Transaction, productId: string): Promise<void> {
  const kinds = await refreshSearch(tx, [productId])
  await execute(
    tx,
    sql`
    update catalogue.products set
      cents_per_jin = (select min(cents_per_jin) from catalogue.packs
        where product_id = products.id and is_offered),
      packs_waiting = (select count(*) from catalogue.packs
        where product_id = products.id and review = 'waiting' and withdrawn_at is null),
      latest_harvest = (select max(harvested_on) from catalogue.lots
        where product_id = products.id and closed_at is null)
    where id = ${productId}`,
  )
  await execute(tx, sql`select catalogue.write_documents(array[${productId}::uuid])`)
  for (const { category, key } of kinds) await refreshMedian(tx, category, key)
}

/**
 * The median price per 斤 of all offers of one kind of produce that are on sale, each by its
 * cheapest pack (§5.1); those of suspended cooperatives are not (§11.4). A rival's change under way
 * at the same time waits at the median's row.
 */
export async function refreshMedian(tx: Transaction, category: string, key: string): Promise<void> {
  const kind = sql`category = ${category} and produce_key = ${key}`
  const changed = await execute(
    tx,
    sql`
    insert into catalogue.produce_medians (category, produce_key, median_cents_per_jin, offers)
    select category, produce_key,
      greatest(1, round(percentile_cont(0.5) within group (order by cents_per_jin)))::bigint,
      count(*)
    from catalogue.products where ${kind} and ${isOnSale}
    group by category, produce_key
    on conflict (category, produce_key) do update
      set median_cents_per_jin = excluded.median_cents_per_jin, offers = excluded.offers`,
  )
  if (changed === 0) await execute(tx, sql`delete from catalogue.produce_medians where ${kind}`)
}

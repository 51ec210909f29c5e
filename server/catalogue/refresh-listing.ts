import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { placeNames, produceKey } from '../../shared/catalogue/produce-name.ts'
import { plainText, searchGrams } from '../../shared/catalogue/search-words.ts'
import { seasonRange, seasonWindow } from '../../shared/catalogue/season.ts'
import { codesAbove } from '../../shared/villages/division-code.ts'
import { arrayOf, execute, queryRow } from '../platform/db/rows.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { isOnSale } from './product-filters.queries.ts'

const sourcesRow = z.object({
  name: z.string(),
  variety: z.string(),
  category: z.string(),
  produceKey: z.string(),
  cooperativeName: z.string(),
  originCode: z.string(),
  originPath: z.string(),
  windows: z.array(seasonWindow),
  lotVillages: z.array(z.object({ code: z.string(), pathName: z.string() })),
})

/**
 * Brings up to date what the catalogue is searched, filtered and sorted by and what it shows, after
 * any change of a product, its packs or its lots; and the medians it counts in. Called last in each
 * write.
 */
export async function refreshListing(tx: Transaction, productId: string): Promise<void> {
  const sources = await readSources(tx, productId)
  const key = produceKey(sources.name, placeNames(sources.originPath))
  const places = [
    { code: sources.originCode, pathName: sources.originPath },
    ...sources.lotVillages,
  ]
  const areas = new Set(places.flatMap(({ code }) => [...codesAbove(code), code]))
  const words = plainText(
    [
      sources.name,
      sources.variety,
      sources.cooperativeName,
      ...new Set(places.map(({ pathName }) => pathName)),
    ].join(' '),
  )
  await execute(
    tx,
    sql`
    update catalogue.products set produce_key = ${key}, search_words = ${words},
      search_grams = ${arrayOf('text', searchGrams(words))},
      area_codes = ${arrayOf('text', [...areas].sort())},
      season = ${seasonRange(sources.windows)}::int4multirange,
      cents_per_jin = (select min(cents_per_jin) from catalogue.packs
        where product_id = products.id and is_offered),
      packs_waiting = (select count(*) from catalogue.packs
        where product_id = products.id and review = 'waiting' and withdrawn_at is null),
      latest_harvest = (select max(harvested_on) from catalogue.lots
        where product_id = products.id and closed_at is null)
    where id = ${productId}`,
  )
  await execute(tx, sql`select catalogue.write_documents(array[${productId}::uuid])`)
  const keys = new Set([sources.produceKey, key])
  for (const produceKey of [...keys].sort()) await refreshMedian(tx, sources.category, produceKey)
}

async function readSources(tx: Transaction, productId: string) {
  const row = await queryRow(
    tx,
    sourcesRow,
    sql`
    select products.name, products.variety, products.category,
      products.produce_key,
      organisations.name as cooperative_name, products.origin_code,
      origin.path_name as origin_path,
      (select coalesce(jsonb_agg(jsonb_build_object('starts', starts, 'ends', ends)), '[]')
        from catalogue.season_windows where product_id = products.id) as windows,
      (select coalesce(jsonb_agg(distinct
          jsonb_build_object('code', divisions.code, 'path_name', divisions.path_name)), '[]')
        from catalogue.lots join catalogue.lot_villages on lot_villages.lot_id = lots.id
        join villages.divisions_published divisions on divisions.code = lot_villages.village_code
        where lots.product_id = products.id and lots.closed_at is null) as lot_villages
    from catalogue.products join organisations.organisations_published organisations
      on organisations.id = products.cooperative_id
    join villages.divisions_published origin on origin.code = products.origin_code
    where products.id = ${productId}`,
  )
  if (row === undefined) throw new Error(`the product ${productId} is missing`)
  return row
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

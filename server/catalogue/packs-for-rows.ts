import { sql } from 'drizzle-orm'
import { gramsOfWord, plainText } from '../../shared/catalogue/search-words.ts'
import type { Reader } from '../platform/db/transaction.ts'

/** A pack on sale that a row of words may mean. */
export interface PackForRow {
  /** The place of the row among those asked for. */
  row: number
  packId: string
  packName: string
  packGrams: number
  priceCents: number
  productId: string
  productName: string
  variety: string
  cooperativeId: string
  cooperativeName: string
  /** Whether every word of the row occurs in the product, its origin, seller or packs. */
  whole: boolean
}

const productsPerRow = 6

/**
 * The packs that each of many rows of words may mean, all rows in one statement; by row, the
 * likeliest first. Where no approved product holds all words of a row, those that share the most
 * pairs of characters with it are answered.
 */
export async function packsForRows(reader: Reader, rows: readonly string[]): Promise<PackForRow[]> {
  const wanted = rows.map((words, row) => ({
    row,
    words: plainText(words),
    grams: [...new Set(plainText(words).split(' ').filter(Boolean).flatMap(gramsOfWord))],
  }))
  const askable = wanted.filter(({ grams }) => grams.length > 0)
  if (askable.length === 0) return []
  const found = await reader.execute(sql`
    with wanted as materialized (
      select "row", words, array(select jsonb_array_elements_text(grams)) as grams
      from jsonb_to_recordset(${JSON.stringify(askable)}::jsonb)
        as wanted ("row" int, words text, grams jsonb)
    )
    select wanted."row", packs.id as "packId", packs.name as "packName",
      packs.net_grams as "packGrams", packs.price_cents as "priceCents",
      product.id as "productId", product.name as "productName", product.variety,
      product.cooperative_id as "cooperativeId", organisations.name as "cooperativeName",
      product.hits = cardinality(wanted.grams) as whole
    from wanted
    cross join lateral (
      select products.*, found.hits, lower(name) = wanted.words as named from catalogue.products
      cross join lateral (
        select count(*) as hits from unnest(wanted.grams) as gram
        where gram = any(products.search_grams)
      ) as found
      where state = 'approved' and search_grams && wanted.grams
      order by found.hits desc, named desc, length(search_words), id limit ${productsPerRow}
    ) as product
    join catalogue.packs on packs.product_id = product.id and packs.withdrawn_at is null
    join organisations.organisations_published organisations
      on organisations.id = product.cooperative_id
    order by wanted."row", product.hits desc, product.named desc, length(product.search_words),
      product.id, packs.position`)
  return found as unknown as PackForRow[]
}

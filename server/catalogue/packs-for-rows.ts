import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { gramsOfWord, plainText } from '../../shared/catalogue/search-words.ts'
import { id } from '../../shared/scalars.ts'
import { jsonOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { isOnSale, marks } from './product-filters.queries.ts'

const packForRow = z.object({
  /** The place of the row among those asked for. */
  row: z.int(),
  packId: id,
  packName: z.string(),
  packGrams: z.int(),
  priceCents: z.int(),
  productId: id,
  productName: z.string(),
  variety: z.string(),
  cooperativeId: id,
  cooperativeName: z.string(),
  /** Whether every word of the row occurs in the product, its origin, seller or packs. */
  whole: z.boolean(),
})

/** A pack on sale that a row of words may mean. */
export type PackForRow = z.output<typeof packForRow>

const productsPerRow = 6

/**
 * The packs that each of many rows of words may mean, all rows in one statement; by row, the
 * likeliest first. Where no approved product holds all words of a row, those that share the most
 * pairs of characters with it are answered.
 */
export async function packsForRows(reader: Reader, rows: readonly string[]): Promise<PackForRow[]> {
  const searches = rows.map((words, row) => ({
    row,
    words: plainText(words),
    grams: [...new Set(plainText(words).split(' ').filter(Boolean).flatMap(gramsOfWord))],
  }))
  const askable = searches.filter(({ grams }) => grams.length > 0)
  if (askable.length === 0) return []
  return queryRows(
    reader,
    packForRow,
    sql`
    with wanted as materialized (
      select "row", words, array(select jsonb_array_elements_text(grams)) as grams
      from jsonb_to_recordset(${jsonOf(askable)})
        as wanted ("row" int, words text, grams jsonb)
    )
    select wanted."row", packs.id as pack_id, packs.name as pack_name,
      packs.net_grams as pack_grams, packs.price_cents, product.id as product_id,
      product.name as product_name, product.variety, product.cooperative_id,
      organisations.name as cooperative_name,
      product.hits = cardinality(wanted.grams) as whole
    from wanted
    cross join lateral (
      select products.*, found.hits, lower(name) = wanted.words as named from catalogue.products
      cross join lateral (
        select count(*) as hits from unnest(wanted.grams) as gram
        where gram = any(products.search_grams)
      ) as found
      where ${isOnSale} and ${marks} && wanted.grams
      order by found.hits desc, named desc, length(search_words), id limit ${productsPerRow}
    ) as product
    join catalogue.packs on packs.product_id = product.id and packs.is_offered
    join organisations.organisations_published organisations
      on organisations.id = product.cooperative_id
    order by wanted."row", product.hits desc, product.named desc, length(product.search_words),
      product.id, packs.position`,
  )
}

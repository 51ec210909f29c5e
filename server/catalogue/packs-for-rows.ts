import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { category } from '../../shared/catalogue/categories.ts'
import { plainText } from '../../shared/catalogue/search-words.ts'
import { id } from '../../shared/scalars.ts'
import { arrayOf, jsonOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { readProduceWords } from './produce-words.queries.ts'
import { isOnSale, marks } from './product-filters.queries.ts'
import { rowSearch } from './search-interpretations.ts'

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
  category,
  photoFileId: id.nullable(),
  cooperativeId: id,
  cooperativeName: z.string(),
  /** Whether every word of the row is met: by a name of the goods, their origin or seller. */
  whole: z.boolean(),
})

/** A pack on sale that a row of words may mean. */
export type PackForRow = z.output<typeof packForRow>

const productsPerRow = 6

/**
 * The packs that each of many rows of words may mean, all rows in one statement; by row, the
 * likeliest first. Where no product on sale holds all words of a row, by whatever of its names,
 * those are answered that share most with it; they are not even looked for otherwise. The planner
 * does not know how few goods are left then, so that it is told what to find by their index.
 */
export async function packsForRows(reader: Reader, rows: readonly string[]): Promise<PackForRow[]> {
  const produce = await readProduceWords(reader)
  const searches = rows.map((words, row) => ({
    row,
    words: plainText(words),
    ...rowSearch(produce, words),
  }))
  const askable = searches.filter(({ must }) => must.length > 0)
  if (askable.length === 0) return []
  return queryRows(
    reader,
    packForRow,
    sql`
    with wanted as materialized (
      select "row", words, array(select jsonb_array_elements_text(must)) as must,
        array(select jsonb_array_elements_text(near)) as near
      from jsonb_to_recordset(${jsonOf(askable)})
        as wanted ("row" int, words text, must jsonb, near jsonb)
    ), whole as materialized (
      select wanted."row", product.* from wanted cross join lateral (
        select ${likeliness}, 0 as hits, true as whole from catalogue.products where ${holdsAll}
        order by named desc, length, id limit ${productsPerRow}) as product
    ), product as materialized (
      select * from whole
      union all
      select unmet."row", near.id, near.name, near.variety, near.category, near.cooperative_id,
        near.named, near.length, near.hits, false
      from (select * from wanted
          where not exists (select from whole where whole."row" = wanted."row") offset 0) as unmet
        cross join lateral (${similar}) as near
      where near.hits * 2 >= near.most
    )
    select product."row", packs.id as pack_id, packs.name as pack_name,
      packs.net_grams as pack_grams, packs.price_cents, product.id as product_id,
      product.name as product_name, product.variety, product.category,
      ${firstPhotoOf(sql`product.id`)} as photo_file_id, product.cooperative_id,
      seller.name as cooperative_name, product.whole
    from product
    cross join lateral (select * from catalogue.packs
      where product_id = product.id and is_offered offset 0) as packs
    cross join lateral (select name from organisations.organisations_published
      where id = product.cooperative_id offset 0) as seller
    order by product."row", product.hits desc, product.named desc, product.length, product.id,
      packs.position`,
  )
}

/** The picture that stands for goods; null: there is no photograph of them. */
function firstPhotoOf(productId: SQL): SQL {
  return sql`(select file_id from catalogue.product_photos where product_id = ${productId}
    order by position limit 1)`
}

/** What products are compared by, the shortest text the likeliest. */
const likeliness = sql`id, name, variety, category, cooperative_id, lower(name) = words as named,
  length(search_words) as length`

const holdsAll = sql`${isOnSale} and ${marks} @> must`

const similar = sql`
  select best.*, max(hits) over () as most from (
    select ${likeliness}, found.hits from catalogue.products cross join lateral (
      select count(*)::int as hits from unnest(near) as gram
      where gram = any(products.search_grams)
    ) as found
    where ${isOnSale} and ${marks} && near
    order by found.hits desc, named desc, length, id limit ${productsPerRow}
  ) as best`

const namedPack = packForRow.omit({ row: true, whole: true, productId: true })

/** A pack as a sheet names it. */
export type NamedPack = z.output<typeof namedPack>

/** The packs of the ids, on sale or not, in no order; unknown ids are missing. */
export async function packsById(reader: Reader, packIds: readonly string[]): Promise<NamedPack[]> {
  if (packIds.length === 0) return []
  return queryRows(
    reader,
    namedPack,
    sql`
    select packs.id as pack_id, packs.name as pack_name, packs.net_grams as pack_grams,
      packs.price_cents, products.name as product_name, products.variety, products.category,
      ${firstPhotoOf(sql`products.id`)} as photo_file_id, products.cooperative_id,
      organisations.name as cooperative_name
    from catalogue.packs
    join catalogue.products on products.id = packs.product_id
    join organisations.organisations_published organisations
      on organisations.id = products.cooperative_id
    where packs.id = any(${arrayOf('uuid', packIds)})`,
  )
}

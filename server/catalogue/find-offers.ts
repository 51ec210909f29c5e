import { sql } from 'drizzle-orm'
import { gramsOfWord, plainText } from '../../shared/catalogue/search-words.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type Offer, selectOffers } from './offers.queries.ts'

const candidates = 12

/**
 * The approved offers that a line such as "脆李 5kg箱" may mean, the likeliest first, at most
 * twelve products with all their packs on sale. Every word must occur in the name, variety,
 * origin, cooperative or pack; where nothing holds them all, any pair of characters counts.
 */
export async function findOffersByWords(reader: Reader, words: string): Promise<Offer[]> {
  const wanted = plainText(words).split(' ').filter(Boolean)
  const grams = [...new Set(wanted.flatMap(gramsOfWord))]
  if (grams.length === 0) return []
  const ranked = await reader.execute<{ id: string }>(sql`
    select products.id from catalogue.products
    cross join lateral (
      select count(*) as hits from unnest(${sql.param(grams)}::text[]) as gram
      where gram = any(products.search_grams)
    ) as found
    where state = 'approved' and search_grams && ${sql.param(grams)}::text[]
    order by found.hits desc, length(search_words), id limit ${candidates}`)
  const order = new Map(ranked.map((row, index) => [row.id, index]))
  if (order.size === 0) return []
  const offers = await selectOffers(
    reader,
    sql`products.id = any(${sql.param([...order.keys()])}::uuid[]) and packs.withdrawn_at is null`,
  )
  return offers.sort((a, b) => (order.get(a.productId) ?? 0) - (order.get(b.productId) ?? 0))
}

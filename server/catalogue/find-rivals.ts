import { sql } from 'drizzle-orm'
import {
  type Likeness,
  type ListedGoods,
  likenessOf,
} from '../../shared/catalogue/listing-similarity.ts'
import type { Reader } from '../platform/db/transaction.ts'

type Candidate = ListedGoods & { [column: string]: unknown; productId: string }

export interface Rival {
  productId: string
  likenesses: Likeness[]
}

/**
 * Other listings of the same cooperative that offer the same goods under another name, pack or
 * price, those alike in most respects first (§5.7). What was rejected or withdrawn rivals nobody.
 */
export async function findRivals(reader: Reader, productId: string): Promise<Rival[]> {
  const candidates = await reader.execute<Candidate>(sql`
    select products.id as "productId", products.produce_key as "produceKey", products.variety,
      products.category, products.origin_code as "originCode",
      (select coalesce(jsonb_agg(jsonb_build_object(
          'netGrams', net_grams, 'priceCents', price_cents)), '[]')
        from catalogue.packs where product_id = products.id and withdrawn_at is null) as packs
    from catalogue.products
    join catalogue.products own on own.cooperative_id = products.cooperative_id
      and own.category = products.category
    where own.id = ${productId}
      and (products.id = own.id or products.state in ('in_review', 'approved', 'held'))
    order by products.created_at, products.id`)
  const own = candidates.find((candidate) => candidate.productId === productId)
  if (own === undefined) return []
  return candidates
    .filter((candidate) => candidate !== own)
    .flatMap((candidate) => {
      const likenesses = likenessOf(own, candidate)
      return likenesses === null ? [] : [{ productId: candidate.productId, likenesses }]
    })
    .sort((a, b) => b.likenesses.length - a.likenesses.length)
}

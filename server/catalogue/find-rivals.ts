import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Likeness, likenessOf } from '../../shared/catalogue/listing-similarity.ts'
import { id } from '../../shared/scalars.ts'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const listedGoods = z.object({
  productId: id,
  produceKey: z.string(),
  variety: z.string(),
  category: z.string(),
  originCode: z.string(),
  packs: z.array(z.object({ netGrams: z.int(), priceCents: z.int() })),
})

export interface Rival {
  productId: string
  likenesses: Likeness[]
}

/**
 * Other listings of the same cooperative that offer the same goods under another name, pack or
 * price, those alike in most respects first (§5.7). What was rejected or withdrawn rivals nobody.
 */
export async function findRivals(reader: Reader, productId: string): Promise<Rival[]> {
  const candidates = await queryRows(
    reader,
    listedGoods,
    sql`
    select products.id as product_id, products.produce_key, products.variety,
      products.category, products.origin_code,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'net_grams', net_grams, 'price_cents', price_cents)), '[]')
        from catalogue.packs where product_id = products.id and withdrawn_at is null) as packs
    from catalogue.products
    join catalogue.products own on own.cooperative_id = products.cooperative_id
      and own.category = products.category
    where own.id = ${productId}
      and (products.id = own.id or products.state in ('in_review', 'approved', 'held'))
    order by products.created_at, products.id`,
  )
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

import type { showProduct } from '../../shared/catalogue/catalogue.api.ts'
import { deliveredCentsPerJin } from '../../shared/catalogue/price.ts'
import type { Reply } from '../../shared/endpoint.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type BrowseQuestion, selectPage } from './browse.queries.ts'
import type { ProductPageRow } from './product-page.queries.ts'

/** A page of the catalogue as the JSON that the API promises. */
export async function readPage(reader: Reader, question: BrowseQuestion): Promise<string> {
  const { page, pageSize } = question.query
  const { items, hasMore } = await selectPage(reader, question)
  return `{"items":${items},"hasMore":${hasMore},"page":${page},"pageSize":${pageSize}}`
}

/** A product's page as the JSON that the API promises; packs delivered where freight is known. */
export function productPageOf({ page, freightCentsPerKg }: ProductPageRow): string {
  if (freightCentsPerKg === null) return page
  const product = JSON.parse(page) as Reply<typeof showProduct>
  for (const pack of product.packs) {
    const { priceCents, netGrams: packGrams } = pack
    pack.deliveredCentsPerJin = deliveredCentsPerJin({ priceCents, packGrams, freightCentsPerKg })
  }
  return JSON.stringify(product)
}

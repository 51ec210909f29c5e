import { idOf } from './ids.ts'
import { type LoadResult, load } from './load.ts'
import { type Spread, spread } from './statistics.ts'
import { size } from './world.ts'

/** A page read from the program and from a bare route with the same SQL. */
export interface ReadingRound {
  page: LoadResult
  barePage: LoadResult
  product: LoadResult
  bareProduct: LoadResult
}

const catalogue = '/api/v1/catalogue'

export async function readingRound(
  addresses: { app: string; bare: string },
  seconds: number,
): Promise<ReadingRound> {
  const read = (url: string, path: () => string) =>
    load({ url, seconds, connections: 16, next: () => ({ method: 'GET', path: path() }) })
  const page = () => `${catalogue}?pageSize=24`
  const product = () =>
    `${catalogue}/products/${idOf('product', 1 + Math.floor(Math.random() * size.products))}`
  return {
    page: await read(addresses.app, page),
    barePage: await read(addresses.bare, page),
    product: await read(addresses.app, product),
    bareProduct: await read(addresses.bare, product),
  }
}

export interface ReadingFigures {
  pageOfBare: Spread
  productOfBare: Spread
  pagesPerSecond: Spread
  productsPerSecond: Spread
}

export function readingFigures(rounds: readonly ReadingRound[]): ReadingFigures {
  return {
    pageOfBare: spread(rounds.map((each) => each.page.perSecond / each.barePage.perSecond)),
    productOfBare: spread(
      rounds.map((each) => each.product.perSecond / each.bareProduct.perSecond),
    ),
    pagesPerSecond: spread(rounds.map((each) => each.page.perSecond)),
    productsPerSecond: spread(rounds.map((each) => each.product.perSecond)),
  }
}

import { randomUUID } from 'node:crypto'
import { size } from './world.ts'

/** Five lines over two cooperatives: product n belongs to cooperative 1 + n % 40. */
export interface OrderToPlace {
  unit: number
  products: number[]
  quantities: number[]
  key: string
}

/** Orders of one run, each different; `hot` takes thirty lots of two cooperatives, skewed. */
export function orderMaker(hot: boolean): () => OrderToPlace {
  let orderCount = 0
  return () => {
    orderCount += 1
    const products = hot ? hotProducts() : coldProducts()
    return {
      unit: 1 + (orderCount % size.units),
      products,
      quantities: products.map((_, index) => 2 + ((orderCount + index) % 7)),
      key: randomUUID(),
    }
  }
}

/** The products of a cooperative that are in season: two thirds of them. */
const onSale = Array.from({ length: size.cooperatives }, (_, cooperative) =>
  Array.from({ length: size.products / size.cooperatives - 1 }, (_, at) =>
    productOf(cooperative, at),
  ).filter((product) => product % 3 !== 0),
)

function productOf(cooperative: number, at: number): number {
  return cooperative + size.cooperatives * (at + 1)
}

function coldProducts(): number[] {
  const first = below(size.cooperatives)
  const second = (first + 1 + below(size.cooperatives - 1)) % size.cooperatives
  return distinct((cooperative) => {
    const products = onSale[cooperative === 0 ? first : second] ?? []
    return products[below(products.length)] ?? 0
  })
}

/** Thirty lots of two cooperatives; the square makes the first few far more wanted. */
function hotProducts(): number[] {
  return distinct((cooperative) => {
    const products = onSale[cooperative] ?? []
    return products[Math.floor((size.hotLots / 2) * Math.random() ** 2)] ?? 0
  })
}

/** Three products of one cooperative and two of another, no product twice. */
function distinct(pick: (cooperative: 0 | 1) => number): number[] {
  for (;;) {
    const products = [pick(0), pick(0), pick(0), pick(1), pick(1)]
    if (new Set(products).size === products.length) return products
  }
}

function below(limit: number): number {
  return Math.floor(Math.random() * limit)
}

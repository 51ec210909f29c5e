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
  let made = 0
  return () => {
    made += 1
    const products = hot ? hotProducts() : coldProducts()
    return {
      unit: 1 + (made % size.units),
      products,
      quantities: products.map((_, index) => 2 + ((made + index) % 7)),
      key: randomUUID(),
    }
  }
}

function coldProducts(): number[] {
  const first = Math.floor(Math.random() * size.cooperatives)
  const second =
    (first + 1 + Math.floor(Math.random() * (size.cooperatives - 1))) % size.cooperatives
  const pick = (cooperative: number) =>
    cooperative +
    size.cooperatives * (1 + Math.floor(Math.random() * (size.products / size.cooperatives - 2)))
  return distinct(() => [pick(first), pick(first), pick(first), pick(second), pick(second)])
}

/** Thirty lots of cooperatives 1 and 2; the square makes the first few far more wanted. */
function hotProducts(): number[] {
  const pick = (cooperative: number) =>
    cooperative + size.cooperatives * (1 + Math.floor((size.hotLots / 2) * Math.random() ** 2))
  return distinct(() => [pick(0), pick(0), pick(0), pick(1), pick(1)])
}

function distinct(make: () => number[]): number[] {
  for (;;) {
    const products = make()
    if (new Set(products).size === products.length) return products
  }
}

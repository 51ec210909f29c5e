import type { Figure } from '../figure.ts'
import type { OneProductVillage } from './one-product.schemas.ts'

/** Per cent of a village's recognised amount from which on it counts as one of one product. */
export const oneProductShares = ['80', '90', '100'] as const

/** So many villages of a place are looked at, those of the highest amounts. */
export const mostOneProduct = 1_000

/** By what villages of one product are put in order; `-` before it is the other way round. */
export const oneProductSorts = ['place', 'product', 'cents', 'productCents', 'share'] as const

/**
 * The villages in an order: of places that of their codes, of products by name, each product's
 * villages by their money. What is equal goes by the codes.
 */
export function inOrder(rows: readonly OneProductVillage[], sort: string): OneProductVillage[] {
  const sign = sort.startsWith('-') ? -1 : 1
  const field = sort.replace('-', '')
  const byCode = (a: OneProductVillage, b: OneProductVillage) => (a.code < b.code ? -1 : 1)
  return rows.toSorted((a, b) => {
    if (field === 'place') return sign * byCode(a, b)
    if (field === 'product') {
      const names = a.product.localeCompare(b.product, 'zh-CN')
      return sign * names || byFigure(b.productCents, a.productCents) || byCode(a, b)
    }
    const key = field === 'share' ? 'shareBasisPoints' : (field as 'cents' | 'productCents')
    return sign * byFigure(a[key], b[key]) || byCode(a, b)
  })
}

function byFigure(one: Figure, other: Figure): number {
  const difference = BigInt(one) - BigInt(other)
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

import { expect, test } from 'vitest'
import { inOrder } from '../../../shared/reports/one-product.ts'

const row = (code: string, product: string, cents: number, shareBasisPoints: number) => ({
  ...{ code, product, cents, productCents: cents, productGrams: cents, shareBasisPoints },
  ...{ name: '', township: '', county: '', productId: null },
})
const rows = [
  row('500237222213', '脆李', 300, 10_000),
  row('500237222211', '猕猴桃', 900, 8_000),
  row('441826102221', '脆李', 500, 10_000),
]
const ends = (sort: string) => inOrder(rows, sort).map(({ code }) => code.slice(-2))

test('villages of one product by place, product, money and share; equal ones by their codes', () => {
  expect(ends('place')).toEqual(['21', '11', '13'])
  expect(ends('-productCents')).toEqual(['11', '21', '13'])
  expect(ends('cents')).toEqual(['13', '21', '11'])
  expect(ends('share')).toEqual(['11', '21', '13'])
  expect(ends('-share')).toEqual(['21', '13', '11'])
  expect(ends('product')).toEqual(['21', '13', '11'])
})

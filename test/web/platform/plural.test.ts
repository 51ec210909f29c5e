import { expect, test } from 'vitest'
import { withPlurals } from '../../../web/platform/plural.ts'

test.each([
  ['1 invoice(s)', '1 invoice'],
  ['0 invoice(s)', '0 invoices'],
  ['1,001 invoice(s)', '1,001 invoices'],
  ['2 line(s), 1 cooperative(s)', '2 lines, 1 cooperative'],
  ['Will become 1 purchase order(s)', 'Will become 1 purchase order'],
  ['3 行，1 家合作社', '3 行，1 家合作社'],
])('%s reads %s', (text, expected) => {
  expect(withPlurals(text)).toBe(expected)
})

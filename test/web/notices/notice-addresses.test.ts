import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Notice } from '../../../shared/notices/notices.api.ts'
import { addressOf } from '../../../web/notices/notice-addresses.ts'

const web = fileURLToPath(new URL('../../../web', import.meta.url))

/** The paths of all pages, read as text: their components cannot be loaded without a browser. */
const pages = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('routes.ts'))
  .flatMap((file) => [...readFileSync(path.join(web, file), 'utf8').matchAll(/path: '([^']+)'/g)])
  .map(([, page]) => page ?? '')

const subjects = [
  'requisition',
  'purchase_order',
  'shipment',
  'goods_receipt',
  'goods_return',
  'invoice',
  'payment',
  'product',
  'unit',
  'cooperative',
  'bank_account',
]

test.each(subjects)('a notice about a %s leads to a page that is there', (subjectType) => {
  const address = addressOf({ subjectType, subjectId: 'X' } as Notice) ?? ''
  const pattern = address.replace('/X', '/:')
  expect(
    pages.some((page) => page.replace(/:\w+.*$/, ':') === pattern),
    address,
  ).toBe(true)
})

test('what no page shows leads nowhere', () => {
  expect(addressOf({ subjectType: 'mail', subjectId: 'X' } as Notice)).toBeNull()
})

import { expect, test } from 'vitest'
import { readPacks } from '../../../web/orders/read-packs.ts'

test.each([
  ['20', { kind: 'packs', packs: 20 }],
  ['２０', { kind: 'packs', packs: 20 }],
  ['1,000', { kind: 'packs', packs: 1_000 }],
  [' 12 箱', { kind: 'packs', packs: 12 }],
  ['', { kind: 'empty' }],
  ['0', { kind: 'empty' }],
  ['2.5', { kind: 'broken', near: [2, 3] }],
  ['0.4', { kind: 'broken', near: [1] }],
  ['1，5', { kind: 'unread' }],
  ['-3', { kind: 'unread' }],
  ['50-60', { kind: 'unread' }],
  ['99999999999999999999', { kind: 'unread' }],
])('§2.7 a typed quantity %j', (typed, read) => {
  expect(readPacks(typed)).toEqual(read)
})

import { expect, test } from 'vitest'
import { progressOf } from '../../../server/deliveries/order-progress.ts'
import { attributedLines } from '../../../server/orders/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { testDatabase } from '../../support/database.ts'

const lines = [
  { id: 'a', quantity: 3 },
  { id: 'b', quantity: 1 },
]
const left = (
  orderLineId: string,
  packs: number,
  state: 'prepared' | 'dispatched' | 'received',
) => ({
  orderLineId,
  packs,
  state,
})

test('shipping ends when no pack is left and none waits in the store', () => {
  const all = [left('a', 3, 'dispatched'), left('b', 1, 'prepared')]
  expect(progressOf({ lines, onTheirWay: all, isClosedShort: false })).toEqual({
    isShippingEnded: false,
    isReceivingEnded: false,
  })
  const gone = [left('a', 3, 'received'), left('b', 1, 'dispatched')]
  expect(progressOf({ lines, onTheirWay: gone, isClosedShort: false })).toEqual({
    isShippingEnded: true,
    isReceivingEnded: false,
  })
})

test('an order is complete when all was weighed, and what is missing was closed short', () => {
  const part = [left('a', 2, 'received'), left('b', 1, 'received')]
  const open = progressOf({ lines, onTheirWay: part, isClosedShort: false })
  expect(open).toEqual({ isShippingEnded: false, isReceivingEnded: true })
  const closed = progressOf({ lines, onTheirWay: part, isClosedShort: true })
  expect(closed).toEqual({ isShippingEnded: true, isReceivingEnded: true })
})

test('nothing is received of an order of which nothing left', () => {
  const progress = progressOf({ lines, onTheirWay: [], isClosedShort: false })
  expect(progress).toEqual({ isShippingEnded: false, isReceivingEnded: false })
})

test('a line that belongs to no order stops what would be attributed to it', async () => {
  const { db } = await testDatabase()
  await expect(attributedLines(db, [{ orderLineId: newId() }])).rejects.toThrow('no order line')
})

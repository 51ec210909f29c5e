import { expect, test } from 'vitest'
import { closeLot } from '../../../shared/catalogue/listings.api.ts'
import { closeShort } from '../../../shared/deliveries/deliveries.api.ts'
import { declinePurchaseOrder } from '../../../shared/orders/orders.api.ts'
import { testApp } from '../../support/app.ts'
import {
  aConfirmedOrder,
  aDispatchedShipment,
  shippedAt,
} from '../../support/factories/deliveries.ts'
import { aBuyingUnit, aPlacedOrder, aSeller } from '../../support/factories/orders.ts'

const { call, database } = await testApp({ clock: () => shippedAt })

/** What is left of a lot, and every change that is written of it. */
async function bookOf(lotId: string) {
  const [stock] = await database.sql`select available_grams from catalogue.lot_stock
    where lot_id = ${lotId}`
  const written = await database.sql`select change_grams, reason from catalogue.lot_adjustments
    where lot_id = ${lotId} order by change_grams`
  return {
    left: Number(stock?.available_grams),
    written: written.map((row) => [Number(row.change_grams), row.reason]),
  }
}

test('§5.3 what a declined order gives back to a closed lot is written off, not lost', async () => {
  const seller = await aSeller(database)
  const { packId, lotId } = await seller.offer({ stockGrams: 100_000 })
  const { buyer, channelId } = await aBuyingUnit(database)
  const lines = [{ packId, quantity: 10 }]
  const placed = await aPlacedOrder(database, { buyer, channelId, lines })
  await call(closeLot, { params: { lotId: lotId ?? '' } }, { as: seller.manager })
  const params = { id: placed.purchaseOrders[0]?.id ?? '' }
  const body = { reason: '没有货', version: 1 }
  await call(declinePurchaseOrder, { params, body }, { as: seller.manager })
  // 50 kg were left when it was closed, 50 kg came back from the order.
  expect(await bookOf(lotId ?? '')).toEqual({
    left: 0,
    written: [
      [-50_000, 'closed'],
      [-50_000, 'closed'],
    ],
  })
})

test('§5.3 what a short closing gives back to a closed lot is written off too', async () => {
  const order = await aConfirmedOrder(database)
  const lotId = order.offers[0]?.lotId ?? ''
  const orderLineId = order.orderLines[0]?.id ?? ''
  await aDispatchedShipment(database, { ...order, lines: [{ orderLineId, packs: 4 }] })
  await call(closeLot, { params: { lotId } }, { as: order.manager })
  const params = { purchaseOrderId: order.purchaseOrderId }
  await call(closeShort, { params, body: { reason: '没有货' } }, { as: order.manager })
  const { left, written } = await bookOf(lotId)
  expect(left).toBe(0)
  expect(written).toContainEqual([-30_000, 'closed'])
})

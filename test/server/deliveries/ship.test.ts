import { expect, test } from 'vitest'
import * as api from '../../../shared/deliveries/deliveries.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aLot } from '../../support/factories/catalogue.ts'
import {
  aConfirmedOrder,
  aDispatchedShipment,
  shippedAt,
} from '../../support/factories/deliveries.ts'

const { call, refusal, database } = await testApp({ clock: () => shippedAt })

async function availableOf(lotId: string | null | undefined): Promise<number> {
  const [row] = await database.sql`select available_grams from catalogue.lot_stock
      where lot_id = ${lotId as string}`
  return Number(row?.available_grams)
}

async function stateOf(purchaseOrderId: string): Promise<string> {
  const [row] =
    await database.sql`select state from orders.purchase_orders where id = ${purchaseOrderId}`
  return String(row?.state)
}

test('a confirmed order is to be packed, from its reserved lot unless another is named', async () => {
  const order = await aConfirmedOrder(database, { lines: [{ quantity: 10 }, { quantity: 4 }] })
  const { items } = await call(api.listToPack, { query: {} }, { as: order.packer })
  expect(items.map((item) => item.lines.map((line) => line.remainingPacks))).toEqual([[10, 4]])

  const params = { purchaseOrderId: order.purchaseOrderId }
  const shipment = await call(api.prepareShipment, { params, body: {} }, { as: order.packer })
  expect(shipment).toMatchObject({ state: 'prepared', packs: 14, grams: 70_000, lineCount: 2 })
  expect(shipment.lines.map((line) => line.lotId)).toEqual(order.offers.map((offer) => offer.lotId))
  expect(shipment.lines[0]?.villages).toMatchObject([
    { villageCode: '500237222213', shareBasisPoints: 10_000 },
  ])
  expect((await call(api.listToPack, { query: {} }, { as: order.packer })).items).toEqual([])
})

test('part shipments: the rest stays to be packed, and never more than the rest', async () => {
  const order = await aConfirmedOrder(database)
  const params = { purchaseOrderId: order.purchaseOrderId }
  const orderLineId = order.orderLines[0]?.id as string
  await aDispatchedShipment(database, { ...order, lines: [{ orderLineId, packs: 6 }] })
  expect(await stateOf(order.purchaseOrderId)).toBe('shipped')
  const body = { lines: [{ orderLineId, packs: 5 }] }
  const problem = await refusal(api.prepareShipment, { params, body }, { as: order.packer })
  expect(problem.fields).toEqual([
    { path: ['lines', 0, 'packs'], code: 'above_remaining', values: { maximum: 4 } },
  ])
  const rest = await call(api.prepareShipment, { params, body: {} }, { as: order.packer })
  expect(rest.packs).toBe(4)
  const none = await refusal(api.prepareShipment, { params, body: {} }, { as: order.packer })
  expect(none.code).toBe('nothing_left_to_ship')
})

test('packing from another lot moves the reservation, unpacking moves it back', async () => {
  const order = await aConfirmedOrder(database)
  const { productId, lotId: reserved } = order.offers[0] ?? {}
  const village = '500237222211'
  const stockGrams = 30_000
  const other = await aLot(database, {
    productId: productId as string,
    originCode: village,
    stockGrams,
  })
  const before = await availableOf(reserved)
  const params = { purchaseOrderId: order.purchaseOrderId }
  const orderLineId = order.orderLines[0]?.id as string
  const lines = [
    { orderLineId, lotId: other, packs: 6 },
    { orderLineId, packs: 4 },
  ]
  const shipment = await call(
    api.prepareShipment,
    { params, body: { lines } },
    { as: order.packer },
  )
  expect([await availableOf(other), await availableOf(reserved)]).toEqual([0, before + 30_000])
  const bySize = shipment.lines.toSorted((a, other) => other.packs - a.packs)
  expect(bySize.map((line) => line.villages[0]?.villageCode)).toEqual([village, '500237222213'])
  const cancellation = { params: { shipmentId: shipment.id }, body: { version: shipment.version } }
  const cancelled = await call(api.cancelShipment, cancellation, { as: order.packer })
  expect(cancelled.state).toBe('cancelled')
  expect([await availableOf(other), await availableOf(reserved)]).toEqual([30_000, before])
})

test('§6.1 a lot with too little, of other goods, or past its day or certificate is refused', async () => {
  const order = await aConfirmedOrder(database, { lines: [{ quantity: 10 }, { quantity: 1 }] })
  const { productId } = order.offers[0] ?? {}
  const originCode = '500237222213'
  const lot = (stockGrams: number, expiresOn: string | null, certificateValidTo?: string) =>
    aLot(database, {
      productId: productId as string,
      ...{ originCode, stockGrams, expiresOn, certificateValidTo: certificateValidTo ?? null },
    })
  const params = { purchaseOrderId: order.purchaseOrderId }
  const refused = async (lotId: string | null | undefined) => {
    const lines = [
      { orderLineId: order.orderLines[0]?.id as string, lotId: lotId as string, packs: 10 },
    ]
    const problem = await refusal(
      api.prepareShipment,
      { params, body: { lines } },
      { as: order.packer },
    )
    return problem.fields?.map(({ path, code }) => [path.join('.'), code])
  }
  expect(await refused(await lot(49_999, null))).toEqual([['lines.0.lotId', 'lot_sold_out']])
  expect(await refused(await lot(90_000, '2026-07-13'))).toEqual([['lines.0.lotId', 'lot_expired']])
  expect(await refused(await lot(90_000, null, '2026-07-13'))).toEqual([
    ['lines.0.lotId', 'lot_certificate_expired'],
  ])
  expect(await refused(order.offers[1]?.lotId)).toEqual([
    ['lines.0.lotId', 'lot_of_another_product'],
  ])
})

test('§3.6 the lots’ villages are those at shipment, whatever the lot says later', async () => {
  const order = await aConfirmedOrder(database)
  const { shipmentId } = await aDispatchedShipment(database, order)
  await database.sql`update catalogue.lot_villages set village_code = '500237222210'
    where lot_id = ${order.offers[0]?.lotId as string}`
  await database.sql`select catalogue.write_documents(array(select id from catalogue.products))`
  const shipment = await call(api.getShipment, { params: { shipmentId } }, { as: order.receiver })
  expect(shipment.lines[0]?.villages[0]?.villageCode).toBe('500237222213')
  await expect(database.sql`delete from deliveries.shipment_line_villages`).rejects.toThrow(
    /append-only/,
  )
})

test('closing short gives the rest back to stock and ends the order when all is weighed', async () => {
  const order = await aConfirmedOrder(database)
  const before = await availableOf(order.offers[0]?.lotId)
  const params = { purchaseOrderId: order.purchaseOrderId }
  const closing = { params, body: { reason: '冰雹减产' } }
  const early = await refusal(api.closeShort, closing, { as: order.manager })
  expect(early.code).toBe('illegal_transition')
  const orderLineId = order.orderLines[0]?.id as string
  await aDispatchedShipment(database, { ...order, lines: [{ orderLineId, packs: 7 }] })
  expect(await call(api.closeShort, closing, { as: order.manager })).toMatchObject({
    state: 'shipped',
  })
  expect(await availableOf(order.offers[0]?.lotId)).toBe(before + 15_000)
  const again = await refusal(api.closeShort, closing, { as: order.manager })
  expect(again.code).toBe('nothing_left_to_ship')
})

test('the code on the note opens the shipment for both sides and nobody else', async () => {
  const order = await aConfirmedOrder(database)
  const { shipmentId } = await aDispatchedShipment(database, order)
  const { code } = await call(api.getShipment, { params: { shipmentId } }, { as: order.manager })
  const params = { code: code.toLowerCase() }
  const opened = await call(api.getShipmentByCode, { params }, { as: order.receiver })
  expect(opened.id).toBe(shipmentId)
  const official = signedIn({ roles: ['official'], divisionCode: '500237' })
  expect((await call(api.getShipmentByCode, { params }, { as: official })).id).toBe(shipmentId)
  for (const stranger of [
    signedIn({ roles: ['receiver'] }),
    signedIn({ roles: ['cooperative_manager'] }),
    signedIn({ roles: ['official'], divisionCode: '4418' }),
  ])
    expect((await refusal(api.getShipmentByCode, { params }, { as: stranger })).code).toBe(
      'not_found',
    )
})

test('another cooperative can neither pack nor send nor unpack', async () => {
  const order = await aConfirmedOrder(database)
  const stranger = (await aConfirmedOrder(database)).packer
  const params = { purchaseOrderId: order.purchaseOrderId }
  expect((await refusal(api.prepareShipment, { params, body: {} }, { as: stranger })).code).toBe(
    'not_found',
  )
  const shipment = await call(api.prepareShipment, { params, body: {} }, { as: order.packer })
  const cancellation = { params: { shipmentId: shipment.id }, body: { version: 1 } }
  expect((await refusal(api.cancelShipment, cancellation, { as: stranger })).code).toBe('not_found')
  const dispatch = { ...cancellation, body: { carrier: '自送', version: 9 } }
  expect((await refusal(api.dispatchShipment, dispatch, { as: order.packer })).code).toBe(
    'stale_version',
  )
})

test('§6.1 a lot whose certificate is valid on the packing day is packed', async () => {
  const order = await aConfirmedOrder(database)
  await database.sql`update catalogue.lots set certificate_valid_to = '2026-07-14'
    where id = ${order.offers[0]?.lotId ?? ''}`
  await database.sql`select catalogue.write_documents(array(select id from catalogue.products))`
  const params = { purchaseOrderId: order.purchaseOrderId }
  const { items } = await call(api.listToPack, { query: params }, { as: order.packer })
  expect(items[0]?.lines[0]?.lots[0]?.certificateValidTo).toBe('2026-07-14')
  await call(api.prepareShipment, { params, body: {} }, { as: order.packer })
})

test('§6.2 what waits for a side comes whole, so that it can be done without a signal', async () => {
  const order = await aConfirmedOrder(database, { lines: [{ quantity: 10 }, { quantity: 4 }] })
  const other = await aConfirmedOrder(database)
  await aDispatchedShipment(database, other)
  const openTo = async (as: typeof order.packer) =>
    (await call(api.listOpenShipments, { query: {} }, { as })).items
  const params = { purchaseOrderId: order.purchaseOrderId }
  const prepared = await call(api.prepareShipment, { params, body: {} }, { as: order.packer })
  expect(await openTo(order.packer)).toEqual([prepared])
  expect(await openTo(order.receiver)).toEqual([])

  const body = { carrier: '自送', version: prepared.version }
  const shipmentId = prepared.id
  await call(api.dispatchShipment, { params: { shipmentId }, body }, { as: order.packer })
  const whole = await call(api.getShipment, { params: { shipmentId } }, { as: order.receiver })
  expect(whole.lines).toHaveLength(2)
  expect(await openTo(order.receiver)).toEqual([whole])
  expect(await openTo(order.packer)).toEqual([])
})

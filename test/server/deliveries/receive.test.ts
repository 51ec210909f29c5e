import { expect, test } from 'vitest'
import type { Actor } from '../../../server/platform/context.ts'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/deliveries/deliveries.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aLot, leaveInLot } from '../../support/factories/catalogue.ts'
import {
  aConfirmedOrder,
  aDispatchedShipment,
  aReceipt,
  receivedAt,
  type Weighed,
  weighedLine,
} from '../../support/factories/deliveries.ts'

const { call, refusal, send, database } = await testApp({ clock: () => receivedAt })

async function onItsWay(quantity = 10) {
  const order = await aConfirmedOrder(database, { lines: [{ quantity }] })
  return { ...order, ...(await aDispatchedShipment(database, order)) }
}

function receiving(shipment: Awaited<ReturnType<typeof onItsWay>>, ...weighed: Weighed[]) {
  const lines = shipment.lines.map(({ line }, index) =>
    weighedLine(line.id, line.grams, weighed[index]),
  )
  return { params: { shipmentId: shipment.shipmentId }, body: { lines } }
}

async function faults(input: ReturnType<typeof receiving>, as: Actor) {
  const problem = await refusal(api.receiveShipment, input, { as })
  return problem.fields?.map(({ path, code }) => [path.join('.'), code])
}

test('what was weighed is kept line by line, with reason, deduction and money', async () => {
  const delivery = await onItsWay()
  const weighed: Weighed = {
    weighedGrams: 49_500,
    acceptedGrams: 48_250,
    reason: 'damaged',
    deductionCents: 100,
    remark: '两箱压坏',
  }
  const receipt = await call(api.receiveShipment, receiving(delivery, weighed), {
    as: delivery.receiver,
  })
  // 48,250 g at 60.00 yuan for 5,000 g are 579.00 yuan, less 1.00 yuan.
  expect(receipt).toMatchObject({ receivedOn: '2026-07-15', acceptedCents: 57_800 })
  expect(receipt.lines[0]).toMatchObject({ ...weighed, shippedGrams: 50_000, returnedGrams: 0 })
  const shipment = await call(
    api.getShipment,
    { params: { shipmentId: delivery.shipmentId } },
    { as: delivery.manager },
  )
  expect(shipment).toMatchObject({ state: 'received', receiptId: receipt.id })
  const [order] = await database.sql`select state from orders.purchase_orders
      where id = ${delivery.purchaseOrderId}`
  expect(order?.state).toBe('received')
  const [fact] = await database.sql`select * from attribution.recognition_lines
    where purchase_order_id = ${delivery.purchaseOrderId}`
  expect(fact).toMatchObject({ accepted_grams: 48_250, accepted_cents: 57_800, paid_cents: 0 })
})

test('§2.4 a weight that was not measured is refused, never taken for 0', async () => {
  const delivery = await onItsWay()
  const unmeasured = receiving(delivery, { weighedGrams: null as never })
  expect(await faults(unmeasured, delivery.receiver)).toEqual([
    ['lines.0.weighedGrams', 'required'],
  ])
  const nothing: Weighed = { weighedGrams: 0, acceptedGrams: 0, reason: 'short' }
  expect(await faults(receiving(delivery, nothing), delivery.receiver)).toEqual([
    ['lines.0.weighedGrams', 'did_you_mean_grams'],
  ])
  const meant = receiving(delivery, { ...nothing, weightConfirmed: true })
  const receipt = await call(api.receiveShipment, meant, { as: delivery.receiver })
  expect(receipt).toMatchObject({ acceptedGrams: 0, acceptedCents: 0 })
  const [row] = await database.sql`select count(*)::int as facts from attribution.recognition_lines
    where purchase_order_id = ${delivery.purchaseOrderId}`
  expect(row?.facts).toBe(0)
})

test('§2.4 ten times away asks whether grams were meant, and takes a confirmed answer', async () => {
  const delivery = await onItsWay()
  const tenfold: Weighed = { weighedGrams: 500_000, acceptedGrams: 50_000 }
  expect(await faults(receiving(delivery, tenfold), delivery.receiver)).toEqual([
    ['lines.0.weighedGrams', 'did_you_mean_grams'],
  ])
  const confirmed = receiving(delivery, { ...tenfold, weightConfirmed: true })
  await call(api.receiveShipment, confirmed, { as: delivery.receiver })
})

test('less needs a reason, more says over-delivered, nothing is accepted that was not weighed', async () => {
  const delivery = await onItsWay()
  const all = receiving(delivery)
  const wrong: [Weighed, string, string][] = [
    [{ weighedGrams: 49_000 }, 'lines.0.reason', 'shortage_reason_required'],
    [{ weighedGrams: 51_000 }, 'lines.0.reason', 'over_delivery_reason_required'],
    [{ acceptedGrams: 50_001, reason: 'over_delivered' }, 'lines.0.acceptedGrams', 'above_weighed'],
    [{ deductionCents: 60_001 }, 'lines.0.deductionCents', 'deduction_above_amount'],
    [{ photoFileId: newId() }, 'lines.0.photoFileId', 'not_found'],
  ]
  for (const [weighed, path, code] of wrong)
    expect(await faults(receiving(delivery, weighed), delivery.receiver)).toContainEqual([
      path,
      code,
    ])
  const twice = { ...all, body: { lines: [...all.body.lines, ...all.body.lines] } }
  expect(await faults(twice, delivery.receiver)).toEqual([['lines.1.shipmentLineId', 'duplicate']])
  const more: Weighed = { weighedGrams: 51_000, reason: 'over_delivered' }
  const receipt = await call(api.receiveShipment, receiving(delivery, more), {
    as: delivery.receiver,
  })
  expect(receipt.acceptedCents).toBe(61_200)
})

test('every shipped line must be weighed', async () => {
  const order = await aConfirmedOrder(database, { lines: [{ quantity: 1 }, { quantity: 2 }] })
  const delivery = { ...order, ...(await aDispatchedShipment(database, order)) }
  const input = receiving(delivery)
  input.body.lines.pop()
  expect(await faults(input, delivery.receiver)).toEqual([['lines', 'line_missing']])
})

test('§6.3 acceptance never argues with live stock', async () => {
  const delivery = await onItsWay()
  await leaveInLot(database.sql, { lotId: delivery.offers[0]?.lotId as string, grams: 0 })
  const productId = delivery.offers[0]?.productId as string
  await database.sql`update catalogue.products set state = 'held' where id = ${productId}`
  await database.sql`update catalogue.lots set closed_at = ${receivedAt}
    where id = ${delivery.offers[0]?.lotId as string}`
  await database.sql`select catalogue.write_documents(array[${productId}::uuid])`
  const more: Weighed = { weighedGrams: 52_000, reason: 'over_delivered' }
  const receipt = await call(api.receiveShipment, receiving(delivery, more), {
    as: delivery.receiver,
  })
  expect(receipt.acceptedGrams).toBe(52_000)
})

test('§3.6 a change of the lot after shipment changes nothing of the accepted villages', async () => {
  const order = await aConfirmedOrder(database)
  const { productId } = order.offers[0] ?? {}
  const villages = [
    { villageCode: '500237222213', shareBasisPoints: 3_333 },
    { villageCode: '500237222210', shareBasisPoints: 3_333 },
    { villageCode: null, shareBasisPoints: 3_334 },
  ]
  const lotId = await aLot(database, {
    productId: productId as string,
    originCode: '500237222213',
    stockGrams: 50_000,
    villages,
  })
  const orderLineId = order.orderLines[0]?.id as string
  const lines = [{ orderLineId, lotId, packs: 10 }]
  const { shipmentId } = await aDispatchedShipment(database, { ...order, lines })
  await database.sql`update catalogue.lot_villages set village_code = '500237222215'
    where lot_id = ${lotId} and village_code is null`
  await database.sql`select catalogue.write_documents(array[${productId as string}::uuid])`
  await aReceipt(database, { shipmentId, receiver: order.receiver })
  const rows = await database.sql`select village_code, accepted_grams
    from attribution.recognition_line_villages where order_line_id = ${orderLineId} order by 1`
  expect(rows.map((row) => [row.village_code, row.accepted_grams])).toEqual([
    ['', 16_670],
    ['500237222210', 16_665],
    ['500237222213', 16_665],
  ])
})

test('part deliveries add up on cumulative figures, so no 分 is lost to rounding', async () => {
  const order = await aConfirmedOrder(database, {
    lines: [{ quantity: 3, packGrams: 1_000, priceCents: 1_001 }],
  })
  const orderLineId = order.orderLines[0]?.id as string
  for (let shipment = 0; shipment < 3; shipment += 1) {
    const lines = [{ orderLineId, packs: 1 }]
    const { shipmentId } = await aDispatchedShipment(database, { ...order, lines })
    const weighed: Weighed = { weighedGrams: 500, reason: 'short' }
    await aReceipt(database, { shipmentId, receiver: order.receiver, weighed: [weighed] })
  }
  // 500 g are 500.5 分 each; three of them rounded alone would be 1,503.
  const [line] = await database.sql`select accepted_cents from attribution.recognition_lines
    where order_line_id = ${orderLineId}`
  expect(line?.accepted_cents).toBe(1_502)
})

test('a receipt sent twenty times at once is one', async () => {
  const delivery = await onItsWay()
  const input = receiving(delivery)
  const key = newId()
  const sameKey = Array.from({ length: 10 }, () =>
    send(api.receiveShipment, input, { as: delivery.receiver, key }),
  )
  const otherKeys = Array.from({ length: 10 }, () =>
    send(api.receiveShipment, input, { as: delivery.receiver, key: newId() }),
  )
  const answers = await Promise.all([...sameKey, ...otherKeys])
  const made = new Set(
    answers
      .filter((answer) => answer.statusCode === 201)
      .map((answer) => answer.json<{ id: string }>().id),
  )
  expect(made.size).toBe(1)
  expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([201, 409]))
  const [row] = await database.sql`select count(*)::int as receipts, sum(fact.grams)::int as grams
    from deliveries.goods_receipts receipt join attribution.recognition_facts fact
      on fact.cause_id = receipt.id
    where receipt.purchase_order_id = ${delivery.purchaseOrderId}`
  expect(row).toMatchObject({ receipts: 1, grams: 50_000 })
})

test('§11.2 who packed or sent the goods does not accept them, in whatever organisation', async () => {
  const { packer, receiver, ...delivery } = await onItsWay()
  const organisationId = receiver.organisationId ?? ''
  const { personId } = packer
  const both = await aMember(database, { personId, organisationId, roles: ['receiver'] })
  const receipt = receiving({ packer, receiver, ...delivery })
  expect((await refusal(api.receiveShipment, receipt, { as: both.actor })).code).toBe('same_person')
  const [sent] = await database.sql`select dispatched_by from deliveries.shipments
    where id = ${delivery.shipmentId}`
  expect(sent?.dispatched_by).toBe(personId)
  await call(api.receiveShipment, receipt, { as: receiver })
})

test('a receipt is final', async () => {
  const delivery = await onItsWay()
  await call(api.receiveShipment, receiving(delivery), { as: delivery.receiver })
  const again = await refusal(api.receiveShipment, receiving(delivery), { as: delivery.receiver })
  expect(again.code).toBe('already_received')
  await expect(
    database.sql`update deliveries.goods_receipt_lines set accepted_cents = 1`,
  ).rejects.toThrow(/append-only/)
})

test('only the unit that bought receives, and only what has left', async () => {
  const order = await aConfirmedOrder(database)
  const shipment = await call(
    api.prepareShipment,
    { params: { purchaseOrderId: order.purchaseOrderId }, body: {} },
    { as: order.packer },
  )
  const lines = shipment.lines.map((line) => weighedLine(line.id, line.grams))
  const input = { params: { shipmentId: shipment.id }, body: { lines } }
  expect((await refusal(api.receiveShipment, input, { as: order.receiver })).code).toBe(
    'illegal_transition',
  )
  const stranger = signedIn({ roles: ['receiver'] })
  expect((await refusal(api.receiveShipment, input, { as: stranger })).code).toBe('not_found')
  expect((await refusal(api.receiveShipment, input, { as: order.manager })).code).toBe('forbidden')
})

test.each([
  ['the day it was weighed', '2026-07-14T23:30:00+08:00', '2026-07-14'],
  ['now, where the clock says a time to come', '2026-07-16T00:00:00Z', '2026-07-15'],
  ['now, where the clock says a time before the dispatch', '2026-07-01T00:00:00Z', '2026-07-15'],
])('§6.2 a receipt that is sent later is dated: %s', async (_, weighedAt, receivedOn) => {
  const delivery = await onItsWay()
  await database.sql`update deliveries.shipments set dispatched_at = '2026-07-14T00:00:00Z'
    where id = ${delivery.shipmentId}`
  const { params, body } = receiving(delivery)
  const input = { params, body: { ...body, weighedAt } }
  const receipt = await call(api.receiveShipment, input, { as: delivery.receiver })
  expect(receipt.receivedOn).toBe(receivedOn)
  const [kept] = await database.sql`
    select f.occurred_on::text, a.last_received_on::text, e.at, e.after->>'weighedAt' as weighed_at
    from attribution.recognition_facts f
    join deliveries.order_acceptances a on a.purchase_order_id = ${delivery.purchaseOrderId}
    join evidence.audit_entries e on e.subject_id = ${receipt.id}
    where f.cause_id = ${receipt.id}`
  expect(kept).toMatchObject({
    occurred_on: receivedOn,
    last_received_on: receivedOn,
    at: receivedAt,
    weighed_at: weighedAt,
  })
})

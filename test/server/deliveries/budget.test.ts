import { expect, test } from 'vitest'
import { findBudgetFault } from '../../../server/orders/index.ts'
import * as corrections from '../../../shared/deliveries/corrections.api.ts'
import * as api from '../../../shared/deliveries/deliveries.api.ts'
import { testApp } from '../../support/app.ts'
import {
  aConfirmedOrder,
  aDispatchedShipment,
  aReceipt,
  receivedAt,
} from '../../support/factories/deliveries.ts'
import { breaksInvariants } from '../../support/invariants.ts'

const { call, database } = await testApp({ clock: () => receivedAt })
const { sql } = database

/** An order of ten crates for 60 yuan, whose unit keeps a budget that counts it. */
async function orderWithBudget() {
  const order = await aConfirmedOrder(database)
  await sql`select orders.begin_budget(${order.unit.id}, 2026, 1_000_000)`
  return order
}

const committed = async (unitId: string) => {
  const [row] = await sql<{ budget: number; orders: number }[]>`
    select committed_cents as budget, (select sum(committed_cents)::bigint
      from orders.purchase_orders where purchase_orders.unit_id = unit_budgets.unit_id) as orders
    from orders.unit_budgets where unit_id = ${unitId}`
  expect(row?.orders).toBe(row?.budget)
  return row?.budget
}

test('§5.8 closing short gives the budget back what will not come', async () => {
  const order = await orderWithBudget()
  expect(await committed(order.unit.id)).toBe(60_000)
  const lines = [{ orderLineId: order.orderLines[0]?.id ?? '', packs: 7 }]
  await aDispatchedShipment(database, { ...order, lines })
  const params = { purchaseOrderId: order.purchaseOrderId }
  await call(api.closeShort, { params, body: { reason: '减产' } }, { as: order.manager })
  expect(await committed(order.unit.id)).toBe(42_000)
})

test('§5.8 accepting less gives the budget back what was not accepted', async () => {
  const order = await orderWithBudget()
  const { shipmentId } = await aDispatchedShipment(database, order)
  const weighed = [{ acceptedGrams: 45_000, reason: 'damaged', deductionCents: 1_000 } as const]
  await aReceipt(database, { shipmentId, receiver: order.receiver, weighed })
  expect(await committed(order.unit.id)).toBe(53_000)
})

test('§5.8 what is returned or corrected down afterwards goes back to the budget too', async () => {
  const order = await orderWithBudget()
  const { shipmentId } = await aDispatchedShipment(database, order)
  const { receiptId } = await aReceipt(database, { shipmentId, receiver: order.receiver })
  const [{ id: receiptLineId } = { id: '' }] = await sql<{ id: string }[]>`
    select id from deliveries.goods_receipt_lines where receipt_id = ${receiptId}`
  const params = { receiptId }
  const lines = [{ receiptLineId, grams: 5_000 }]
  const back = { params, body: { reason: 'quality' as const, lines } }
  const { id: returnId } = await call(api.recordReturn, back, { as: order.receiver })
  expect(await committed(order.unit.id)).toBe(60_000)
  await call(api.confirmReturn, { params: { returnId } }, { as: order.manager })
  expect(await committed(order.unit.id)).toBe(54_000)
  const change = { receiptLineId, deductionCents: 1_000, reason: '商定降价' }
  const proposal = { params, body: change }
  const correction = await call(corrections.proposeCorrection, proposal, { as: order.receiver })
  const signing = { params: { correctionId: correction.id } }
  await call(corrections.confirmCorrection, signing, { as: order.manager })
  expect(await committed(order.unit.id)).toBe(53_000)
})

test('§5.8 a budget that does not say what its orders take is found', async () => {
  breaksInvariants(database, 'the budget is changed by hand, so that the verifier finds it')
  const { unit } = await orderWithBudget()
  expect(await findBudgetFault(database.db, '')).toBeUndefined()
  await sql`update orders.unit_budgets set committed_cents = 59_999 where unit_id = ${unit.id}`
  expect((await findBudgetFault(database.db, ''))?.detail).toContain('59999 fen committed')
})

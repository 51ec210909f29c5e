import { expect, test } from 'vitest'
import { confirmReturn } from '../../../server/deliveries/return-goods.ts'
import { confirmSurplus } from '../../../server/deliveries/sign-surplus.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { draftInvoice } from '../../../shared/billing/billing.api.ts'
import * as api from '../../../shared/deliveries/deliveries.api.ts'
import { contextFor, testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const later = new Date('2026-08-02T01:00:00Z')
const { call, refusal, database } = await testApp({ clock: () => later })
const { sql } = database

/** Ten crates of 5 kg at 60 yuan were sent; so much was accepted. */
async function received(acceptedGrams: number) {
  const weighed = { weighedGrams: acceptedGrams, reason: 'over_delivered' as const }
  const order = await aReceivedOrder(database, { lines: [{ quantity: 10 }], weighed: [weighed] })
  const query = { receiptId: order.receiptId }
  const { items } = await call(api.listSurpluses, { query }, { as: order.manager })
  return { ...order, surpluses: items, surplusId: items[0]?.id ?? '' }
}

async function accepted(purchaseOrderId: string) {
  const [row] = await sql`select line.accepted_grams as grams, line.accepted_cents as cents,
      kept.accepted_cents as kept
    from attribution.recognition_lines line
    join deliveries.order_acceptances kept using (purchase_order_id)
    where purchase_order_id = ${purchaseOrderId}`
  return { ...row }
}

test('§6.5 a weight within the tolerance counts at once', async () => {
  const order = await received(52_500)
  expect(order.surpluses).toEqual([])
  expect(await accepted(order.purchaseOrderId)).toEqual({
    grams: 52_500,
    cents: 63_000,
    kept: 63_000,
  })
})

test('§6.5 beyond it the shipped weight counts, and the surplus waits for the seller', async () => {
  const order = await received(52_501)
  expect(order.surpluses).toMatchObject([
    { grams: 2_501, shippedGrams: 50_000, state: 'recorded', cents: null },
  ])
  expect(await accepted(order.purchaseOrderId)).toEqual({
    grams: 50_000,
    cents: 60_000,
    kept: 60_000,
  })
  const params = { receiptId: order.receiptId }
  const receipt = await call(api.getReceipt, { params }, { as: order.receiver })
  expect(receipt).toMatchObject({ acceptedGrams: 50_000, acceptedCents: 60_000 })
  expect(receipt.lines[0]).toMatchObject({
    weighedGrams: 52_501,
    acceptedGrams: 50_000,
    surplus: { grams: 2_501, state: 'recorded' },
  })
  const draft = { params: { purchaseOrderId: order.purchaseOrderId } }
  const { lines } = await call(draftInvoice, draft, { as: order.manager })
  expect(lines[0]?.amountCents).toBe(60_000)
})

test('§6.5 what the seller signs counts from that day, by an entry of its own', async () => {
  const order = await received(60_000)
  const invoiced = await anInvoice(database, order)
  await aConfirmedPayment(database, { ...order, ...invoiced, amountCents: 60_000 })
  const params = { surplusId: order.surplusId }
  const signed = await call(api.confirmSurplus, { params }, { as: order.manager })
  expect(signed).toMatchObject({ state: 'confirmed', grams: 10_000, cents: 12_000 })
  expect(await accepted(order.purchaseOrderId)).toEqual({
    grams: 60_000,
    cents: 72_000,
    kept: 72_000,
  })
  const facts = await sql`select grams, cents, occurred_on::text as day
    from attribution.recognition_facts where cause_line_id = ${order.surplusId}`
  expect(facts.map((fact) => ({ ...fact }))).toEqual([
    { grams: 10_000, cents: 12_000, day: '2026-08-02' },
  ])
  const villages = await sql`select sum(accepted_grams)::int as grams
    from attribution.recognition_line_villages where order_line_id in
      (select id from orders.order_lines where purchase_order_id = ${order.purchaseOrderId})`
  expect(villages[0]?.grams).toBe(60_000)
  const draft = { params: { purchaseOrderId: order.purchaseOrderId } }
  const { lines } = await call(draftInvoice, draft, { as: order.manager })
  expect(lines[0]?.amountCents).toBe(12_000)
  const audited = await sql`select action from evidence.audit_entries
    where subject_id = ${order.surplusId} order by id`
  expect(audited.map((row) => row.action)).toEqual([
    'deliveries.record-surplus',
    'deliveries.confirm-surplus',
  ])
})

test('§6.5 what the seller refuses never counts, and nothing is decided twice', async () => {
  const order = await received(60_000)
  const params = { surplusId: order.surplusId }
  const refusing = { params, body: { reason: '秤不准' } }
  const refused = await call(api.rejectSurplus, refusing, { as: order.manager })
  expect(refused).toMatchObject({ state: 'rejected', stateReason: '秤不准', cents: null })
  expect(await accepted(order.purchaseOrderId)).toEqual({
    grams: 50_000,
    cents: 60_000,
    kept: 60_000,
  })
  const late = await refusal(api.confirmSurplus, { params }, { as: order.manager })
  expect(late.code).toBe('illegal_transition')
  const changing = sql`update deliveries.weight_surpluses set grams = 1
    where id = ${order.surplusId}`
  await expect(changing).rejects.toThrow('decided once')
  await expect(sql`delete from deliveries.weight_surpluses`).rejects.toThrow()
})

test('§6.5 the seller alone signs, and never the person who weighed', async () => {
  const order = await received(60_000)
  const params = { surplusId: order.surplusId }
  expect((await refusal(api.confirmSurplus, { params }, { as: order.receiver })).code).toBe(
    'forbidden',
  )
  const both = { ...order.manager, personId: order.receiver.personId }
  expect((await refusal(api.confirmSurplus, { params }, { as: both })).code).toBe('same_person')
  const stranger = (await received(50_000)).manager
  expect((await refusal(api.confirmSurplus, { params }, { as: stranger })).code).toBe('not_found')
  const { items } = await call(api.listSurpluses, { query: {} }, { as: stranger })
  expect(items).toEqual([])
})

test('§6.5 no more goes back than counts: the surplus only once it is signed', async () => {
  const order = await received(60_000)
  const [line] = (await call(api.getReceipt, { params: order }, { as: order.receiver })).lines
  const asking = (grams: number) => ({
    params: { receiptId: order.receiptId },
    body: { reason: 'spoiled' as const, lines: [{ receiptLineId: line?.id ?? '', grams }] },
  })
  const early = await refusal(api.recordReturn, asking(50_001), { as: order.receiver })
  expect(early.fields?.[0]).toMatchObject({ code: 'above_accepted' })
  await call(api.confirmSurplus, { params: { surplusId: order.surplusId } }, { as: order.manager })
  const { id: returnId } = await call(api.recordReturn, asking(60_000), { as: order.receiver })
  await call(api.confirmReturn, { params: { returnId } }, { as: order.manager })
  expect(await accepted(order.purchaseOrderId)).toEqual({ grams: 0, cents: 0, kept: 0 })
})

test('§6.5 signed twice at once it counts once', async () => {
  const order = await received(60_000)
  const { surplusId } = order
  const context = contextFor(order.manager, later)
  const sign = () => transaction(database.db, (tx) => confirmSurplus(tx, context, { surplusId }))
  const stop = stopBefore(database, /update "deliveries"."weight_surpluses"/)
  const first = sign()
  await stop.reached
  const second = sign()
  await untilBlocked(database)
  stop.release()
  await Promise.all([first, expect(second).rejects.toMatchObject({ code: 'illegal_transition' })])
  expect(await accepted(order.purchaseOrderId)).toEqual({
    grams: 60_000,
    cents: 72_000,
    kept: 72_000,
  })
})

test('§6.5 signing and a return that cross end in the same sum', async () => {
  const order = await received(60_000)
  const [line] = (await call(api.getReceipt, { params: order }, { as: order.receiver })).lines
  const lines = [{ receiptLineId: line?.id ?? '', grams: 5_000 }]
  const asking = {
    params: { receiptId: order.receiptId },
    body: { reason: 'spoiled' as const, lines },
  }
  const { id: returnId } = await call(api.recordReturn, asking, { as: order.receiver })
  const context = contextFor(order.manager, later)
  const stop = stopBefore(database, /update "deliveries"."weight_surpluses"/)
  const { surplusId } = order
  const signing = transaction(database.db, (tx) => confirmSurplus(tx, context, { surplusId }))
  await stop.reached
  const returning = transaction(database.db, (tx) => confirmReturn(tx, context, { returnId }))
  await untilBlocked(database)
  stop.release()
  await Promise.all([signing, returning])
  expect(await accepted(order.purchaseOrderId)).toEqual({
    grams: 55_000,
    cents: 66_000,
    kept: 66_000,
  })
})

test('§6.5 the tolerance is the dated rule of the day on which the order was placed', async () => {
  await sql`insert into assistance.policy_values (name, value, valid_from, decided_by, created_at)
    values ('weight_tolerance', '2000', '2026-01-01', '县办', '2026-01-01T00:00:00Z')`
  const order = await received(60_000)
  expect(order.surpluses).toEqual([])
  expect(await accepted(order.purchaseOrderId)).toMatchObject({ grams: 60_000 })
})

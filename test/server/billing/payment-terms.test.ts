import { expect, test } from 'vitest'
import * as api from '../../../shared/billing/billing.api.ts'
import * as terms from '../../../shared/billing/payment-terms.api.ts'
import { testApp } from '../../support/app.ts'
import { anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder, receivedAt } from '../../support/factories/deliveries.ts'

let now = receivedAt
const { call, refusal, database } = await testApp({ clock: () => now })

/** A bill of goods that were accepted on 15 July, and what its two sides read of its terms. */
async function billed() {
  now = receivedAt
  const order = await aReceivedOrder(database)
  const invoice = () => anInvoice(database, { ...order, issuedOn: '2026-07-15', at: receivedAt })
  const set = (body: object) => ({ body: { validFrom: '2026-07-15', ...body } }) as never
  return { ...order, invoice, set }
}
type Billed = Awaited<ReturnType<typeof billed>>

async function dueOf(world: Billed, invoiceId: string) {
  const params = { invoiceId }
  const { terms: ofInvoice } = await call(api.getInvoice, { params }, { as: world.manager })
  const { items } = await call(api.listMoneyDue, { query: {} }, { as: world.finance })
  expect(items[0]).toMatchObject(ofInvoice)
  const match = { purchaseOrderId: world.purchaseOrderId }
  const { termDays } = await call(api.getMatch, { params: match }, { as: world.manager })
  expect(termDays).toBe(ofInvoice.termDays)
  return ofInvoice
}

test('§7.2 §3.12 terms in force when goods were accepted decide, not those of later', async () => {
  const world = await billed()
  await call(terms.setPaymentTerms, world.set({ days: 14 }), { as: world.finance })
  const { invoiceId } = await world.invoice()
  expect(await dueOf(world, invoiceId)).toEqual({
    termDays: 14,
    countsFrom: '2026-07-15',
    dueOn: '2026-07-29',
  })
  now = new Date('2026-07-20T01:00:00Z')
  const later = world.set({ days: 7, validFrom: '2026-07-20' })
  await call(terms.setPaymentTerms, later, { as: world.finance })
  expect((await dueOf(world, invoiceId)).dueOn).toBe('2026-07-29')
  const past = await refusal(terms.setPaymentTerms, world.set({ days: 7 }), { as: world.finance })
  expect(past.fields).toMatchObject([{ path: ['validFrom'], code: 'in_the_past' }])
})

test('§7.2 §3.17 longer than the rule only with a seller that agreed, from that day on', async () => {
  const world = await billed()
  const { finance, manager, seller } = world
  const refusedDays = async (body: object) =>
    (await refusal(terms.setPaymentTerms, world.set(body), { as: finance })).fields
  const aboveRule = { path: ['days'], code: 'above_payment_days' }
  expect(await refusedDays({ days: 31 })).toEqual([{ ...aboveRule, values: { maximum: 30 } }])
  const withSeller = { cooperativeId: seller.id }
  expect(await refusedDays({ days: 61, ...withSeller })).toEqual([
    { ...aboveRule, values: { maximum: 60 } },
  ])
  const longer = world.set({ days: 45, ...withSeller })
  const proposed = await call(terms.setPaymentTerms, longer, { as: finance })
  expect(proposed).toMatchObject({ state: 'recorded', decidedByName: null })
  expect((await refusal(terms.setPaymentTerms, longer, { as: finance })).code).toBe(
    'already_proposed',
  )
  const { invoiceId } = await world.invoice()
  expect((await dueOf(world, invoiceId)).termDays).toBe(30)
  now = new Date('2026-07-16T01:00:00Z')
  const params = { termsId: proposed.id }
  const stranger = await billed()
  now = new Date('2026-07-16T01:00:00Z')
  const agree = { params, body: { answer: 'agree' as const } }
  expect((await refusal(terms.answerPaymentTerms, agree, { as: stranger.manager })).code).toBe(
    'not_found',
  )
  const agreed = await call(terms.answerPaymentTerms, agree, { as: manager })
  expect(agreed).toMatchObject({ state: 'confirmed', validFrom: '2026-07-16' })
  // What was accepted the day before keeps the terms of its day.
  expect((await dueOf(world, invoiceId)).termDays).toBe(30)
  const listed = await call(terms.listPaymentTerms, { query: {} }, { as: manager })
  expect(listed).toMatchObject({ standardDays: 30, limitDays: 60, items: [{ days: 45 }] })
  const again = { ...agree, body: { answer: 'decline' as const, reason: '太久' } }
  expect((await refusal(terms.answerPaymentTerms, again, { as: manager })).code).toBe(
    'illegal_transition',
  )
})

test('§7.2 terms with a seller come before the unit’s own; declined ones never count', async () => {
  const world = await billed()
  const { finance, manager, seller } = world
  const withSeller = { cooperativeId: seller.id }
  const agreed = await call(terms.setPaymentTerms, world.set({ days: 20, ...withSeller }), {
    as: finance,
  })
  expect(agreed).toMatchObject({ state: 'confirmed', decidedByName: null })
  await call(terms.setPaymentTerms, world.set({ days: 10 }), { as: finance })
  const { id } = await call(terms.setPaymentTerms, world.set({ days: 50, ...withSeller }), {
    as: finance,
  })
  const body = { answer: 'decline' as const, reason: '太久' }
  await call(terms.answerPaymentTerms, { params: { termsId: id }, body }, { as: manager })
  const { invoiceId } = await world.invoice()
  expect((await dueOf(world, invoiceId)).dueOn).toBe('2026-08-04')
})

import { expect, test } from 'vitest'
import { findJournalFault, findOpenInvoiceFault } from '../../../server/billing/index.ts'
import { newId } from '../../../server/platform/ids.ts'
import { listBankLines, matchBankLine } from '../../../shared/billing/bank.api.ts'
import * as api from '../../../shared/billing/billing.api.ts'
import { readTrialBalance } from '../../../shared/billing/books.api.ts'
import { voidInvoice } from '../../../shared/billing/corrections.api.ts'
import { readPaymentByUnit } from '../../../shared/billing/money-desk.api.ts'
import * as moves from '../../../shared/billing/payment-moves.api.ts'
import { listPayable } from '../../../shared/billing/payment-runs.api.ts'
import { recordSettlements } from '../../../shared/billing/settlements.api.ts'
import { readMonth } from '../../../shared/reports/closing.api.ts'
import { signedIn, testApp } from '../../support/app.ts'
import { aBankLine, aConfirmedPayment, anInvoice } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { insertPlaces } from '../../support/factories/villages.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })
await insertPlaces(database)

/** Two open invoices of one unit and seller; what was paid of the second stands on the first. */
async function paidOnTheWrongOne() {
  const order = await aReceivedOrder(database, { lines: [{ quantity: 10 }] })
  const other = await aReceivedOrder(database, { beside: order, lines: [{ quantity: 4 }] })
  const { invoiceId: fromInvoiceId } = await anInvoice(database, order)
  const { invoiceId } = await anInvoice(database, { ...order, ...other, manager: order.manager })
  const totalOf = async (id: string) =>
    (await call(api.getInvoice, { params: { invoiceId: id } }, { as: order.finance })).totalCents
  const [fromCents, amountCents] = [await totalOf(fromInvoiceId), await totalOf(invoiceId)]
  const { finance, manager } = order
  const { paymentId } = await aConfirmedPayment(database, {
    ...{ finance, manager, invoiceId: fromInvoiceId, amountCents, paidOn: '2026-07-20' },
  })
  const orders = { purchaseOrderId: order.purchaseOrderId, otherOrderId: other.purchaseOrderId }
  return { ...order, ...orders, fromInvoiceId, invoiceId, paymentId, amountCents, fromCents }
}
type World = Awaited<ReturnType<typeof paidOnTheWrongOne>>

const moving = (world: World, amountCents = world.amountCents) => ({
  params: { fromInvoiceId: world.fromInvoiceId },
  body: {
    ...{ paymentId: world.paymentId, invoiceId: world.invoiceId, amountCents },
    reason: '付的是另一张发票',
  },
})

async function proposed(world: World, amountCents = world.amountCents) {
  const { id } = await call(moves.proposePaymentMove, moving(world, amountCents), {
    as: world.finance,
  })
  return { params: { moveId: id } }
}

const invoiceOf = (world: World, invoiceId: string) =>
  call(api.getInvoice, { params: { invoiceId } }, { as: world.manager })

async function recognisedOf(purchaseOrderId: string) {
  const [row] = await database.sql<{ cents: number }[]>`
    select sum(recognised_cents)::bigint as cents from attribution.recognition_lines
    where purchase_order_id = ${purchaseOrderId}`
  return row?.cents
}

test('§7.2 a payment on the wrong open invoice is moved once both sides have said so', async () => {
  const world = await paidOnTheWrongOne()
  const { finance, manager, amountCents, fromInvoiceId, invoiceId } = world
  const bankReference = 'B-77'
  const lineId = await aBankLine(database, finance, { cents: -amountCents, on: '2026-07-20' })
  const match = { kind: 'payments' as const, ids: [world.paymentId] }
  await call(matchBankLine, { params: { lineId }, body: { match } }, { as: finance })
  const params = { invoiceId: fromInvoiceId }
  expect(await call(moves.draftPaymentMove, { params }, { as: finance })).toMatchObject({
    payments: [{ id: world.paymentId, movableCents: amountCents }],
    invoices: [{ id: invoiceId, openCents: amountCents, movableCents: amountCents }],
  })
  const move = await proposed(world)
  // It waits there, so that nobody pays it once more; nothing has moved yet.
  const again = { amountCents: 1, bankReference, paidOn: '2026-07-20' }
  const twice = await refusal(
    api.recordPayment,
    { params: { invoiceId }, body: again },
    { as: finance },
  )
  expect(twice.fields).toMatchObject([{ code: 'above_open', values: { openCents: 0 } }])
  expect(await invoiceOf(world, fromInvoiceId)).toMatchObject({ paidCents: amountCents })
  expect((await refusal(moves.confirmPaymentMove, move, { as: finance })).code).toBe(
    'other_side_decides',
  )
  const done = await call(moves.confirmPaymentMove, move, { as: manager })
  expect(done).toMatchObject({ state: 'confirmed', movedOn: '2026-07-21', amountCents })
  expect((await refusal(moves.confirmPaymentMove, move, { as: manager })).code).toBe(
    'illegal_transition',
  )
  const [source, target] = [
    await invoiceOf(world, fromInvoiceId),
    await invoiceOf(world, invoiceId),
  ]
  expect(source).toMatchObject({ paidCents: 0, openCents: world.fromCents, dueBackCents: 0 })
  expect(target).toMatchObject({ paidCents: amountCents, openCents: 0, waitingCents: 0 })
  expect(target.paymentMoves).toMatchObject([{ fromInvoice: { id: fromInvoiceId } }])
  const elsewhere = [{ id: invoiceId, number: target.number, cents: amountCents }]
  expect(source.payments).toMatchObject([{ id: world.paymentId, amountCents, elsewhere }])
  const lines = await call(listBankLines, { query: {} }, { as: finance })
  expect(lines.items[0]).toMatchObject({ state: 'matched', matches: [{ elsewhere }] })
  // What counted of the one order counts of the other, by entries of that day (§3.2, §3.4).
  expect(await recognisedOf(world.purchaseOrderId)).toBe(0)
  expect(await recognisedOf(world.otherOrderId)).toBe(amountCents)
  const entries = await database.sql`
    select purchase_order_id, sum(cents)::bigint as cents, min(month) as month
    from attribution.ledger_entries where cause_type = 'payment_move'
      and cause_id = ${done.id} group by 1 order by 2`
  expect(entries).toMatchObject([
    { purchase_order_id: world.purchaseOrderId, cents: -amountCents, month: '2026-07' },
    { purchase_order_id: world.otherOrderId, cents: amountCents },
  ])
  for (const as of [manager, finance]) {
    const books = await call(readTrialBalance, { query: {} }, { as })
    const owed = books.lines.filter(({ account }) => ['receivable', 'payable'].includes(account))
    expect(owed.map(({ closingCents }) => Math.abs(Number(closingCents)))).toEqual([
      world.fromCents,
    ])
  }
  expect(await findJournalFault(database.db, '')).toBeUndefined()
  expect(await findOpenInvoiceFault(database.db, '')).toBeUndefined()
  // It is owed, due and reminded of as if it had never been paid; the other was paid in time.
  const due = await call(api.listMoneyDue, { query: {} }, { as: finance })
  expect(due.items.map((item) => item.invoiceId)).toEqual([fromInvoiceId])
  const official = signedIn({ roles: ['official'], divisionCode: '500237' })
  const { units } = await call(readPaymentByUnit, { query: {} }, { as: official })
  const row = units.find(({ unit }) => unit.id === world.unit.id)
  expect(row).toMatchObject({ openCents: world.fromCents, paidCount: 1 })
})

test('§7.2 what waits takes nothing off what is owed: desk, county and books say the same', async () => {
  const world = await paidOnTheWrongOne()
  const { finance, manager, invoiceId } = world
  const official = signedIn({ roles: ['official'], divisionCode: '500237' })
  const owed = async () => {
    const books = await call(readTrialBalance, { query: {} }, { as: finance })
    const { bands } = await call(api.listMoneyDue, { query: {} }, { as: manager })
    const { units } = await call(readPaymentByUnit, { query: {} }, { as: official })
    return [
      -Number(books.lines.find(({ account }) => account === 'payable')?.closingCents),
      bands.reduce((sum, band) => sum + Number(band.openCents), 0),
      Number(units.find(({ unit }) => unit.id === world.unit.id)?.openCents),
    ]
  }
  const open = world.fromCents
  expect(await owed()).toEqual([open, open, open])
  const move = await proposed(world, 1_000)
  // Whoever closes the county's month finds it among the open matters (§4.2).
  const month = { params: { countyCode: '500237', month: '2026-07' } }
  const { matters } = await call(readMonth, month, { as: official })
  const items = [expect.objectContaining({ id: invoiceId })]
  expect(matters).toContainEqual({ kind: 'paymentMoves', number: 1, items })
  const payment = { amountCents: 2_000, bankReference: newId(), paidOn: '2026-07-20' }
  await call(api.recordPayment, { params: { invoiceId }, body: payment }, { as: finance })
  expect(await owed()).toEqual([open, open, open])
  const due = await call(api.listMoneyDue, { query: {} }, { as: finance })
  const waiting = due.items.find((item) => item.invoiceId === invoiceId)
  expect(waiting).toMatchObject({ openCents: world.amountCents, waitingCents: 3_000 })
  const runs = { query: { dueUntil: '2026-12-31' } }
  const [payee] = (await call(listPayable, runs, { as: finance })).payees
  expect(payee?.invoices.find((each) => each.invoiceId === invoiceId)).toMatchObject({
    openCents: world.amountCents - 3_000,
  })
  await call(moves.confirmPaymentMove, move, { as: manager })
  expect(await owed()).toEqual([open, open, open])
  expect(await findOpenInvoiceFault(database.db, '')).toBeUndefined()
})

test('§7.4 an invoice of which nothing is paid any more may turn out to be void', async () => {
  const world = await paidOnTheWrongOne()
  const { manager, fromInvoiceId } = world
  const end = { params: { invoiceId: fromInvoiceId }, body: { reason: '重复开票' } }
  expect((await refusal(voidInvoice, end, { as: manager })).code).toBe('payment_confirmed')
  await call(moves.confirmPaymentMove, await proposed(world), { as: manager })
  await call(voidInvoice, end, { as: manager })
  expect(await findJournalFault(database.db, '')).toBeUndefined()
})

test('§7.2 a part is moved by the seller’s word first, refused with a reason, or taken back', async () => {
  const world = await paidOnTheWrongOne()
  const { finance, manager, fromInvoiceId, invoiceId, amountCents } = world
  const first = await proposed(world, 1_000)
  const body = { reason: '就是这张' }
  const refused = await call(moves.rejectPaymentMove, { ...first, body }, { as: manager })
  expect(refused).toMatchObject({ state: 'rejected', stateReason: '就是这张', movedOn: null })
  const second = await proposed(world, 1_000)
  await call(moves.withdrawPaymentMove, { ...second, body }, { as: finance })
  const { id: moveId } = await call(moves.proposePaymentMove, moving(world, 1_000), { as: manager })
  await call(moves.confirmPaymentMove, { params: { moveId } }, { as: finance })
  expect(await invoiceOf(world, invoiceId)).toMatchObject({ paidCents: 1_000 })
  // What stands there now may go back, or on, but never more than stands there.
  const back = { ...moving(world, 1_001), params: { fromInvoiceId: invoiceId } }
  back.body.invoiceId = fromInvoiceId
  const fields = (await refusal(moves.proposePaymentMove, back, { as: finance })).fields
  expect(fields).toMatchObject([{ code: 'above_movable', values: { maximumCents: 1_000 } }])
  const rest = (await refusal(moves.proposePaymentMove, moving(world), { as: finance })).fields
  expect(rest).toMatchObject([
    { code: 'above_movable', values: { maximumCents: amountCents - 1_000 } },
  ])
  const states = (await call(moves.listPaymentMoves, { query: {} }, { as: finance })).items
  expect(states.map(({ state }) => state).sort()).toEqual(['confirmed', 'rejected', 'rejected'])
  const stranger = await paidOnTheWrongOne()
  const theirs = { ...moving(world), params: { fromInvoiceId: stranger.fromInvoiceId } }
  expect((await refusal(moves.proposePaymentMove, theirs, { as: finance })).code).toBe('not_found')
})

test('§7.2 a move is proposed once, and never beyond what the undecided ones leave', async () => {
  const world = await paidOnTheWrongOne()
  const { finance, manager, amountCents, fromInvoiceId } = world
  const move = await proposed(world, 1_000)
  for (const as of [manager, finance]) {
    const { fields } = await refusal(moves.proposePaymentMove, moving(world, 1_000), { as })
    const values = { yuan: '10.00', number: (await invoiceOf(world, world.invoiceId)).number }
    expect(fields).toMatchObject([{ path: ['paymentId'], code: 'move_proposed', values }])
  }
  // Another payment of the same invoice: both together leave what was settled.
  const row = { villageCode: '500237222213', recipientKind: 'collective' as const }
  const settled = { householdNumber: null, recipientName: '村集体', amountCents }
  const rows = [{ ...row, ...settled, settledOn: '2026-07-21', bankReference: '' }]
  const { purchaseOrderId } = world
  const { paymentId } = await aConfirmedPayment(database, {
    ...{ finance, manager, invoiceId: fromInvoiceId, amountCents: 1_500, paidOn: '2026-07-20' },
  })
  await call(recordSettlements, { body: { purchaseOrderId, rows } }, { as: manager })
  const second = { ...moving(world, 501), params: { fromInvoiceId } }
  second.body.paymentId = paymentId
  const { fields } = await refusal(moves.proposePaymentMove, second, { as: manager })
  expect(fields).toMatchObject([{ code: 'already_settled', values: { maximumCents: 500 } }])
  second.body.amountCents = 500
  const other = await call(moves.proposePaymentMove, second, { as: manager })
  await call(moves.confirmPaymentMove, move, { as: manager })
  await call(moves.confirmPaymentMove, { params: { moveId: other.id } }, { as: finance })
  expect(await invoiceOf(world, world.invoiceId)).toMatchObject({ paidCents: 1_500 })
})

test('§3.14 money that was settled with villagers stays, and so does what was sent back', async () => {
  const world = await paidOnTheWrongOne()
  const { finance, manager, amountCents, purchaseOrderId } = world
  const row = { villageCode: '500237222213', recipientKind: 'collective' as const }
  const money = { householdNumber: null, recipientName: '村集体', amountCents: 3_000 }
  const rows = [{ ...row, ...money, settledOn: '2026-07-21', bankReference: '' }]
  await call(recordSettlements, { body: { purchaseOrderId, rows } }, { as: manager })
  const settled = (await refusal(moves.proposePaymentMove, moving(world), { as: finance })).fields
  expect(settled).toMatchObject([
    { code: 'already_settled', values: { maximumCents: amountCents - 3_000 } },
  ])
  const of = { params: { invoiceId: world.fromInvoiceId } }
  const draft = await call(moves.draftPaymentMove, of, { as: finance })
  expect(draft.invoices).toMatchObject([{ movableCents: amountCents - 3_000 }])
  const lines = [{ orderLineId: world.orderLines[0]?.id ?? '', amountCents: amountCents - 2_000 }]
  const body = { bankReference: 'R-1', refundedOn: '2026-07-21', reason: '退款', lines }
  const params = { invoiceId: world.fromInvoiceId }
  await call(api.recordRefund, { params, body }, { as: manager })
  const sent = (await refusal(moves.proposePaymentMove, moving(world), { as: finance })).fields
  expect(sent).toMatchObject([{ code: 'above_movable', values: { maximumCents: 2_000 } }])
})

test('§7.2 a move and a refund, a payment, a void or a settlement at once: one of them counts', async () => {
  const rivals = {
    refund: (world: World) => {
      const orderLineId = world.orderLines[0]?.id ?? ''
      const lines = [{ orderLineId, amountCents: world.amountCents }]
      const body = { bankReference: newId(), refundedOn: '2026-07-21', reason: '退款', lines }
      const params = { invoiceId: world.fromInvoiceId }
      return send(api.recordRefund, { params, body }, { as: world.manager })
    },
    payment: (world: World) => {
      const { invoiceId, amountCents, finance } = world
      const body = { amountCents, bankReference: newId(), paidOn: '2026-07-21' }
      return send(api.recordPayment, { params: { invoiceId }, body }, { as: finance })
    },
    void: (world: World) => {
      const params = { invoiceId: world.invoiceId }
      return send(voidInvoice, { params, body: { reason: '录错' } }, { as: world.manager })
    },
    settlement: (world: World) => {
      const row = { villageCode: '500237222213', recipientKind: 'collective' as const }
      const money = { householdNumber: null, recipientName: '村集体', amountCents: 1 }
      const rows = [{ ...row, ...money, settledOn: '2026-07-21', bankReference: '' }]
      const body = { purchaseOrderId: world.purchaseOrderId, rows }
      return send(recordSettlements, { body }, { as: world.manager })
    },
  }
  for (const [name, rival] of Object.entries(rivals)) {
    const world = await paidOnTheWrongOne()
    const move = await proposed(world)
    const stop = stopBefore(database, /update "billing"."payment_moves"/)
    const first = send(moves.confirmPaymentMove, move, { as: world.manager })
    await stop.reached
    const second = rival(world)
    await untilBlocked(database)
    stop.release()
    expect((await first).statusCode, name).toBe(200)
    expect((await second).statusCode, name).toBeGreaterThanOrEqual(400)
  }
  // The other way round: what was sent back meanwhile can be moved no more.
  const world = await paidOnTheWrongOne()
  const move = await proposed(world)
  expect((await rivals.refund(world)).statusCode).toBe(201)
  const late = await refusal(moves.confirmPaymentMove, move, { as: world.manager })
  expect(late.fields).toMatchObject([{ code: 'above_movable', values: { maximumCents: 0 } }])
})

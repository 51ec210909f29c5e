import { expect, test } from 'vitest'
import { selectReceiptLines } from '../../../server/deliveries/receipts.queries.ts'
import { confirmReturn, recordReturn } from '../../../server/deliveries/return-goods.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/billing/billing.api.ts'
import { readStatement } from '../../../shared/billing/books.api.ts'
import { contextFor, testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice, anInvoiceNumber } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })

/** Two lines, 600.00 and 400.00, accepted and invoiced. */
async function billed({ freightCents = 0 } = {}) {
  const order = await aReceivedOrder(database, {
    lines: [
      { quantity: 10, packGrams: 5_000, priceCents: 6_000 },
      { quantity: 10, packGrams: 1_000, priceCents: 4_000 },
    ],
  })
  const invoice = await anInvoice(database, { ...order, freightCents, reason: '含运费' })
  const lines = order.orderLines.toSorted((a, b) => b.amountCents - a.amountCents)
  const [first, second] = lines.map((line) => line.id) as [string, string]
  return { ...order, ...invoice, first, second }
}
type Billed = Awaited<ReturnType<typeof billed>>

/** A sixth of the first line, 100.00, goes back. */
async function sendBack(world: Billed) {
  const lines = await selectReceiptLines(database.db, world.receiptId)
  const line = lines.find((candidate) => candidate.line.orderLineId === world.first)
  const returnId = await transaction(database.db, (tx) =>
    recordReturn(tx, contextFor(world.receiver, now), {
      receiptId: world.receiptId,
      reason: 'spoiled',
      note: '',
      lines: [{ receiptLineId: line?.line.id as string, grams: 8_333 }],
    }),
  )
  await transaction(database.db, (tx) =>
    confirmReturn(tx, contextFor(world.manager, now), { returnId }),
  )
}

const creditNote = (world: Billed, amountCents: number, orderLineId = world.first) => ({
  params: { invoiceId: world.invoiceId },
  body: {
    number: anInvoiceNumber(),
    issuedOn: '2026-07-21',
    reason: '退货',
    lines: [{ orderLineId, amountCents }],
  },
})

async function credit(world: Billed, amountCents: number, orderLineId?: string) {
  return call(api.createCreditNote, creditNote(world, amountCents, orderLineId), {
    as: world.manager,
  })
}

const matchOf = (world: Billed) =>
  call(api.getMatch, { params: { purchaseOrderId: world.purchaseOrderId } }, { as: world.finance })

async function recognisedOf({ purchaseOrderId }: Billed): Promise<number[]> {
  const rows = await database.sql<{ cents: number }[]>`
    select recognised_cents as cents from attribution.recognition_lines
    where purchase_order_id = ${purchaseOrderId} order by 1 desc`
  return rows.map((row) => row.cents)
}

async function refund(world: Billed, amountCents: number) {
  const { id } = await call(
    api.recordRefund,
    {
      params: { invoiceId: world.invoiceId },
      body: {
        bankReference: newId(),
        refundedOn: '2026-07-21',
        reason: '退货',
        lines: [{ orderLineId: world.first, amountCents }],
      },
    },
    { as: world.manager },
  )
  return call(api.confirmRefund, { params: { refundId: id } }, { as: world.finance })
}

test('§7.4 goods returned after the invoice: a credit note from its draft, and all is matched', async () => {
  const world = await billed()
  await sendBack(world)
  expect((await matchOf(world)).lines.flatMap((line) => line.differences)).toContain(
    'invoiced_above_accepted',
  )
  const params = { invoiceId: world.invoiceId }
  const draft = await call(api.draftCreditNote, { params }, { as: world.manager })
  const { lines } = draft
  const amountCents = lines.find((line) => line.orderLineId === world.first)?.amountCents ?? 0
  expect(amountCents).toBe(10_000)
  expect(lines.find((line) => line.orderLineId === world.second)?.amountCents).toBe(0)
  const invoice = await credit(world, amountCents)
  expect(invoice).toMatchObject({ creditedCents: 10_000, openCents: 90_000, dueBackCents: 0 })
  await aConfirmedPayment(database, { ...world, amountCents: 90_000, at: now })
  const match = await matchOf(world)
  expect(match).toMatchObject({ state: 'matched', invoices: [{ openCents: 0 }] })
  const due = await call(api.listMoneyDue, { query: {} }, { as: world.finance })
  expect(due.items).toEqual([])
  expect(await recognisedOf(world)).toEqual([50_000, 40_000])
})

test('§7.4 paid before the credit note: due back, each line keeps its own, a refund closes it', async () => {
  const world = await billed()
  await aConfirmedPayment(database, { ...world, amountCents: 100_000, at: now })
  await sendBack(world)
  const invoice = await credit(world, 10_000)
  expect(invoice).toMatchObject({ openCents: 0, dueBackCents: 10_000 })
  expect(await matchOf(world)).toMatchObject({ state: 'open' })
  expect(await recognisedOf(world)).toEqual([50_000, 40_000])
  await refund(world, 10_000)
  expect(await matchOf(world)).toMatchObject({ state: 'matched' })
  expect(await recognisedOf(world)).toEqual([50_000, 40_000])
  const { closingCents } = await call(
    readStatement,
    { params: { counterpartyId: world.unit.id }, query: {} },
    { as: world.manager },
  )
  expect(closingCents).toBe(0)
})

test('§7.4 a refund is no stand-in for a credit note: what it sent back is owed again', async () => {
  const world = await billed()
  await sendBack(world)
  await aConfirmedPayment(database, { ...world, amountCents: 90_000, at: now })
  await refund(world, 10_000)
  const read = () =>
    call(api.getInvoice, { params: { invoiceId: world.invoiceId } }, { as: world.finance })
  expect(await read()).toMatchObject({ openCents: 20_000 })
  expect(await credit(world, 10_000)).toMatchObject({ openCents: 10_000 })
  await aConfirmedPayment(database, { ...world, amountCents: 10_000, at: now })
  expect(await read()).toMatchObject({ openCents: 0, dueBackCents: 0 })
  expect(await recognisedOf(world)).toEqual([50_000, 40_000])
})

test('§7.4 never more of a line than the invoice less earlier credit notes, nor of freight', async () => {
  const world = await billed({ freightCents: 500 })
  await credit(world, 50_000)
  const above = await refusal(api.createCreditNote, creditNote(world, 10_001), {
    as: world.manager,
  })
  expect(above.fields).toEqual([
    { path: ['lines', 0, 'amountCents'], code: 'above_invoiced', values: { maximumCents: 10_000 } },
  ])
  const freight = creditNote(world, 1)
  const dear = { ...freight, body: { ...freight.body, freightCents: 501 } }
  expect(
    (await refusal(api.createCreditNote, dear, { as: world.manager })).fields?.[0],
  ).toMatchObject({ path: ['freightCents'], code: 'above_invoiced' })
  const early = { ...freight, body: { ...freight.body, issuedOn: '2026-07-15' } }
  expect(
    (await refusal(api.createCreditNote, early, { as: world.manager })).fields?.[0],
  ).toMatchObject({ path: ['issuedOn'], code: 'before_the_invoice' })
  const empty = { ...freight, body: { ...freight.body, lines: [] } }
  expect(
    (await refusal(api.createCreditNote, empty, { as: world.manager })).fields?.[0],
  ).toMatchObject({ path: ['lines'], code: 'required' })
  const strange = creditNote(world, 1, newId())
  expect(
    (await refusal(api.createCreditNote, strange, { as: world.manager })).fields?.[0],
  ).toMatchObject({ code: 'not_found' })
  for (const change of [
    'update billing.credit_notes set goods_cents = 1',
    'delete from billing.credit_note_lines',
  ])
    await expect(database.sql.unsafe(change)).rejects.toThrow(/append-only/)
})

test('§7.4 invoices and credit notes of a seller share one series of numbers', async () => {
  const world = await billed()
  const note = creditNote(world, 100)
  await call(api.createCreditNote, note, { as: world.manager })
  const again = creditNote(world, 100)
  const same = { ...again, body: { ...again.body, number: note.body.number } }
  expect((await refusal(api.createCreditNote, same, { as: world.manager })).fields).toEqual([
    { path: ['number'], code: 'invoice_number_taken' },
  ])
})

test('§7.4 freight that was credited after payment is due back and can be refunded', async () => {
  const world = await billed({ freightCents: 500 })
  await aConfirmedPayment(database, { ...world, amountCents: 100_500, at: now })
  const params = { invoiceId: world.invoiceId }
  const note = creditNote(world, 0)
  const body = { ...note.body, freightCents: 500 }
  const invoice = await call(api.createCreditNote, { params, body }, { as: world.manager })
  expect(invoice).toMatchObject({ dueBackCents: 500, refundableFreightCents: 500 })
  const money = { bankReference: newId(), refundedOn: '2026-07-21', reason: '运费', lines: [] }
  const asking = (freightCents: number) => ({ params, body: { ...money, freightCents } })
  expect(
    (await refusal(api.recordRefund, asking(501), { as: world.manager })).fields?.[0],
  ).toMatchObject({ path: ['freightCents'], code: 'above_refundable' })
  const { id } = await call(api.recordRefund, asking(500), { as: world.manager })
  await call(api.confirmRefund, { params: { refundId: id } }, { as: world.finance })
  expect(await call(api.getInvoice, { params }, { as: world.finance })).toMatchObject({
    dueBackCents: 0,
    openCents: 0,
  })
  expect(await recognisedOf(world)).toEqual([60_000, 40_000])
})

test('§7.4 a credit note and a payment at once leave the books and the lines right', async () => {
  const world = await billed()
  const payment = await call(
    api.recordPayment,
    {
      params: { invoiceId: world.invoiceId },
      body: { amountCents: 100_000, bankReference: newId(), paidOn: '2026-07-21' },
    },
    { as: world.finance },
  )
  const stop = stopBefore(database, /insert into "billing"."credit_notes"/)
  const crediting = send(api.createCreditNote, creditNote(world, 10_000), { as: world.manager })
  await stop.reached
  const paying = send(
    api.confirmPayment,
    { params: { paymentId: payment.id } },
    { as: world.manager },
  )
  await untilBlocked(database)
  stop.release()
  expect([(await crediting).statusCode, (await paying).statusCode]).toEqual([201, 200])
  const params = { invoiceId: world.invoiceId }
  expect(await call(api.getInvoice, { params }, { as: world.finance })).toMatchObject({
    openCents: 0,
    dueBackCents: 10_000,
  })
  const rows = await database.sql<{ paid: number }[]>`
    select paid_cents as paid from attribution.recognition_lines
    where purchase_order_id = ${world.purchaseOrderId} order by 1 desc`
  expect(rows.map((row) => row.paid)).toEqual([50_000, 40_000])
})

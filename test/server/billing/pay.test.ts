import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { verifyLedger } from '../../../server/attribution/index.ts'
import { recordPayment } from '../../../server/billing/pay-invoice.ts'
import { readMoneyDue } from '../../../server/billing/read-money-due.ts'
import { recordRefund } from '../../../server/billing/refund-payment.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/billing/billing.api.ts'
import { mayBeInvoiced, purchaseOrderStates } from '../../../shared/orders/order-states.ts'
import { contextFor, signedIn, testApp } from '../../support/app.ts'
import { aConfirmedPayment, anInvoice, anInvoiceNumber } from '../../support/factories/billing.ts'
import {
  aConfirmedOrder,
  aDispatchedShipment,
  aReceivedOrder,
} from '../../support/factories/deliveries.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })

async function received() {
  return aReceivedOrder(database, {
    lines: [{ quantity: 10 }, { quantity: 3, priceCents: 3_333, packGrams: 1_000 }],
    weighed: [{ weighedGrams: 48_000, reason: 'short' }],
  })
}

async function billed() {
  const order = await received()
  return { ...order, ...(await anInvoice(database, order)) }
}

async function lineSums(purchaseOrderId: string) {
  const rows = await database.sql`select accepted_cents, paid_cents, recognised_cents
    from attribution.recognition_lines where purchase_order_id = ${purchaseOrderId}
    order by accepted_cents desc`
  return rows.map((row) => [row.accepted_cents, row.paid_cents, row.recognised_cents])
}

const transfer = (amountCents: number, bankReference = newId()) => ({
  amountCents,
  bankReference,
  paidOn: '2026-07-20',
})

test('an invoice covers all accepted goods by itself, and shows what is open', async () => {
  const order = await received()
  const params = { purchaseOrderId: order.purchaseOrderId }
  const draft = await call(api.draftInvoice, { params }, { as: order.manager })
  expect(draft).toMatchObject({ acceptedCents: 57_600 + 9_999, invoicedCents: 0 })
  const body = { number: anInvoiceNumber(), issuedOn: '2026-07-20' }
  const invoice = await call(api.createInvoice, { params, body }, { as: order.manager })
  expect(invoice).toMatchObject({ goodsCents: 67_599, openCents: 67_599, paidCents: 0 })
  expect(invoice.lines.map((line) => [line.grams, line.amountCents])).toEqual([
    [48_000, 57_600],
    [3_000, 9_999],
  ])
  const again = { params, body: { number: anInvoiceNumber(), issuedOn: '2026-07-20' } }
  expect((await refusal(api.createInvoice, again, { as: order.manager })).code).toBe(
    'nothing_to_invoice',
  )
})

test('§7.4 a number is unique per seller, and an issued invoice never changes', async () => {
  const first = await billed()
  const second = await received()
  const [{ number } = { number: '' }] = await database.sql<{ number: string }[]>`
    select number from billing.invoices where id = ${first.invoiceId}`
  const own = { params: { purchaseOrderId: first.purchaseOrderId } }
  const again = {
    ...own,
    body: { number, issuedOn: '2026-07-20', freightCents: 1, reason: '运费' },
  }
  const problem = await refusal(api.createInvoice, again, { as: first.manager })
  expect(problem.fields).toEqual([{ path: ['number'], code: 'invoice_number_taken' }])
  const params = { purchaseOrderId: second.purchaseOrderId }
  const body = { number, issuedOn: '2026-07-20' }
  const doubled = await call(api.createInvoice, { params, body }, { as: second.manager })
  expect(doubled.isNumberShared).toBe(true)
  const official = signedIn({ roles: ['official'], divisionCode: '500237' })
  const seen = { params: { invoiceId: first.invoiceId } }
  expect((await call(api.getInvoice, seen, { as: official })).isNumberShared).toBe(true)
  const short = { params, body: { number: '2650', issuedOn: '2026-07-20' } }
  expect(
    (await refusal(api.createInvoice, short, { as: second.manager })).fields?.[0],
  ).toMatchObject({
    path: ['number'],
    code: 'invoice_number_format',
  })
  await expect(database.sql`update billing.invoices set goods_cents = 1`).rejects.toThrow(
    /append-only/,
  )
})

test('§7.4 a number is read as it is typed, in full-width digits and with gaps', async () => {
  const order = await received()
  const params = { purchaseOrderId: order.purchaseOrderId }
  const number = anInvoiceNumber()
  const typed = [...number]
    .map((digit) => String.fromCodePoint(0xff10 + Number(digit)))
    .join('')
    .replace(/(.{4})/g, '$1\u3000')
  const body = { number: ` ${typed}`, issuedOn: '2026-07-20' }
  const invoice = await call(api.createInvoice, { params, body }, { as: order.manager })
  expect(invoice).toMatchObject({ number, isNumberShared: false })
})

test('§7.4 no invoice before goods were received, nor of an order that was given up', async () => {
  const order = await aConfirmedOrder(database)
  const params = { purchaseOrderId: order.purchaseOrderId }
  const orderLineId = order.orderLines[0]?.id as string
  const lines = [{ orderLineId, amountCents: 100 }]
  const refused = async () => {
    const body = { number: anInvoiceNumber(), issuedOn: '2026-07-20', lines, reason: '因为' }
    return (await refusal(api.createInvoice, { params, body }, { as: order.manager })).code
  }
  expect(await refused()).toBe('illegal_transition')
  await aDispatchedShipment(database, order)
  expect(await refused()).toBe('nothing_received')
  expect(purchaseOrderStates.filter(mayBeInvoiced)).toEqual(['shipped', 'received'])
})

test('§7.4 lines above the accepted money, or freight above the agreed, need a reason', async () => {
  const order = await received()
  const params = { purchaseOrderId: order.purchaseOrderId }
  const orderLineId = order.orderLines[0]?.id as string
  const asking = (amountCents: number, freightCents: number, reason = '') => ({
    params,
    body: {
      number: anInvoiceNumber(),
      issuedOn: '2026-07-20',
      freightCents,
      reason,
      lines: [{ orderLineId, amountCents }],
    },
  })
  for (const input of [asking(67_600, 0), asking(1, 1)]) {
    const problem = await refusal(api.createInvoice, input, { as: order.manager })
    expect(problem.fields).toEqual([{ path: ['reason'], code: 'invoice_reason_required' }])
  }
  const above = await call(api.createInvoice, asking(67_600, 0, '含补发'), { as: order.manager })
  expect(above.reason).toBe('含补发')
})

test('§7.4 what is too much on one line and missing on another is refused, reason or not', async () => {
  const order = await received()
  const params = { purchaseOrderId: order.purchaseOrderId }
  const [plums, tomatoes] = order.orderLines.map((line) => line.id) as [string, string]
  const billing = (plumsCents: number, tomatoesCents: number) => {
    const lines = [
      { orderLineId: tomatoes, amountCents: tomatoesCents },
      { orderLineId: plums, amountCents: plumsCents },
    ]
    return {
      params,
      body: { number: anInvoiceNumber(), issuedOn: '2026-07-20', reason: '议价', lines },
    }
  }
  for (const input of [billing(57_599, 10_000), billing(0, 10_000), billing(57_601, 9_998)]) {
    const { fields } = await refusal(api.createInvoice, input, { as: order.manager })
    const index = input.body.lines.findIndex((line) => line.amountCents > 9_999)
    const at = input.body.lines.length === 2 && index >= 0 ? index : 0
    expect(fields).toEqual([{ path: ['lines', at, 'amountCents'], code: 'billed_on_another_line' }])
  }
  const invoice = await call(api.createInvoice, billing(57_600, 9_999), { as: order.manager })
  const { invoiceId } = { invoiceId: invoice.id }
  await aConfirmedPayment(database, { ...order, invoiceId, amountCents: 67_599 })
  expect(await lineSums(order.purchaseOrderId)).toEqual([
    [57_600, 57_600, 57_600],
    [9_999, 9_999, 9_999],
  ])
})

test('§7.4 an invoice number as people write it, of a digital invoice and of an older one', async () => {
  const digits = anInvoiceNumber()
  const full = [...digits].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join('')
  const gaps = `${full.slice(0, 4)} ${full.slice(4, 8)}-${digits.slice(8, 12)}－${digits.slice(12)}`
  const enter = async (number: string, code = '') => {
    const order = await received()
    const params = { purchaseOrderId: order.purchaseOrderId }
    return { params, body: { number, code, issuedOn: '2026-07-20' }, as: order.manager }
  }
  const { as, ...input } = await enter(gaps)
  expect((await call(api.createInvoice, input, { as })).number).toBe(digits)
  const older = await enter('１２３４ ５６７８', '0440 0221 1101')
  expect((await call(api.createInvoice, older, { as: older.as })).number).toBe(
    '044002211101 12345678',
  )
  const refused = [
    ['12345678', '', 'code', 'invoice_code_format'],
    ['12345678', '04400221110', 'code', 'invoice_code_format'],
    [anInvoiceNumber(), '0440022111', 'code', 'invoice_code_format'],
    [digits.slice(1), '', 'number', 'invoice_number_format'],
    [`${digits}1`, '', 'number', 'invoice_number_format'],
    ['１２３４５６７', '0440022111', 'number', 'invoice_number_format'],
  ] as const
  for (const [number, code, path, fault] of refused) {
    const { as, ...typed } = await enter(number, code)
    const { fields } = await refusal(api.createInvoice, typed, { as })
    expect(fields, `${code} ${number}`).toEqual([{ path: [path], code: fault }])
  }
})

test('§7.4 freight is billed for the weight that was accepted', async () => {
  const terms = { areas: [{ code: '50', freightCentsPerKg: 40 }] }
  const order = await aReceivedOrder(database, {
    lines: [{ quantity: 10 }],
    seller: { terms },
    weighed: [{ weighedGrams: 20_000, reason: 'short' }],
  })
  const params = { purchaseOrderId: order.purchaseOrderId }
  const draft = await call(api.draftInvoice, { params }, { as: order.manager })
  expect(draft.freightCents).toBe(800)
  const body = { number: anInvoiceNumber(), issuedOn: '2026-07-20', freightCents: 2_000 }
  const { fields } = await refusal(api.createInvoice, { params, body }, { as: order.manager })
  expect(fields).toEqual([{ path: ['reason'], code: 'invoice_reason_required' }])
  await call(
    api.createInvoice,
    { params, body: { ...body, freightCents: 800 } },
    { as: order.manager },
  )
  const after = await call(api.draftInvoice, { params }, { as: order.manager })
  expect(after.freightCents).toBe(0)

  const refusedWhole = await aReceivedOrder(database, {
    lines: [{ quantity: 10 }],
    seller: { terms },
    weighed: [{ weighedGrams: 50_000, acceptedGrams: 0, reason: 'spoiled' }],
  })
  const none = { params: { purchaseOrderId: refusedWhole.purchaseOrderId } }
  expect(await call(api.draftInvoice, none, { as: refusedWhole.manager })).toMatchObject({
    acceptedCents: 0,
    freightCents: 0,
  })
})

test('§7.5 nothing is paid before the other side has confirmed it', async () => {
  const invoice = await billed()
  const params = { invoiceId: invoice.invoiceId }
  const payment = await call(
    api.recordPayment,
    { params, body: transfer(67_599) },
    { as: invoice.finance },
  )
  expect(payment).toMatchObject({ state: 'recorded', recordedSide: 'unit' })
  expect(await lineSums(invoice.purchaseOrderId)).toEqual([
    [57_600, 0, 0],
    [9_999, 0, 0],
  ])
  const before = await call(api.getInvoice, { params }, { as: invoice.manager })
  expect(before).toMatchObject({ paidCents: 0, waitingCents: 67_599, openCents: 0 })

  const deciding = { params: { paymentId: payment.id } }
  expect((await refusal(api.confirmPayment, deciding, { as: invoice.finance })).code).toBe(
    'other_side_decides',
  )
  const both = { ...invoice.manager, personId: invoice.finance.personId }
  expect((await refusal(api.confirmPayment, deciding, { as: both })).code).toBe('same_person')
  const stranger = signedIn({ roles: ['cooperative_manager'] })
  expect((await refusal(api.confirmPayment, deciding, { as: stranger })).code).toBe('not_found')

  await call(api.confirmPayment, deciding, { as: invoice.manager })
  expect(await lineSums(invoice.purchaseOrderId)).toEqual([
    [57_600, 57_600, 57_600],
    [9_999, 9_999, 9_999],
  ])
  expect((await refusal(api.confirmPayment, deciding, { as: invoice.manager })).code).toBe(
    'illegal_transition',
  )
  expect((await verifyLedger(database.db)).fault).toBeNull()
})

test('§7.5 the cooperative may record what it found in its account; then the unit confirms', async () => {
  const invoice = await billed()
  const params = { invoiceId: invoice.invoiceId }
  const payment = await call(
    api.recordPayment,
    { params, body: transfer(1_000) },
    { as: invoice.manager },
  )
  const deciding = { params: { paymentId: payment.id } }
  expect((await refusal(api.confirmPayment, deciding, { as: invoice.manager })).code).toBe(
    'other_side_decides',
  )
  const confirmed = await call(api.confirmPayment, deciding, { as: invoice.finance })
  expect(confirmed.state).toBe('confirmed')
})

test('never more than is open; a rejected payment opens it again; a reference pays once', async () => {
  const invoice = await billed()
  const params = { invoiceId: invoice.invoiceId }
  const body = transfer(60_000, 'BANK-1')
  const payment = await call(api.recordPayment, { params, body }, { as: invoice.finance })
  const more = await refusal(
    api.recordPayment,
    { params, body: transfer(7_600) },
    { as: invoice.finance },
  )
  expect(more.fields).toEqual([
    { path: ['amountCents'], code: 'above_open', values: { openCents: 7_599 } },
  ])
  // The whole transfer again too, of which less is open by now.
  for (const amountCents of [1, 60_000]) {
    const twice = { params, body: transfer(amountCents, 'BANK-1') }
    const { fields } = await refusal(api.recordPayment, twice, { as: invoice.finance })
    expect(fields).toMatchObject([{ path: ['bankReference'], code: 'duplicate' }])
  }
  const future = { params, body: { ...transfer(1), paidOn: '2026-07-22' } }
  expect(
    (await refusal(api.recordPayment, future, { as: invoice.finance })).fields?.[0]?.code,
  ).toBe('in_the_future')
  const rejecting = { params: { paymentId: payment.id }, body: { reason: '没有到账' } }
  const rejected = await call(api.rejectPayment, rejecting, { as: invoice.manager })
  expect(rejected).toMatchObject({ state: 'rejected', stateReason: '没有到账' })
  await call(api.recordPayment, { params, body }, { as: invoice.finance })
})

test('§3.2 the first yuan pay goods, and freight never counts', async () => {
  const order = await aReceivedOrder(database, {
    lines: [{ quantity: 10 }],
    seller: { terms: { areas: [{ code: '50', freightCentsPerKg: 20 }] } },
  })
  const { invoiceId } = await anInvoice(database, { ...order, freightCents: 1_000 })
  const pay = (amountCents: number) =>
    aConfirmedPayment(database, { ...order, invoiceId, amountCents })
  await pay(60_500)
  expect(await lineSums(order.purchaseOrderId)).toEqual([[60_000, 60_000, 60_000]])
  await pay(500)
  expect(await lineSums(order.purchaseOrderId)).toEqual([[60_000, 60_000, 60_000]])
  const params = { purchaseOrderId: order.purchaseOrderId }
  const match = await call(api.getMatch, { params }, { as: order.finance })
  expect(match).toMatchObject({ state: 'matched', freightPaidCents: 1_000 })
})

test('§3.4 a refund counts line by line once the unit has it, as negative facts of its day', async () => {
  const invoice = await billed()
  await aConfirmedPayment(database, { ...invoice, amountCents: 67_599 })
  const orderLineId = invoice.orderLines[0]?.id as string
  const refunding = (amountCents: number) => ({
    params: { invoiceId: invoice.invoiceId },
    body: {
      bankReference: newId(),
      refundedOn: '2026-07-21',
      reason: '退回部分货款',
      lines: [{ orderLineId, amountCents }],
    },
  })
  const tooMuch = await refusal(api.recordRefund, refunding(57_601), { as: invoice.manager })
  expect(tooMuch.fields).toMatchObject([
    { code: 'above_refundable', values: { maximumCents: 57_600 } },
  ])
  const refund = await call(api.recordRefund, refunding(7_600), { as: invoice.manager })
  expect((await lineSums(invoice.purchaseOrderId))[0]).toEqual([57_600, 57_600, 57_600])
  expect((await refusal(api.recordRefund, refunding(50_001), { as: invoice.manager })).code).toBe(
    'validation_failed',
  )
  const params = { refundId: refund.id }
  expect((await refusal(api.confirmRefund, { params }, { as: invoice.manager })).code).toBe(
    'forbidden',
  )
  await call(api.confirmRefund, { params }, { as: invoice.finance })
  expect((await lineSums(invoice.purchaseOrderId))[0]).toEqual([57_600, 50_000, 50_000])
  const entries =
    await database.sql`select cents, recognised_on::text as day from attribution.ledger_entries
    where order_line_id = ${orderLineId} order by number`
  expect(entries.map((entry) => [entry.cents, entry.day])).toEqual([
    [57_600, '2026-07-20'],
    [-7_600, '2026-07-21'],
  ])
  expect((await verifyLedger(database.db)).fault).toBeNull()
})

test('a confirmation sent twenty times at once counts once', async () => {
  const invoice = await billed()
  const input = { params: { invoiceId: invoice.invoiceId }, body: transfer(67_599) }
  const payment = await call(api.recordPayment, input, { as: invoice.finance })
  const deciding = { params: { paymentId: payment.id } }
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      send(api.confirmPayment, deciding, {
        as: invoice.manager,
        ...(index < 10 && { key: payment.id }),
      }),
    ),
  )
  expect(new Set(answers.map((answer) => answer.statusCode))).toEqual(new Set([200, 409]))
  expect(await lineSums(invoice.purchaseOrderId)).toEqual([
    [57_600, 57_600, 57_600],
    [9_999, 9_999, 9_999],
  ])
})

test('a payment and a refund that cross leave the ledger right', async () => {
  const invoice = await billed()
  await aConfirmedPayment(database, { ...invoice, amountCents: 30_000 })
  const orderLineId = invoice.orderLines[0]?.id as string
  const rest = await call(
    api.recordPayment,
    { params: { invoiceId: invoice.invoiceId }, body: transfer(37_599) },
    { as: invoice.finance },
  )
  const refund = await call(
    api.recordRefund,
    {
      params: { invoiceId: invoice.invoiceId },
      body: {
        bankReference: newId(),
        refundedOn: '2026-07-21',
        reason: '多付',
        lines: [{ orderLineId, amountCents: 20_000 }],
      },
    },
    { as: invoice.manager },
  )
  await Promise.all([
    call(api.confirmPayment, { params: { paymentId: rest.id } }, { as: invoice.manager }),
    call(api.confirmRefund, { params: { refundId: refund.id } }, { as: invoice.finance }),
  ])
  expect(await lineSums(invoice.purchaseOrderId)).toEqual([
    [57_600, 37_600, 37_600],
    [9_999, 9_999, 9_999],
  ])
  expect((await verifyLedger(database.db)).fault).toBeNull()
})

test('money due: by age from the last acceptance, for both sides, and gone when paid', async () => {
  const invoice = await billed()
  const due = await call(api.listMoneyDue, { query: {} }, { as: invoice.manager })
  expect(due).toMatchObject({ total: 1, standardDays: 30, limitDays: 60 })
  expect(due.items[0]).toMatchObject({
    openCents: 67_599,
    countsFrom: '2026-07-15',
    dueOn: '2026-08-14',
    ageDays: 6,
    band: 'not_due',
    isMatched: true,
  })
  expect((await call(api.listMoneyDue, { query: {} }, { as: invoice.finance })).items).toEqual(
    due.items,
  )
  await aConfirmedPayment(database, { ...invoice, amountCents: 67_599 })
  expect((await call(api.listMoneyDue, { query: {} }, { as: invoice.manager })).items).toEqual([])
  const order = await received()
  const open = await call(api.listToInvoice, { query: {} }, { as: order.manager })
  expect(open.items[0]).toMatchObject({ openCents: 67_599, lastReceivedOn: '2026-07-15' })
})

test('§7.2 what is open after its day bears interest by the dated rate, day by day', async () => {
  const invoice = await billed()
  const { db } = database
  const visible = sql`purchase_orders.unit_id = ${invoice.unit.id}`
  const page = { pageSize: 1, count: 'false' as const }
  const interestOn = async (onDay: string) =>
    (await readMoneyDue(db, { visible, onDay }, page)).items[0]?.lateInterestCents
  expect(await interestOn('2026-08-14')).toBe(0)
  expect(await interestOn('2026-08-15')).toBe(34)
  expect(await interestOn('2026-09-13')).toBe(1_014)
})

test('three-way match: every line beside its documents, differences by name', async () => {
  const invoice = await billed()
  const params = { purchaseOrderId: invoice.purchaseOrderId }
  const match = await call(api.getMatch, { params }, { as: invoice.finance })
  expect(match.state).toBe('open')
  expect(match.lines.map((line) => line.differences)).toEqual([
    ['short_accepted', 'not_paid'],
    ['not_paid'],
  ])
  await aConfirmedPayment(database, { ...invoice, amountCents: 67_599 })
  const paid = await call(api.getMatch, { params }, { as: invoice.manager })
  expect(paid).toMatchObject({ state: 'matched', receipts: [{}], invoices: [{ openCents: 0 }] })
  const stranger = signedIn({ roles: ['finance'] })
  expect((await refusal(api.getMatch, { params }, { as: stranger })).code).toBe('not_found')
})

test('§3.3 no payment or refund is dated to before the former month', async () => {
  const order = await billed()
  const later = new Date('2026-09-01T01:00:00Z')
  const payment = { invoiceId: order.invoiceId, ...transfer(1_000), paidOn: '2026-07-31' }
  const paying = transaction(database.db, (tx) =>
    recordPayment(tx, contextFor(order.finance, later), payment),
  )
  await expect(paying).rejects.toMatchObject({
    fields: [{ path: ['paidOn'], code: 'before_last_month', values: { from: '2026-08-01' } }],
  })
  const inTime = { ...payment, paidOn: '2026-08-01' }
  await transaction(database.db, (tx) =>
    recordPayment(tx, contextFor(order.finance, later), inTime),
  )
  const refund = { bankReference: 'R-1', refundedOn: '2026-07-31', reason: '多付', lines: [] }
  const refunding = transaction(database.db, (tx) =>
    recordRefund(tx, contextFor(order.manager, later), { invoiceId: order.invoiceId, ...refund }),
  )
  await expect(refunding).rejects.toMatchObject({ fields: [{ code: 'before_last_month' }] })
})

test('§3.3 a payment is not dated to before the goods and their invoice', async () => {
  const order = await billed()
  const pay = (paidOn: string) => ({
    params: { invoiceId: order.invoiceId },
    body: { ...transfer(1_000), paidOn },
  })
  const early = await refusal(api.recordPayment, pay('2026-07-14'), { as: order.finance })
  expect(early.fields).toMatchObject([{ path: ['paidOn'], code: 'before_the_goods' }])
  const onReceipt = await call(api.recordPayment, pay('2026-07-15'), { as: order.finance })
  expect(onReceipt.paidOn).toBe('2026-07-15')
})

test('§2.7 one bank reference is one, however its letters and gaps are written', async () => {
  const { invoiceId, finance } = await billed()
  const params = { invoiceId }
  const record = (reference: string) => ({ params, body: transfer(100, reference) })
  await call(api.recordPayment, record('BANK-A 1'), { as: finance })
  for (const typed of ['bank-a 1 ', 'ｂａｎｋ-Ａ1']) {
    const { fields } = await refusal(api.recordPayment, record(typed), { as: finance })
    const values = { document: 'payment', number: expect.any(String), on: '2026-07-20' }
    const field = { path: ['bankReference'], code: 'duplicate' }
    expect(fields).toEqual([{ ...field, values: { ...values, yuan: '1.00' } }])
  }
  await call(api.recordPayment, record('BANK-A 2'), { as: finance })
})

test('§7.4 no more weight is invoiced of a line than was accepted of it, nor credited', async () => {
  const order = await received()
  const { manager, purchaseOrderId } = order
  const [line] = order.orderLines.toSorted((a, b) => b.amountCents - a.amountCents)
  const orderLineId = line?.id ?? ''
  const invoice = (grams: number, amountCents: number) => ({
    params: { purchaseOrderId },
    body: {
      number: anInvoiceNumber(),
      issuedOn: '2026-07-20',
      lines: [{ orderLineId, grams, amountCents }],
    },
  })
  const above = (code: string, maximumGrams: number) => [
    { path: ['lines', 0, 'grams'], code, values: { maximumGrams } },
  ]
  const much = await refusal(api.createInvoice, invoice(48_001, 57_600), { as: manager })
  expect(much.fields).toEqual(above('above_accepted', 48_000))
  const { id } = await call(api.createInvoice, invoice(40_000, 48_000), { as: manager })
  const again = await refusal(api.createInvoice, invoice(8_001, 9_600), { as: manager })
  expect(again.fields).toEqual(above('above_accepted', 8_000))
  const credit = {
    params: { invoiceId: id },
    body: {
      ...{ number: anInvoiceNumber(), issuedOn: '2026-07-20', reason: '退货' },
      lines: [{ orderLineId, grams: 40_001, amountCents: 100 }],
    },
  }
  const refused = await refusal(api.createCreditNote, credit, { as: manager })
  expect(refused.fields).toEqual(above('above_invoiced', 40_000))
})

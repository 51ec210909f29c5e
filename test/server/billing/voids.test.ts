import { expect, test } from 'vitest'
import { newId } from '../../../server/platform/ids.ts'
import * as api from '../../../shared/billing/billing.api.ts'
import { readTrialBalance } from '../../../shared/billing/books.api.ts'
import * as corrections from '../../../shared/billing/corrections.api.ts'
import { getPaymentRun, releasePaymentRun } from '../../../shared/billing/payment-runs.api.ts'
import { testApp } from '../../support/app.ts'
import { anInvoice, anInvoiceNumber, aPreparedRun } from '../../support/factories/billing.ts'
import { aReceivedOrder } from '../../support/factories/deliveries.ts'
import { stopBefore, untilBlocked } from '../../support/race.ts'

const now = new Date('2026-07-21T01:00:00Z')
const { call, refusal, send, database } = await testApp({ clock: () => now })
const reason = '号码录错'

async function billed() {
  const order = await aReceivedOrder(database)
  const number = anInvoiceNumber()
  return { ...order, number, ...(await anInvoice(database, { ...order, number })) }
}
type Billed = Awaited<ReturnType<typeof billed>>

const transfer = ({ invoiceId }: Billed, amountCents = 100) => ({
  params: { invoiceId },
  body: { amountCents, bankReference: newId(), paidOn: '2026-07-20' },
})
const voiding = ({ invoiceId }: Billed) => ({ params: { invoiceId }, body: { reason } })

test('§7.5 a mistyped payment is taken back by its own side until the other has decided', async () => {
  const world = await billed()
  const { finance, manager } = world
  const typed = transfer(world, 900)
  const { id: paymentId, isWithdrawable } = await call(api.recordPayment, typed, { as: finance })
  expect(isWithdrawable).toBe(true)
  const taking = { params: { paymentId }, body: { reason } }
  expect((await refusal(corrections.withdrawPayment, taking, { as: manager })).code).toBe(
    'forbidden',
  )
  const taken = await call(corrections.withdrawPayment, taking, { as: finance })
  expect(taken).toMatchObject({
    ...{ state: 'rejected', isWithdrawn: true, isWithdrawable: false, stateReason: reason },
    decidedByName: taken.recordedByName,
  })
  const rejected = async (isWithdrawn: 'true' | 'false') => {
    const query = { state: 'rejected', isWithdrawn, count: 'true' } as const
    return (await call(api.listPayments, { query }, { as: manager })).total
  }
  expect([await rejected('true'), await rejected('false')]).toEqual([1, 0])
  const invoice = await call(api.getInvoice, { params: typed.params }, { as: manager })
  expect(invoice).toMatchObject({ waitingCents: 0, openCents: invoice.totalCents })
  // The right amount follows under the same reference, and once it is confirmed it stands.
  const right = await call(
    api.recordPayment,
    { ...typed, body: { ...typed.body, amountCents: 950 } },
    { as: finance },
  )
  const params = { paymentId: right.id }
  await call(api.confirmPayment, { params }, { as: manager })
  const late = await refusal(
    corrections.withdrawPayment,
    { params, body: { reason } },
    { as: finance },
  )
  expect(late.code).toBe('illegal_transition')
  const [line] = world.orderLines
  const refund = await call(
    api.recordRefund,
    {
      params: typed.params,
      body: {
        ...{ bankReference: 'R-1', refundedOn: '2026-07-21', reason: '多付' },
        lines: [{ orderLineId: line?.id ?? '', amountCents: 50 }],
      },
    },
    { as: manager },
  )
  const back = await call(
    corrections.withdrawRefund,
    { params: { refundId: refund.id }, body: { reason } },
    { as: manager },
  )
  expect(back).toMatchObject({ state: 'rejected', isWithdrawn: true })
  const after = await call(api.getInvoice, { params: typed.params }, { as: manager })
  expect(after.lines[0]?.refundableCents).toBe(950)
})

test('§7.5 a payment taken back and confirmed at once is one of the two', async () => {
  const world = await billed()
  const { id: paymentId } = await call(api.recordPayment, transfer(world), { as: world.finance })
  const stop = stopBefore(database, /update "billing"."payments"/)
  const first = send(
    corrections.withdrawPayment,
    { params: { paymentId }, body: { reason } },
    {
      as: world.finance,
    },
  )
  await stop.reached
  const second = send(api.confirmPayment, { params: { paymentId } }, { as: world.manager })
  await untilBlocked(database)
  stop.release()
  expect((await first).statusCode).toBe(200)
  expect((await second).json().code).toBe('illegal_transition')
})

test('§7.4 a mistyped invoice is void: nothing is owed, its goods are invoiced anew', async () => {
  const world = await billed()
  const { manager, finance, purchaseOrderId, number } = world
  const invoice = await call(corrections.voidInvoice, voiding(world), { as: manager })
  expect(invoice).toMatchObject({ number, openCents: 0, dueBackCents: 0, mayVoid: false })
  expect(invoice.void).toMatchObject({ reason, voidedOn: '2026-07-21' })
  const books = await call(readTrialBalance, { query: {} }, { as: finance })
  for (const account of ['payable', 'purchases'])
    expect(books.lines).toContainEqual(expect.objectContaining({ account, closingCents: 0 }))
  expect((await call(api.listMoneyDue, { query: {} }, { as: finance })).items).toEqual([])
  const params = { purchaseOrderId }
  const match = await call(api.getMatch, { params }, { as: finance })
  expect(match.invoices).toMatchObject([{ number, isVoid: true, openCents: 0 }])
  expect(match.lines.every((line) => line.invoicedCents === 0)).toBe(true)
  const again = { params, body: { number: anInvoiceNumber(), issuedOn: '2026-07-20' } }
  const right = await call(api.createInvoice, again, { as: manager })
  expect(right).toMatchObject({ totalCents: invoice.totalCents, mayVoid: true })
  // Nothing can be paid or credited of the void one, not even by what a bank shows.
  expect((await refusal(api.recordPayment, transfer(world), { as: finance })).fields).toMatchObject(
    [{ code: 'above_open', values: { openCents: 0 } }],
  )
  expect((await refusal(corrections.voidInvoice, voiding(world), { as: manager })).code).toBe(
    'illegal_transition',
  )
})

test('§7.4 §7.2 a payment run says which of its invoices was voided, and is not released', async () => {
  const world = await billed()
  const { manager, finance, invoiceId } = world
  const runId = await aPreparedRun(database, { finance, invoiceIds: [invoiceId], at: now })
  await call(corrections.voidInvoice, voiding(world), { as: manager })
  const of = { params: { runId } }
  const run = await call(getPaymentRun, of, { as: finance })
  expect(run.payees[0]?.invoices).toMatchObject([{ invoiceId, isVoid: true }])
  expect((await refusal(releasePaymentRun, of, { as: finance })).code).toBe('run_outdated')
})

test('§7.4 a void number may be entered again, and is taken from then on', async () => {
  const world = await billed()
  const { manager, purchaseOrderId, number } = world
  await call(corrections.voidInvoice, voiding(world), { as: manager })
  const again = { params: { purchaseOrderId }, body: { number, issuedOn: '2026-07-20' } }
  const second = await call(api.createInvoice, again, { as: manager })
  const lines = [{ orderLineId: world.orderLines[0]?.id ?? '', amountCents: 1 }]
  const third = { ...again, body: { ...again.body, lines, reason: '补开' } }
  expect((await refusal(api.createInvoice, third, { as: manager })).fields).toMatchObject([
    { code: 'invoice_number_taken' },
  ])
  expect(second.isNumberShared).toBe(false)
})

test('§7.4 an invoice on which anything is paid or credited is not void', async () => {
  const world = await billed()
  const { manager, finance } = world
  const { id: paymentId } = await call(api.recordPayment, transfer(world), { as: finance })
  const refused = async () =>
    (await refusal(corrections.voidInvoice, voiding(world), { as: manager })).code
  expect(await refused()).toBe('payment_waiting')
  await call(api.confirmPayment, { params: { paymentId } }, { as: manager })
  expect(await refused()).toBe('payment_confirmed')
  const other = await billed()
  const document = { number: anInvoiceNumber(), issuedOn: '2026-07-20', reason: '退货' }
  const lines = [{ orderLineId: other.orderLines[0]?.id ?? '', amountCents: 10 }]
  const params = { invoiceId: other.invoiceId }
  await call(api.createCreditNote, { params, body: { ...document, lines } }, { as: other.manager })
  expect((await refusal(corrections.voidInvoice, voiding(other), { as: other.manager })).code).toBe(
    'illegal_transition',
  )
  expect((await refusal(corrections.voidInvoice, voiding(world), { as: other.manager })).code).toBe(
    'not_found',
  )
  expect((await refusal(corrections.voidInvoice, voiding(world), { as: finance })).code).toBe(
    'forbidden',
  )
})

test('§7.4 an invoice voided while its payment is recorded: one of them finds the other', async () => {
  const world = await billed()
  const stop = stopBefore(database, /insert into "billing"."invoice_voids"/)
  const first = send(corrections.voidInvoice, voiding(world), { as: world.manager })
  await stop.reached
  const second = send(api.recordPayment, transfer(world), { as: world.finance })
  await untilBlocked(database)
  stop.release()
  expect((await first).statusCode).toBe(200)
  expect((await second).json().fields).toMatchObject([{ code: 'above_open' }])
})

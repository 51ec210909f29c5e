import { expect, test } from 'vitest'
import { ref } from 'vue'
import * as billing from '../../../shared/billing/billing.api.ts'
import type { Reply } from '../../../shared/endpoint.ts'
import { AppError, fieldError } from '../../../shared/errors.ts'
import { useInvoice } from '../../../web/billing/use-invoice.ts'
import { fakeCall } from '../../support/fake-call.ts'
import { inApp } from '../in-app.ts'

const api = fakeCall()
const uuid = (number: number) => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`
const invoiceId = uuid(1)
const body = { amountCents: 96_000, bankReference: 'B-1', paidOn: '2026-11-22' }

test('an invoice is loaded anew for another id', async () => {
  api.on(billing.getInvoice, ({ params }) => anInvoice({ id: params.invoiceId }))
  const id = ref(invoiceId)
  const { result: invoice } = await inApp(() => useInvoice(id))
  await api.settled()
  expect(invoice.data.value?.id).toBe(invoiceId)
  id.value = uuid(2)
  await api.settled()
  expect(invoice.data.value?.id).toBe(uuid(2))
})

test('a recorded payment stands in the invoice at once, waiting for the other side', async () => {
  const payments: Payment[] = []
  const invoice = await open(() => anInvoice({ payments }))
  api.on(billing.recordPayment, (request) => {
    payments.push(aPayment(request.body))
    return aPayment(request.body)
  })
  expect(await invoice.recordPayment.run(body)).toMatchObject({ amountCents: 96_000 })
  expect(invoice.data.value?.payments).toMatchObject([{ state: 'recorded', bankReference: 'B-1' }])
})

test('a refused payment names its field, and the invoice is not asked for again', async () => {
  const invoice = await open()
  api.on(billing.recordPayment, () => {
    throw fieldError(['amountCents'], 'required')
  })
  expect(await invoice.recordPayment.run(body)).toBeNull()
  expect(invoice.recordPayment.problem.value?.fields[0]?.path).toEqual(['amountCents'])
  expect(api.requests(billing.getInvoice)).toHaveLength(1)
})

test('a refund is sent line by line', async () => {
  const invoice = await open()
  api.on(billing.recordRefund, (request) => aRefund(request.body))
  const lines = [{ orderLineId: uuid(11), amountCents: 1_000 }]
  const refund = { bankReference: 'B-2', refundedOn: '2026-11-22', reason: '坏果', lines }
  expect(await invoice.recordRefund.run(refund)).toMatchObject({ amountCents: 1_000 })
  expect(api.requests(billing.recordRefund)[0]?.body).toEqual({ ...refund, freightCents: 0 })
  expect(api.requests(billing.getInvoice)).toHaveLength(2)
})

test('what is confirmed is loaded with the invoice', async () => {
  const payment = aPayment(body)
  let paidCents = 0
  const invoice = await open(() => anInvoice({ paidCents, payments: [payment] }))
  api.on(billing.confirmPayment, () => {
    paidCents = payment.amountCents
    return { ...payment, state: 'confirmed' as const }
  })
  expect(await invoice.paymentDecision.confirm(payment.id)).toBe(true)
  expect(invoice.data.value?.paidCents).toBe(96_000)
})

test('a rejection carries its reason', async () => {
  const refund = aRefund({ lines: [] })
  const invoice = await open(() => anInvoice({ refunds: [refund] }))
  api.on(billing.rejectRefund, () => ({ ...refund, state: 'rejected' as const }))
  expect(await invoice.refundDecision.reject(refund.id, '没有到账')).toBe(true)
  expect(api.requests(billing.rejectRefund)[0]).toMatchObject({
    params: { refundId: refund.id },
    body: { reason: '没有到账' },
  })
})

test('a refused decision stays beside the payment it is about', async () => {
  const invoice = await open(() => anInvoice({ payments: [aPayment(body)] }))
  api.on(billing.confirmPayment, () => {
    throw new AppError('same_person')
  })
  expect(await invoice.paymentDecision.confirm(uuid(20))).toBe(false)
  expect(invoice.paymentDecision.state.value).toMatchObject({
    recordId: uuid(20),
    busy: false,
    problem: { code: 'same_person' },
  })
  expect(api.requests(billing.getInvoice)).toHaveLength(1)
})

type Invoice = Reply<typeof billing.getInvoice>
type Payment = Invoice['payments'][number]
type Refund = Invoice['refunds'][number]

async function open(answer: () => Invoice = () => anInvoice()) {
  api.on(billing.getInvoice, answer)
  const { result } = await inApp(() => useInvoice(invoiceId))
  await api.settled()
  return result
}

const parties = {
  purchaseOrders: [{ id: uuid(3), number: 'PO260706-000001' }],
  unit: { id: uuid(4), name: '示例机关' },
  cooperative: { id: uuid(5), name: '下庄合作社' },
}
const undecided = {
  state: 'recorded' as const,
  stateReason: '',
  isWithdrawn: false,
  isWithdrawable: true,
  recordedByName: '陈会计',
  recordedAt: '2026-11-22T02:00:00.000Z',
  decidedByName: null,
  decidedAt: null,
}

function anInvoice(attributes: Partial<Invoice> = {}): Invoice {
  const number = '26500000009009000001'
  return {
    ...{
      id: invoiceId,
      number,
      ...parties,
      issuedOn: '2026-11-22',
      reason: '',
      fileId: null,
      payee: null,
      terms: { termDays: 30, countsFrom: '2026-07-15', dueOn: '2026-08-14' },
    },
    isNumberShared: false,
    ...{ goodsCents: 96_000, freightCents: 0, totalCents: 96_000 },
    ...{ paidCents: 0, waitingCents: 0, openCents: 96_000 },
    ...{ creditedCents: 0, refundedCents: 0, dueBackCents: 0, refundableFreightCents: 0 },
    ...{ createdAt: '2026-11-22T01:00:00.000Z', lines: [], payments: [], refunds: [] },
    creditNotes: [],
    ...{ waivedCents: 0, waivers: [], void: null, mayVoid: false },
    ...{ setOffCents: 0, setOffs: [], paymentMoves: [] },
    ...attributes,
  }
}

function aPayment(attributes: Partial<Payment>): Payment {
  return {
    ...{ id: uuid(20), invoiceId, invoiceNumber: '26500000009009000001', ...parties },
    ...{ recordedSide: 'unit', method: 'bank_transfer', bankReference: '', amountCents: 0 },
    ...{ paidOn: '2026-11-22', elsewhere: [] },
    ...undecided,
    ...attributes,
  }
}

function aRefund(attributes: {
  lines: readonly { orderLineId: string; amountCents: number }[]
}): Refund {
  const lines = attributes.lines.map((line) => ({ ...line, productName: '巫山脆李' }))
  const amountCents = lines.reduce((sum, line) => sum + line.amountCents, 0)
  return {
    ...{ id: uuid(30), invoiceId, invoiceNumber: '26500000009009000001', ...parties },
    method: 'bank_transfer',
    ...{ bankReference: 'B-2', amountCents, refundedOn: '2026-11-22', reason: '坏果', lines },
    ...undecided,
  }
}

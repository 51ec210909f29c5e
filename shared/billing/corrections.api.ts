import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { ofMetric } from '../figure.ts'
import { cents, enteredCents } from '../money.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id } from '../scalars.ts'
import { text } from '../text.ts'
import { invoice, payment, refund } from './billing.schemas.ts'

const selling: readonly Role[] = ['cooperative_manager']
const bothSides: readonly Role[] = [...selling, 'finance']
const reason = text(500, 1)

export const withdrawPayment = endpoint({
  name: 'billing.withdrawPayment',
  summary: 'Take back a payment that one’s own side recorded, before the other side has decided',
  method: 'POST',
  path: '/api/v1/payments/:paymentId/withdrawal',
  access: bothSides,
  params: z.object({ paymentId: id }),
  body: z.object({ reason }),
  response: payment,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'provider_decides', 'payment_of_run'],
})

export const withdrawRefund = endpoint({
  name: 'billing.withdrawRefund',
  summary: 'Take back a refund that the cooperative recorded, before the unit has decided',
  method: 'POST',
  path: '/api/v1/refunds/:refundId/withdrawal',
  access: selling,
  params: z.object({ refundId: id }),
  body: z.object({ reason }),
  response: refund,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'provider_decides'],
})

export const voidInvoice = endpoint({
  name: 'billing.voidInvoice',
  summary: 'Void an invoice that was entered wrongly, while nothing is paid or credited of it',
  method: 'POST',
  path: '/api/v1/invoices/:invoiceId/void',
  access: selling,
  params: z.object({ invoiceId: id }),
  body: z.object({ reason }),
  response: invoice,
  idempotent: true,
  errors: [
    'not_found',
    'illegal_transition',
    'payment_waiting',
    'payment_confirmed',
    'waiver_waiting',
  ],
})

const party = z.object({ id, name: z.string() })

export const listDueBack = endpoint({
  name: 'billing.listDueBack',
  summary: 'Invoices on which more was paid than is to be paid: what the cooperative returns',
  method: 'GET',
  path: '/api/v1/money-due-back',
  access: bothSides,
  query: cursorQuery,
  response: cursorPage(
    z.object({
      invoiceId: id,
      invoiceNumber: z.string(),
      purchaseOrders: z.array(z.object({ id, number: z.string() })),
      issuedOn: day,
      unit: party,
      cooperative: party,
      dueBackCents: cents,
      /** Refunds that wait for the unit. */
      refundWaitingCents: cents,
    }),
  ).extend({ dueBackCents: ofMetric('due_back'), count: z.int() }),
})

export const draftSetOff = endpoint({
  name: 'billing.draftSetOff',
  summary: 'What can be set off of an overpaid invoice, and against which open ones',
  method: 'GET',
  path: '/api/v1/invoices/:invoiceId/set-off-draft',
  access: bothSides,
  params: z.object({ invoiceId: id }),
  response: z.object({
    /** Due back, and no refund waits for it. */
    dueBackCents: cents,
    invoices: z.array(z.object({ id, number: z.string(), issuedOn: day, openCents: cents })),
  }),
  errors: ['not_found'],
})

export const setOff = endpoint({
  name: 'billing.setOff',
  summary: 'Set what is due back on an invoice off against an open one of the same two sides',
  method: 'POST',
  path: '/api/v1/invoices/:fromInvoiceId/set-offs',
  access: bothSides,
  params: z.object({ fromInvoiceId: id }),
  body: z.object({ invoiceId: id, amountCents: enteredCents.min(1) }),
  response: invoice,
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

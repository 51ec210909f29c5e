import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import type { Role } from '../roles.ts'
import { id } from '../scalars.ts'
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

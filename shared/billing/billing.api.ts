import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { ofMetric } from '../figure.ts'
import { enteredCents } from '../money.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id } from '../scalars.ts'
import { code, reference, text } from '../text.ts'
import { enteredGrams } from '../weight.ts'
import {
  creditNoteDraft,
  decisionState,
  invoice,
  invoiceDraft,
  match,
  moneyDue,
  payment,
  refund,
  toInvoice,
} from './billing.schemas.ts'
import { dueBands } from './due-bands.ts'

const selling: readonly Role[] = ['cooperative_manager']
const paying: readonly Role[] = ['finance']
const bothSides: readonly Role[] = [...selling, ...paying]
/** With the order itself, fifty orders on one invoice. */
export const maximumOtherOrders = 49
const orderPath = z.object({ purchaseOrderId: id })
const reason = text(500, 1)
const bankReference = reference(60, 1)
const amountCents = enteredCents.min(1)

export const draftInvoice = endpoint({
  name: 'billing.draftInvoice',
  summary: 'The invoice for all goods accepted and not yet invoiced, before it is entered',
  method: 'GET',
  path: '/api/v1/purchase-orders/:purchaseOrderId/invoice-draft',
  access: selling,
  params: orderPath,
  response: invoiceDraft,
  errors: ['not_found'],
})

export const createInvoice = endpoint({
  name: 'billing.createInvoice',
  summary: 'Enter an issued invoice over one or more orders; without lines, all that is to invoice',
  method: 'POST',
  path: '/api/v1/purchase-orders/:purchaseOrderId/invoices',
  access: selling,
  params: orderPath,
  body: z.object({
    /** 20 digits of a fully digital invoice, or 8 of an older one, which has a code as well. */
    number: code(40, 1),
    code: code(40).default(''),
    issuedOn: day,
    /** Further orders of the same unit on the same invoice. */
    otherOrderIds: z.array(id).max(maximumOtherOrders).default([]),
    freightCents: enteredCents.default(0),
    lines: z
      .array(
        z.object({ orderLineId: id, grams: enteredGrams.optional(), amountCents: enteredCents }),
      )
      .min(1)
      .max(500)
      .optional(),
    fileId: id.nullable().default(null),
    reason: text(500).default(''),
  }),
  response: invoice,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'nothing_received', 'nothing_to_invoice'],
})

export const draftCreditNote = endpoint({
  name: 'billing.draftCreditNote',
  summary: 'The credit note for all that is invoiced above what was accepted',
  method: 'GET',
  path: '/api/v1/invoices/:invoiceId/credit-note-draft',
  access: selling,
  params: z.object({ invoiceId: id }),
  response: creditNoteDraft,
  errors: ['not_found'],
})

export const createCreditNote = endpoint({
  name: 'billing.createCreditNote',
  summary: 'Enter a credit note that takes off an invoice, line by line',
  method: 'POST',
  path: '/api/v1/invoices/:invoiceId/credit-notes',
  access: selling,
  params: z.object({ invoiceId: id }),
  body: z.object({
    number: code(20).regex(/^\d{20}$/),
    issuedOn: day,
    freightCents: enteredCents.default(0),
    lines: z
      .array(
        z.object({ orderLineId: id, grams: enteredGrams.optional(), amountCents: enteredCents }),
      )
      .max(500),
    fileId: id.nullable().default(null),
    reason,
  }),
  response: invoice,
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

export const getInvoice = endpoint({
  name: 'billing.getInvoice',
  summary: 'One invoice with its lines, payments and refunds',
  method: 'GET',
  path: '/api/v1/invoices/:invoiceId',
  access: 'signed-in',
  params: z.object({ invoiceId: id }),
  response: invoice,
  errors: ['not_found'],
})

export const listMoneyDue = endpoint({
  name: 'billing.listMoneyDue',
  summary: 'Invoices not wholly paid: what is owed to the cooperative, or what the unit must pay',
  method: 'GET',
  path: '/api/v1/money-due',
  access: bothSides,
  query: cursorQuery.extend({
    band: z.enum(dueBands).optional(),
    dueFrom: day.optional(),
    dueUntil: day.optional(),
    /** The other side of the invoices. */
    partyId: id.optional(),
    /** Only those that bill more than was accepted. */
    differing: z.literal('true').optional(),
  }),
  response: cursorPage(moneyDue).extend({
    bands: z.array(
      z.object({
        band: z.enum(dueBands),
        openCents: ofMetric('open'),
        count: z.int(),
        lateInterestCents: ofMetric('late_interest'),
      }),
    ),
    standardDays: z.int(),
    limitDays: z.int(),
  }),
})

export const listToInvoice = endpoint({
  name: 'billing.listToInvoice',
  summary: 'Purchase orders with accepted goods that no invoice covers yet',
  method: 'GET',
  path: '/api/v1/to-invoice',
  access: bothSides,
  query: cursorQuery,
  response: cursorPage(toInvoice),
})

export const recordPayment = endpoint({
  name: 'billing.recordPayment',
  summary: 'Record a bank transfer for an invoice; it counts once the other side confirms it',
  method: 'POST',
  path: '/api/v1/invoices/:invoiceId/payments',
  access: bothSides,
  params: z.object({ invoiceId: id }),
  body: z.object({
    amountCents,
    bankReference,
    paidOn: day,
    /** More was transferred than is open: paid twice, too much, or to the wrong seller (§7.2). */
    isAboveOpen: z.boolean().default(false),
  }),
  response: payment,
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

const paymentPath = z.object({ paymentId: id })
const refundPath = z.object({ refundId: id })

export const confirmPayment = endpoint({
  name: 'billing.confirmPayment',
  summary: 'Confirm, as the other side, that a recorded payment has arrived',
  method: 'POST',
  path: '/api/v1/payments/:paymentId/confirmation',
  access: bothSides,
  params: paymentPath,
  response: payment,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person', 'other_side_decides'],
})

export const rejectPayment = endpoint({
  name: 'billing.rejectPayment',
  summary: 'Reject, as the other side, a recorded payment with a reason',
  method: 'POST',
  path: '/api/v1/payments/:paymentId/rejection',
  access: bothSides,
  params: paymentPath,
  body: z.object({ reason }),
  response: payment,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person', 'other_side_decides'],
})

export const listPayments = endpoint({
  name: 'billing.listPayments',
  summary: 'Payments the actor may see, latest first',
  method: 'GET',
  path: '/api/v1/payments',
  access: 'signed-in',
  query: cursorQuery.extend({
    state: decisionState.optional(),
    recordedSide: z.enum(['unit', 'cooperative']).optional(),
    /** Whether its own side took it back; of the rejected the others were refused. */
    isWithdrawn: z.enum(['true', 'false']).optional(),
    purchaseOrderId: id.optional(),
  }),
  response: cursorPage(payment),
})

export const recordRefund = endpoint({
  name: 'billing.recordRefund',
  summary: 'Record money sent back to the unit, line by line; counts once the unit confirms',
  method: 'POST',
  path: '/api/v1/invoices/:invoiceId/refunds',
  access: selling,
  params: z.object({ invoiceId: id }),
  body: z.object({
    bankReference,
    refundedOn: day,
    reason,
    freightCents: enteredCents.default(0),
    lines: z.array(z.object({ orderLineId: id, amountCents })).max(500),
  }),
  response: refund,
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

export const confirmRefund = endpoint({
  name: 'billing.confirmRefund',
  summary: 'Confirm that a refund has arrived; it is posted as negative entries',
  method: 'POST',
  path: '/api/v1/refunds/:refundId/confirmation',
  access: paying,
  params: refundPath,
  response: refund,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const rejectRefund = endpoint({
  name: 'billing.rejectRefund',
  summary: 'Reject a refund that did not arrive, with a reason',
  method: 'POST',
  path: '/api/v1/refunds/:refundId/rejection',
  access: paying,
  params: refundPath,
  body: z.object({ reason }),
  response: refund,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const listRefunds = endpoint({
  name: 'billing.listRefunds',
  summary: 'Refunds the actor may see, latest first',
  method: 'GET',
  path: '/api/v1/refunds',
  access: 'signed-in',
  query: cursorQuery.extend({ state: decisionState.optional(), purchaseOrderId: id.optional() }),
  response: cursorPage(refund),
})

export const getMatch = endpoint({
  name: 'billing.getMatch',
  summary: 'Three-way match of a purchase order: ordered, accepted, invoiced and paid by line',
  method: 'GET',
  path: '/api/v1/purchase-orders/:purchaseOrderId/match',
  access: 'signed-in',
  params: orderPath,
  response: match,
  errors: ['not_found'],
})

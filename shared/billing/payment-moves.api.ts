import { z } from 'zod'
import { decisionStates } from '../deliveries/two-sided-record.ts'
import { endpoint } from '../endpoint.ts'
import { cents, enteredCents } from '../money.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id } from '../scalars.ts'
import { text } from '../text.ts'
import { paymentMove } from './corrections.schemas.ts'

const bothSides: readonly Role[] = ['cooperative_manager', 'finance']
const reason = text(500, 1)
const path = z.object({ moveId: id })

export const listPaymentMoves = endpoint({
  name: 'billing.listPaymentMoves',
  summary: 'Payments of one’s own that belong to another invoice, proposed or moved, latest first',
  method: 'GET',
  path: '/api/v1/payment-moves',
  access: bothSides,
  query: cursorQuery.extend({ state: z.enum(decisionStates).optional() }),
  response: cursorPage(paymentMove),
})

export const draftPaymentMove = endpoint({
  name: 'billing.draftPaymentMove',
  summary: 'Which confirmed transfers stand on an invoice, and the open ones they may belong to',
  method: 'GET',
  path: '/api/v1/invoices/:invoiceId/payment-move-draft',
  access: bothSides,
  params: z.object({ invoiceId: id }),
  response: z.object({
    payments: z.array(
      z.object({
        ...{ id, bankReference: z.string(), paidOn: day },
        /** What of it may leave this invoice, whatever the other one is. */
        movableCents: cents,
      }),
    ),
    invoices: z.array(
      z.object({
        ...{ id, number: z.string(), issuedOn: day, openCents: cents },
        /** What may come here at most, whichever payment it is of. */
        movableCents: cents,
      }),
    ),
  }),
  errors: ['not_found'],
})

export const proposePaymentMove = endpoint({
  name: 'billing.proposePaymentMove',
  summary: 'Propose that a confirmed transfer, or a part of it, belongs to another open invoice',
  method: 'POST',
  path: '/api/v1/invoices/:fromInvoiceId/payment-moves',
  access: bothSides,
  params: z.object({ fromInvoiceId: id }),
  body: z.object({
    paymentId: id,
    /** Another open invoice of the same unit and cooperative. */
    invoiceId: id,
    amountCents: enteredCents.min(1),
    reason,
  }),
  response: paymentMove,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'provider_decides'],
})

export const confirmPaymentMove = endpoint({
  name: 'billing.confirmPaymentMove',
  summary:
    'Agree to what the other side proposed: the money stands on the other invoice from today',
  method: 'POST',
  path: '/api/v1/payment-moves/:moveId/confirmation',
  access: bothSides,
  params: path,
  response: paymentMove,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'other_side_decides', 'same_person'],
})

export const rejectPaymentMove = endpoint({
  name: 'billing.rejectPaymentMove',
  summary: 'Say that a transfer belongs to the invoice on which it was recorded',
  method: 'POST',
  path: '/api/v1/payment-moves/:moveId/rejection',
  access: bothSides,
  params: path,
  body: z.object({ reason }),
  response: paymentMove,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'other_side_decides', 'same_person'],
})

export const withdrawPaymentMove = endpoint({
  name: 'billing.withdrawPaymentMove',
  summary: 'Take back what one’s own side proposed, before the other side has decided',
  method: 'POST',
  path: '/api/v1/payment-moves/:moveId/withdrawal',
  access: bothSides,
  params: path,
  body: z.object({ reason }),
  response: paymentMove,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

import { z } from 'zod'
import { decisionStates } from '../deliveries/two-sided-record.ts'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id, instant } from '../scalars.ts'
import { text } from '../text.ts'

const paying: readonly Role[] = ['finance']
const selling: readonly Role[] = ['cooperative_manager']
const party = z.object({ id, name: z.string() })

/** 付款条件: goods first, payment so many days after the last acceptance (§7.2). */
export const paymentTerms = z.object({
  id,
  unit: party,
  /** Null: every seller of the unit that has no terms of its own. */
  cooperative: party.nullable(),
  days: z.int(),
  validFrom: day,
  state: z.enum(decisionStates),
  stateReason: z.string(),
  recordedByName: z.string(),
  recordedAt: instant,
  /** Null where no consent was needed. */
  decidedByName: z.string().nullable(),
  decidedAt: instant.nullable(),
})

export const listPaymentTerms = endpoint({
  name: 'billing.listPaymentTerms',
  summary: 'Terms of payment of one’s unit, or proposed to and agreed with one’s cooperative',
  method: 'GET',
  path: '/api/v1/payment-terms',
  access: [...paying, ...selling],
  query: cursorQuery,
  response: cursorPage(paymentTerms).extend({ standardDays: z.int(), limitDays: z.int() }),
})

export const setPaymentTerms = endpoint({
  name: 'billing.setPaymentTerms',
  summary: 'Set the unit’s days to pay; longer ones than the rule are proposed to one seller',
  method: 'POST',
  path: '/api/v1/payment-terms',
  access: paying,
  body: z.object({
    cooperativeId: id.nullable().default(null),
    days: z.int().min(1).max(365),
    validFrom: day,
  }),
  response: paymentTerms,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'already_proposed'],
})

export const answerPaymentTerms = endpoint({
  name: 'billing.answerPaymentTerms',
  summary: 'Agree, as the seller, to longer terms of payment, or decline them with a reason',
  method: 'POST',
  path: '/api/v1/payment-terms/:termsId/answer',
  access: selling,
  params: z.object({ termsId: id }),
  body: z.discriminatedUnion('answer', [
    z.object({ answer: z.literal('agree') }),
    z.object({ answer: z.literal('decline'), reason: text(500, 1) }),
  ]),
  response: paymentTerms,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person', 'other_side_decides'],
})

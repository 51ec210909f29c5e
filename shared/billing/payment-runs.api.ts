import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cents } from '../money.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id, instant } from '../scalars.ts'
import { text } from '../text.ts'
import { standsElsewhere } from './corrections.schemas.ts'

const paying: readonly Role[] = ['finance']
const party = z.object({ id, name: z.string() })
/** More at once than a bank's list takes. */
export const maximumRunInvoices = 1_000

export const runStates = ['prepared', 'released', 'cancelled'] as const
export type RunState = (typeof runStates)[number]

/** Invoices of one seller that could be paid. */
const payable = z.object({
  cooperative: party,
  bankName: z.string(),
  /** Empty where no account was confirmed yet (§11.5): nothing can be paid there. */
  bankAccount: z.string(),
  invoices: z.array(
    z.object({
      invoiceId: id,
      number: z.string(),
      dueOn: day,
      openCents: cents,
      /** False where more is invoiced than was accepted (三单匹配). */
      isMatched: z.boolean(),
    }),
  ),
})

export const listPayable = endpoint({
  name: 'billing.listPayable',
  summary: 'What a unit has to pay until a day, by payee: open invoices less what waits',
  method: 'GET',
  path: '/api/v1/payable-invoices',
  access: paying,
  query: z.object({ dueUntil: day.optional() }),
  response: z.object({ dueUntil: day, payees: z.array(payable), isCut: z.boolean() }),
})

const run = z.object({
  id,
  number: z.string(),
  dueUntil: day,
  amountCents: cents,
  payeeCount: z.int(),
  state: z.enum(runStates),
  stateReason: z.string(),
  preparedByName: z.string(),
  preparedAt: instant,
  decidedByName: z.string().nullable(),
  decidedAt: instant.nullable(),
})

export const paymentRun = run.extend({
  unit: party,
  /** Whether the reader is another person than the one who prepared it (§11.2). */
  mayRelease: z.boolean(),
  payees: z.array(
    z.object({
      position: z.int(),
      cooperative: party,
      bankName: z.string(),
      bankAccount: z.string(),
      amountCents: cents,
      /** The account was changed after the run was prepared: it can't be released. */
      isAccountChanged: z.boolean(),
      returnedReason: z.string(),
      /** Payments that the seller has confirmed since the release. */
      confirmedCents: cents,
      invoices: z.array(
        z.object({
          invoiceId: id,
          number: z.string(),
          amountCents: cents,
          /** The seller has voided it since: the run cannot be released any more. */
          isVoid: z.boolean(),
          /** What of its payment both sides moved to other invoices since. */
          elsewhere: standsElsewhere,
        }),
      ),
    }),
  ),
})

export const listPaymentRuns = endpoint({
  name: 'billing.listPaymentRuns',
  summary: 'The payment runs of one’s unit, latest first',
  method: 'GET',
  path: '/api/v1/payment-runs',
  access: paying,
  query: cursorQuery,
  response: cursorPage(run),
})

const runPath = z.object({ runId: id })

export const getPaymentRun = endpoint({
  name: 'billing.getPaymentRun',
  summary: 'One payment run with its payees and their invoices',
  method: 'GET',
  path: '/api/v1/payment-runs/:runId',
  access: paying,
  params: runPath,
  response: paymentRun,
  errors: ['not_found'],
})

export const preparePaymentRun = endpoint({
  name: 'billing.preparePaymentRun',
  summary: 'Prepare the payment of all that is open of some invoices; another person releases it',
  method: 'POST',
  path: '/api/v1/payment-runs',
  access: paying,
  body: z.object({ dueUntil: day, invoiceIds: z.array(id).min(1).max(maximumRunInvoices) }),
  response: paymentRun,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'payee_without_account'],
})

export const releasePaymentRun = endpoint({
  name: 'billing.releasePaymentRun',
  summary: 'Release a run as another person: its payments are recorded, once (§11.2)',
  method: 'POST',
  path: '/api/v1/payment-runs/:runId/release',
  access: paying,
  params: runPath,
  response: paymentRun,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person', 'payee_changed', 'run_outdated'],
})

export const cancelPaymentRun = endpoint({
  name: 'billing.cancelPaymentRun',
  summary: 'Cancel a run that was not released, with a reason',
  method: 'POST',
  path: '/api/v1/payment-runs/:runId/cancellation',
  access: paying,
  params: runPath,
  body: z.object({ reason: text(500, 1) }),
  response: paymentRun,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const returnRunPayment = endpoint({
  name: 'billing.returnRunPayment',
  summary: 'Mark a payee’s transfer of a released run as sent back by the bank, with the reason',
  method: 'POST',
  path: '/api/v1/payment-runs/:runId/returns',
  access: paying,
  params: runPath,
  body: z.object({ cooperativeId: id, reason: text(500, 1) }),
  response: paymentRun,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person', 'payment_confirmed'],
})

import { z } from 'zod'
import { feeBearer } from '../assistance/policies.ts'
import { ofMetric } from '../figure.ts'
import { cents } from '../money.ts'
import { day, id, instant, month } from '../scalars.ts'

/** How money moves: from bank to bank, or through a payment provider (§7.2). */
export const paymentMethods = ['bank_transfer', 'online'] as const
export type PaymentMethod = (typeof paymentMethods)[number]

/** What a unit pays with on the provider's page. */
export const onlineMethods = ['card', 'alipay', 'wechat_pay'] as const
export type OnlineMethod = (typeof onlineMethods)[number]
export const onlineMethod = z.enum(onlineMethods)

/** The most that one online payment may be, in 分: the provider takes eight digits. */
export const maximumOnlineCents = 99_999_999

/** The most invoices that one online payment pays. */
export const maximumTogether = 50

export const onlineStates = ['starting', 'open', 'paid', 'failed', 'expired'] as const
const onlineState = z.enum(onlineStates)

const party = z.object({ id, name: z.string() })

/** An invoice that may be paid online, with all that is open of it. */
export const payableInvoice = z.object({
  invoiceId: id,
  invoiceNumber: z.string(),
  issuedOn: day,
  cooperative: party,
  openCents: cents,
  /** Whether the cooperative's account at the provider can be paid. */
  isReady: z.boolean(),
})

export const onlinePayment = z.object({
  id,
  unit: party,
  method: onlineMethod,
  state: onlineState,
  amountCents: cents,
  /** The provider's page, while it is open and for who pays. */
  checkoutUrl: z.string().nullable(),
  /** The provider's code of a refusal; empty where there was none. */
  failure: z.string(),
  startedAt: instant,
  startedByName: z.string(),
  expiresAt: instant,
  paidAt: instant.nullable(),
  parts: z.array(
    z.object({ invoiceId: id, invoiceNumber: z.string(), cooperative: party, amountCents: cents }),
  ),
})

/** What of an invoice may be sent back the way it came. */
export const onlineRefundDraft = z.object({
  isOffered: z.boolean(),
  /** Paid online and neither sent back nor about to be. */
  refundableCents: cents,
  /** Of those payments, passed on to the cooperative already; it is taken from there first. */
  passedOnCents: cents,
})

/** What is written as the reason of a refund that the provider made by itself. */
export const providerReasons = ['disputed', 'refunded_at_provider'] as const
export type ProviderReason = (typeof providerReasons)[number]

const payeeState = z.enum(['opening', 'incomplete', 'in_review', 'ready'])

/** What the provider kept of payments to a cooperative this year, by who bore it. */
const yearOfFees = z.object({
  /** Who bears those of payments that start today. */
  bearer: feeBearer,
  ownYearCents: ofMetric('provider_fees'),
  platformYearCents: ofMetric('provider_fees'),
})

/** A cooperative's account at the provider; null where it has none yet. */
export const payeeAccount = z.object({
  isOffered: z.boolean(),
  fees: yearOfFees,
  account: z
    .object({
      state: payeeState,
      paysOut: z.boolean(),
      missingFacts: z.int(),
      openedAt: instant,
      /** Leads into the provider's form; works once. Null until it is made, and when it is old. */
      formUrl: z.string().nullable(),
      failure: z.string(),
    })
    .nullable(),
  payouts: z.array(
    z.object({
      id,
      amountCents: cents,
      state: z.enum(['under_way', 'paid', 'failed']),
      createdOn: day,
      paidOn: day.nullable(),
      failure: z.string(),
    }),
  ),
  /** Paid for this cooperative, and not yet transferred; below zero it is owed to the platform. */
  dueCents: cents,
})

export const reconciliationDifference = z.object({
  kind: z.enum(['missing_here', 'missing_there', 'amount']),
  movementId: z.string(),
  type: z.string(),
  sourceId: z.string(),
  hereCents: cents.nullable(),
  thereCents: cents.nullable(),
})

/** A day's comparison of the program's records with the provider's. */
export const reconciliation = z.object({
  day,
  checkedAt: instant.nullable(),
  isRequested: z.boolean(),
  movementCount: z.int(),
  amountCents: cents,
  feeCents: cents,
  balanceCents: cents,
  dueCents: cents,
  /** Of the balance what is the platform's own; below zero it bears fees that it has to pay in. */
  ownCents: cents,
  differences: z.array(reconciliationDifference),
})

/** 拒付: a payer’s bank or card disputes a payment; of it what one cooperative’s invoices are. */
export const chargeback = z.object({
  id: z.string(),
  onlinePaymentId: id,
  unit: party,
  invoices: z.array(z.object({ id, number: z.string() })),
  orderNumbers: z.array(z.string()),
  amountCents: cents,
  reason: z.string(),
  /** As the provider has it, and what that comes to. */
  state: z.string(),
  outcome: z.enum(['open', 'won', 'lost']),
  /** Until when evidence is taken; null where the provider says none. */
  respondBy: instant.nullable(),
  openedAt: instant,
})

/** What a person has to look at: a call refused, a report not understood, a dispute. */
export const onlineExceptions = z.object({
  failedCalls: z.array(
    z.object({
      id,
      kind: z.string(),
      cooperativeName: z.string().nullable(),
      amountCents: cents.nullable(),
      failure: z.string(),
      finishedAt: instant,
    }),
  ),
  disputes: z.array(
    z.object({
      id: z.string(),
      onlinePaymentId: id,
      unitName: z.string(),
      amountCents: cents,
      reason: z.string(),
      state: z.string(),
      respondBy: instant.nullable(),
      openedAt: instant,
    }),
  ),
  unhandledEvents: z.int(),
  owed: z.array(z.object({ cooperative: party, dueCents: cents })),
})

/** What stands on a clearing account in the books of all cooperatives, units, or the platform. */
export const clearingBalance = z.object({
  account: z.enum(['stripe_clearing', 'bank_clearing']),
  kind: z.enum(['cooperative', 'unit', 'platform']),
  balanceCents: ofMetric('balance'),
})

/** The provider's fees: the platform charges none. */
export const providerFees = z.object({
  /** Who bears those of payments that start today. */
  bearer: feeBearer,
  month,
  monthCents: ofMetric('provider_fees'),
  /** Of the month's year so far. */
  yearCents: ofMetric('provider_fees'),
  /** Of these what the platform bears. */
  platformMonthCents: ofMetric('provider_fees'),
  platformYearCents: ofMetric('provider_fees'),
  /** Those who paid most, at most 20. */
  cooperatives: z.array(
    z.object({
      cooperative: party,
      monthCents: ofMetric('provider_fees'),
      yearCents: ofMetric('provider_fees'),
    }),
  ),
})

/** Accounts that cannot be paid or cannot pay out yet; at most 50 are named. */
export const unreadyPayees = z.object({
  count: z.int(),
  items: z.array(
    z.object({ cooperative: party, state: payeeState, missingFacts: z.int(), openedAt: instant }),
  ),
})

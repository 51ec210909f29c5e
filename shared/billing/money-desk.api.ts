import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { ofMetric } from '../figure.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id, instant } from '../scalars.ts'
import { dueBands } from './due-bands.ts'

const bothSides: readonly Role[] = ['cooperative_manager', 'finance']
const party = z.object({ id, name: z.string() })

/** For how many days, today among them, the calendar says what is due on each. */
export const calendarDays = 56

/** What is due on one day, and to or from whom the largest of it. */
const dueDay = z.object({
  /** Null for all days behind the calendar. */
  dueOn: day.nullable(),
  openCents: ofMetric('open'),
  invoiceCount: z.int(),
  partyCount: z.int(),
  parties: z.array(party.extend({ openCents: ofMetric('open') })),
})

export const readMoneyDesk = endpoint({
  name: 'billing.readMoneyDesk',
  summary: 'What is due on which day from today on, and what of the money waits for somebody',
  method: 'GET',
  path: '/api/v1/money-desk',
  access: bothSides,
  response: z.object({
    today: day,
    days: z.array(dueDay),
    /** Counted no further than 100. */
    waiting: z.object({
      /** Payments and refunds by bank that the other side recorded. */
      toConfirm: z.int(),
      /** Open invoices that bill more than was accepted. */
      differing: z.int(),
      /** Lines of bank statements: proposals to confirm, and those without any. */
      bankSuggested: z.int(),
      bankOpen: z.int(),
    }),
  }),
})

const bandSum = z.object({ band: z.enum(dueBands), openCents: ofMetric('open') })

/** All that is open with one counterparty. */
export const partyDue = z.object({
  party,
  invoiceCount: z.int(),
  openCents: ofMetric('open'),
  overdueCents: ofMetric('overdue'),
  /** Of what is overdue all that no payment or move waits for: the seller may request it. */
  overdueToPayCents: ofMetric('overdue'),
  bands: z.array(bandSum),
  lateInterestCents: ofMetric('late_interest'),
  /** When the next of it that is not late is due; null where all of it is late. */
  nextDueOn: day.nullable(),
  /** When the seller last asked this buyer, and from when it may again; null for a unit. */
  request: z.object({ requestedAt: instant, againFrom: day }).nullable(),
})

export const listPartiesDue = endpoint({
  name: 'billing.listPartiesDue',
  summary: 'Open money by buyer or seller and by age, the most overdue first',
  method: 'GET',
  path: '/api/v1/money-due-by-party',
  access: bothSides,
  query: cursorQuery,
  response: cursorPage(partyDue),
})

/** Of how many units at most the payment of an area is stated, in the order asked for. */
export const mostPayingUnits = 200

/** Over how many months, this one among them, days to pay are stated. */
export const monthsOfPayment = 12

const payment = z.object({
  openCents: ofMetric('open'),
  overdueCents: ofMetric('overdue'),
  /** The earliest due day of what is overdue. */
  oldestOverdueOn: day.nullable(),
  /** Invoices paid in full, last within the months stated. */
  paidCount: ofMetric('days_to_pay', z.int()),
  /** From the last acceptance to the payment that closed the invoice; null where none did. */
  medianDays: ofMetric('days_to_pay', z.int()).nullable(),
  ninetiethDays: ofMetric('days_to_pay', z.int()).nullable(),
})

/** A figure to order units by, with `-` before it for descending. */
export const paymentSorts = [
  'overdue',
  '-overdue',
  'open',
  '-open',
  'oldest',
  '-oldest',
  'median',
  '-median',
  'ninetieth',
  '-ninetieth',
] as const
export type PaymentSort = (typeof paymentSorts)[number]

export const readPaymentByUnit = endpoint({
  name: 'billing.readPaymentByUnit',
  summary: 'Open and overdue money and days to pay of an official’s area, by buying unit',
  method: 'GET',
  path: '/api/v1/payment-by-unit',
  access: ['official'],
  query: z.object({ sort: z.enum(paymentSorts).default('-overdue') }),
  response: z.object({
    whole: payment,
    units: z.array(payment.extend({ unit: party })),
    /** All of them, also those above the most that are stated. */
    unitCount: z.int(),
  }),
})

export const requestPayment = endpoint({
  name: 'billing.requestPayment',
  summary: 'Ask a buyer for late money; within some days it is asked once, and told when',
  method: 'POST',
  path: '/api/v1/payment-requests',
  access: ['cooperative_manager'],
  body: z.object({ unitId: id }),
  response: z.object({ isNew: z.boolean(), requestedAt: instant, againFrom: day }),
  idempotent: true,
  errors: ['not_found'],
})

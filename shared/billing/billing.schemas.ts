import { z } from 'zod'
import { decisionStates, sides } from '../deliveries/two-sided-record.ts'
import { cents } from '../money.ts'
import { role } from '../roles.ts'
import { day, id, instant } from '../scalars.ts'
import { grams } from '../weight.ts'
import { paymentMove, setOff, standsElsewhere } from './corrections.schemas.ts'
import { dueBands } from './due-bands.ts'
import { paymentMethods } from './online.schemas.ts'
import { matchDifferences } from './three-way-match.ts'

const party = z.object({ id, name: z.string() })
/** The orders that an invoice bills: of one unit and one cooperative. */
const purchaseOrders = z.array(z.object({ id, number: z.string() }))
export const decisionState = z.enum(decisionStates)

export const payment = z.object({
  id,
  invoiceId: id,
  invoiceNumber: z.string(),
  purchaseOrders,
  unit: party,
  cooperative: party,
  recordedSide: z.enum(sides),
  method: z.enum(paymentMethods),
  bankReference: z.string(),
  amountCents: cents,
  paidOn: day,
  state: decisionState,
  stateReason: z.string(),
  /** Whether the side that recorded it took it back, and may still do so. */
  isWithdrawn: z.boolean(),
  isWithdrawable: z.boolean(),
  recordedByName: z.string(),
  recordedAt: instant,
  decidedByName: z.string().nullable(),
  decidedAt: instant.nullable(),
  elsewhere: standsElsewhere,
})

const moneyLine = z.object({ orderLineId: id, productName: z.string(), amountCents: cents })

export const refund = payment
  .omit({ recordedSide: true, paidOn: true, elsewhere: true })
  .extend({ refundedOn: day, reason: z.string(), lines: z.array(moneyLine) })

/** 红字发票, by the lines of the invoice it takes from. */
export const creditNote = z.object({
  id,
  number: z.string(),
  invoiceId: id,
  invoiceNumber: z.string(),
  issuedOn: day,
  goodsCents: cents,
  freightCents: cents,
  totalCents: cents,
  fileId: id.nullable(),
  reason: z.string(),
  createdAt: instant,
  lines: z.array(moneyLine),
})

/** What a credit note would take off so that nothing is invoiced above what was accepted. */
export const creditNoteDraft = z.object({
  invoiceId: id,
  invoiceNumber: z.string(),
  maximumFreightCents: cents,
  lines: z.array(
    z.object({
      orderLineId: id,
      purchaseOrderNumber: z.string(),
      lineNumber: z.int(),
      productName: z.string(),
      packName: z.string(),
      grams,
      amountCents: cents,
      /** What is left of the line after earlier credit notes. */
      maximumCents: cents,
    }),
  ),
})

/** 抹零: what the seller lets go of an invoice (§7.6). */
export const waiver = z.object({
  id,
  amountCents: cents,
  reason: z.string(),
  state: decisionState,
  stateReason: z.string(),
  recordedByName: z.string(),
  recordedAt: instant,
  /** Null where one person was enough. */
  decidedByName: z.string().nullable(),
  decidedAt: instant.nullable(),
  /** Whether the reader is the second person who may decide. */
  mayDecide: z.boolean(),
})

export const invoiceLine = z.object({
  orderLineId: id,
  purchaseOrderNumber: z.string(),
  lineNumber: z.int(),
  productName: z.string(),
  packName: z.string(),
  grams,
  amountCents: cents,
  creditedCents: cents,
  /** Confirmed payments of this line, and refunds taken off them. */
  paidCents: cents,
  refundedCents: cents,
  /** The most that can still be refunded. */
  refundableCents: cents,
})

/** Where the seller is paid today, and who confirmed its latest change (§11.5). */
const payee = z.object({
  bankName: z.string(),
  bankAccount: z.string(),
  changedOn: day.nullable(),
  confirmedAs: role.nullable(),
})

/** 付款条件 as they hold for what was accepted on a day: so many days after it (§7.2). */
const termsInForce = z.object({ termDays: z.int(), countsFrom: day, dueOn: day })

export const invoice = z.object({
  id,
  number: z.string(),
  /** Whether another seller has entered the same number: a doubt for an official (§7.4). */
  isNumberShared: z.boolean(),
  purchaseOrders,
  unit: party,
  cooperative: party,
  issuedOn: day,
  goodsCents: cents,
  freightCents: cents,
  totalCents: cents,
  creditedCents: cents,
  waivedCents: cents,
  paidCents: cents,
  refundedCents: cents,
  /** Recorded by one side and waiting for the other. */
  waitingCents: cents,
  openCents: cents,
  /** Paid beyond what is to be paid. */
  dueBackCents: cents,
  refundableFreightCents: cents,
  payee: payee.nullable(),
  terms: termsInForce,
  fileId: id.nullable(),
  reason: z.string(),
  createdAt: instant,
  lines: z.array(invoiceLine),
  payments: z.array(payment),
  refunds: z.array(refund),
  creditNotes: z.array(creditNote),
  waivers: z.array(waiver),
  /** 抵扣: what other invoices paid of it, less what it paid of others. */
  setOffCents: cents,
  setOffs: z.array(setOff),
  /** 付款改挂, from it or to it: proposed, made and refused ones. */
  paymentMoves: z.array(paymentMove),
  /** 作废: why, by whom and when; it bills nothing. */
  void: z.object({ voidedOn: day, reason: z.string(), voidedByName: z.string() }).nullable(),
  /** Whether the reader may void it: nothing is paid, waived or credited. */
  mayVoid: z.boolean(),
})

const orderToInvoice = z.object({
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  orderedOn: day,
  acceptedCents: cents,
  invoicedCents: cents,
  freightCents: cents,
  lines: z.array(
    z.object({
      orderLineId: id,
      lineNumber: z.int(),
      productName: z.string(),
      packName: z.string(),
      grams,
      amountCents: cents,
    }),
  ),
})

/** The draft of an invoice for all accepted and not yet invoiced goods of an order. */
export const invoiceDraft = orderToInvoice.extend({
  unit: party,
  /** Other orders between the same two sides that may stand on the same invoice. */
  others: z.array(orderToInvoice),
})

/** One invoice that is not wholly paid. */
export const moneyDue = z.object({
  invoiceId: id,
  invoiceNumber: z.string(),
  purchaseOrders,
  unit: party,
  cooperative: party,
  issuedOn: day,
  /** The day the days count from: the last acceptance, or the invoice's day before any. */
  countsFrom: day,
  /** By the terms in force on that day (§7.2). */
  termDays: z.int(),
  dueOn: day,
  ageDays: z.int(),
  /** Days since the day after it was due. */
  lateDays: z.int(),
  band: z.enum(dueBands),
  /** Whether its orders bill no more than was accepted. */
  isMatched: z.boolean(),
  totalCents: cents,
  paidCents: cents,
  waitingCents: cents,
  openCents: cents,
  /** Of what is open, from the day after it was due to today; shown, never posted (§7.2). */
  lateInterestCents: cents,
})

/** Accepted goods of an order that no invoice covers yet. */
export const toInvoice = z.object({
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  unit: party,
  cooperative: party,
  acceptedCents: cents,
  invoicedCents: cents,
  openCents: cents,
  lastReceivedOn: day,
})

export const matchLine = z.object({
  orderLineId: id,
  lineNumber: z.int(),
  productName: z.string(),
  packName: z.string(),
  quantity: z.int(),
  orderedGrams: grams,
  orderedCents: cents,
  shippedGrams: grams,
  acceptedGrams: grams,
  acceptedCents: cents,
  deductionCents: cents,
  /** Less credit notes. */
  invoicedCents: cents,
  creditedCents: cents,
  waivedCents: cents,
  paidCents: cents,
  refundedCents: cents,
  differences: z.array(z.enum(matchDifferences)),
  state: z.enum(['matched', 'open', 'different']),
})

const document = z.object({ id, number: z.string(), on: day })

export const match = z.object({
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  orderState: z.string(),
  orderedOn: day,
  /** Days to pay after the last acceptance so far, or were it today (§7.2). */
  termDays: z.int(),
  unit: party,
  cooperative: party,
  freightCents: cents,
  freightInvoicedCents: cents,
  freightPaidCents: cents,
  state: z.enum(['matched', 'open', 'different']),
  lines: z.array(matchLine),
  shipments: z.array(z.object({ id, number: z.string(), state: z.string() })),
  receipts: z.array(document),
  returns: z.array(document.extend({ state: z.string() })),
  invoices: z.array(
    document.extend({
      totalCents: cents,
      /** What of it is of this order: an invoice may cover several. */
      ofOrderCents: cents,
      openCents: cents,
      dueBackCents: cents,
      isVoid: z.boolean(),
    }),
  ),
  creditNotes: z.array(creditNote),
  payments: z.array(payment),
  refunds: z.array(refund),
})

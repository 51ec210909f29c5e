import { sql } from 'drizzle-orm'
import { boolean, pgSchema, smallint, text, uuid } from 'drizzle-orm/pg-core'
import type { Account, CauseKind } from '../../shared/billing/accounts.ts'
import type { PaymentMethod } from '../../shared/billing/online.schemas.ts'
import type { RecipientKind } from '../../shared/billing/settlement-rules.ts'
import type { DecisionState, Side } from '../../shared/deliveries/two-sided-record.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'

export const billingSchema = pgSchema('billing')

export const invoices = billingSchema.table('invoices', {
  id: uuid().primaryKey(),
  number: text().notNull(),
  cooperativeId: uuid().notNull(),
  unitId: uuid().notNull(),
  supervisingCountyCode: text().notNull(),
  issuedOn: day().notNull(),
  goodsCents: integer64().notNull(),
  freightCents: integer64().notNull().default(0),
  fileId: uuid(),
  reason: text().notNull().default(''),
  createdBy: uuid().notNull(),
  createdAt: instant().notNull(),
  /** Which time the number was entered: all but the last of them are void. */
  entry: smallint().notNull().default(1),
})

/** 作废: an invoice that was entered wrongly bills nothing from this day on (§7.4). */
export const invoiceVoids = billingSchema.table('invoice_voids', {
  invoiceId: uuid().primaryKey(),
  id: uuid().notNull(),
  voidedOn: day().notNull(),
  reason: text().notNull(),
  voidedBy: uuid().notNull(),
  voidedAt: instant().notNull(),
})

/** What of an invoice bills each of its orders, and what a credit note takes off, below zero. */
export const invoiceOrders = billingSchema.table('invoice_orders', {
  invoiceId: uuid().notNull(),
  /** Null: what the invoice itself bills. */
  creditNoteId: uuid(),
  purchaseOrderId: uuid().notNull(),
  goodsCents: integer64().notNull(),
  freightCents: integer64().notNull(),
})

export const invoiceLines = billingSchema.table('invoice_lines', {
  id: uuid().primaryKey(),
  invoiceId: uuid().notNull(),
  orderLineId: uuid().notNull(),
  grams: integer64().notNull(),
  amountCents: integer64().notNull(),
})

/** 红字发票: takes off an invoice what was sent back or corrected since (§7.4). */
export const creditNotes = billingSchema.table('credit_notes', {
  id: uuid().primaryKey(),
  number: text().notNull(),
  invoiceId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  unitId: uuid().notNull(),
  issuedOn: day().notNull(),
  goodsCents: integer64().notNull(),
  freightCents: integer64().notNull(),
  fileId: uuid(),
  reason: text().notNull(),
  createdBy: uuid().notNull(),
  createdAt: instant().notNull(),
})

export const creditNoteLines = billingSchema.table('credit_note_lines', {
  id: uuid().primaryKey(),
  creditNoteId: uuid().notNull(),
  orderLineId: uuid().notNull(),
  grams: integer64().notNull(),
  amountCents: integer64().notNull(),
})

/** 抹零: what the seller lets go of an invoice (§7.6). */
export const waivers = billingSchema.table('waivers', {
  id: uuid().primaryKey(),
  invoiceId: uuid().notNull(),
  unitId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  amountCents: integer64().notNull(),
  reason: text().notNull(),
  waivedOn: day().notNull(),
  state: text().$type<DecisionState>().notNull(),
  stateReason: text().notNull().default(''),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  /** Nobody where one person was enough. */
  decidedBy: uuid(),
  decidedAt: instant(),
})

export const waiverLines = billingSchema.table('waiver_lines', {
  id: uuid().primaryKey(),
  waiverId: uuid().notNull(),
  orderLineId: uuid().notNull(),
  amountCents: integer64().notNull(),
})

/** 抵扣: what is due back on one invoice pays another one of the same two sides (§7.2). */
export const setOffs = billingSchema.table('set_offs', {
  id: uuid().primaryKey(),
  /** Null where the money came without an invoice. */
  fromInvoiceId: uuid(),
  invoiceId: uuid().notNull(),
  unitId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  amountCents: integer64().notNull(),
  setOffOn: day().notNull(),
  recordedSide: text().$type<Side>().notNull(),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
})

/** 误付款: money without an invoice between two sides, and what came back of it (§7.2). */
export const misdirectedPayments = billingSchema.table('misdirected_payments', {
  id: uuid().primaryKey(),
  unitId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  /** From the cooperative back to the unit. */
  isReturn: boolean().notNull(),
  amountCents: integer64().notNull(),
  bankReference: text().notNull(),
  movedOn: day().notNull(),
  reason: text().notNull(),
  recordedSide: text().$type<Side>().notNull(),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  state: text().$type<DecisionState>().notNull(),
  stateReason: text().notNull().default(''),
  decidedBy: uuid(),
  withdrawnBy: uuid(),
  decidedAt: instant(),
})

/** How documents other than payments change the way payments are split over lines. */
export const reallocations = billingSchema.table('reallocations', {
  id: uuid().primaryKey(),
  causeKind: text().$type<'credit_note' | 'refund' | 'set_off' | 'payment_move'>().notNull(),
  causeId: uuid().notNull(),
  invoiceId: uuid().notNull(),
  orderLineId: uuid().notNull(),
  amountCents: integer64().notNull(),
})

export const payments = billingSchema.table('payments', {
  id: uuid().primaryKey(),
  invoiceId: uuid().notNull(),
  unitId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  supervisingCountyCode: text().notNull(),
  method: text().$type<PaymentMethod>().notNull(),
  recordedSide: text().$type<Side>().notNull(),
  bankReference: text().notNull(),
  amountCents: integer64().notNull(),
  paidOn: day().notNull(),
  state: text().$type<DecisionState>().notNull(),
  stateReason: text().notNull().default(''),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
  /** Who of the recording side took it back. */
  withdrawnBy: uuid(),
  /** The line of a bank statement by which the transfer came back. */
  returnedLineId: uuid(),
})

export const paymentLines = billingSchema.table('payment_lines', {
  id: uuid().primaryKey(),
  paymentId: uuid().notNull(),
  orderLineId: uuid().notNull(),
  amountCents: integer64().notNull(),
})

export const refunds = billingSchema.table('refunds', {
  id: uuid().primaryKey(),
  invoiceId: uuid().notNull(),
  unitId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  supervisingCountyCode: text().notNull(),
  method: text().$type<PaymentMethod>().notNull().default('bank_transfer'),
  bankReference: text().notNull(),
  amountCents: integer64().notNull(),
  refundedOn: day().notNull(),
  reason: text().notNull(),
  state: text().$type<DecisionState>().notNull(),
  stateReason: text().notNull().default(''),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
  withdrawnBy: uuid(),
})

export const refundLines = billingSchema.table('refund_lines', {
  id: uuid().primaryKey(),
  refundId: uuid().notNull(),
  orderLineId: uuid().notNull(),
  amountCents: integer64().notNull(),
})

export const settlements = billingSchema.table('settlements', {
  id: uuid().primaryKey(),
  cooperativeId: uuid().notNull(),
  purchaseOrderId: uuid(),
  /** Whose goods were paid for, where it names a lot. */
  lotId: uuid(),
  /** The same in all rows that a payment for a lot was split into over its orders. */
  transferId: uuid(),
  unitId: uuid(),
  supervisingCountyCode: text(),
  villageCode: text().notNull(),
  recipientKind: text().$type<RecipientKind>().notNull(),
  householdNumber: text(),
  recipientName: text().notNull(),
  amountCents: integer64().notNull(),
  settledOn: day().notNull(),
  bankReference: text().notNull().default(''),
  reversesId: uuid().unique(),
  reason: text().notNull().default(''),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  countyCode: text().generatedAlwaysAs(sql`left(village_code, 6)`),
  /** The number as it is compared: a household however its number was written. */
  householdKey: text().generatedAlwaysAs(sql`billing.household_key(household_number)`),
})

export const settlementConfirmations = billingSchema.table('settlement_confirmations', {
  settlementId: uuid().primaryKey(),
  countyCode: text().notNull(),
  state: text({ enum: ['waiting', 'confirmed', 'rejected', 'withdrawn'] }).notNull(),
  documentName: text(),
  documentFileId: uuid(),
  reason: text().notNull().default(''),
  decidedBy: uuid(),
  decidedAt: instant(),
})

/** 农户结算单: the code by which a household sees what a cooperative paid it (§3.14). */
export const householdSlips = billingSchema.table('household_slips', {
  id: uuid().primaryKey(),
  cooperativeId: uuid().notNull(),
  villageCode: text().notNull(),
  householdKey: text().notNull(),
  code: text().notNull().unique(),
  issuedBy: uuid().notNull(),
  issuedAt: instant().notNull(),
  withdrawnBy: uuid(),
  withdrawnAt: instant(),
})

/** 往来账: an entry in one organisation's books; its postings sum to zero (§7.1). */
export const journalEntries = billingSchema.table('journal_entries', {
  id: uuid().primaryKey(),
  organisationId: uuid().notNull(),
  /** Null for households and village collectives, which have no books here. */
  counterpartyId: uuid(),
  causeKind: text().$type<CauseKind>().notNull(),
  causeId: uuid().notNull(),
  invoiceId: uuid(),
  occurredOn: day().notNull(),
  postedBy: uuid().notNull(),
  postedAt: instant().notNull(),
})

export const postings = billingSchema.table('postings', {
  entryId: uuid().notNull(),
  account: text().$type<Account>().notNull(),
  /** Debit above 0, credit below. */
  cents: integer64().notNull(),
  organisationId: uuid().notNull(),
  occurredOn: day().notNull(),
})

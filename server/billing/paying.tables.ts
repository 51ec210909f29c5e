import { sql } from 'drizzle-orm'
import { integer, text, uuid } from 'drizzle-orm/pg-core'
import type { RunState } from '../../shared/billing/payment-runs.api.ts'
import type { DecisionState, Side } from '../../shared/deliveries/two-sided-record.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'
import { billingSchema } from './billing.tables.ts'

/** 付款条件: goods first, then so many days; null as seller stands for all of them (§7.2). */
export const paymentTerms = billingSchema.table('payment_terms', {
  id: uuid().primaryKey(),
  unitId: uuid().notNull(),
  cooperativeId: uuid(),
  days: integer().notNull(),
  validFrom: day().notNull(),
  state: text().$type<DecisionState>().notNull(),
  stateReason: text().notNull().default(''),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
})

/** 批量付款: what a unit pays at once (§7.2). */
export const paymentRuns = billingSchema.table('payment_runs', {
  id: uuid().primaryKey(),
  /** Counted by the database. */
  number: text().notNull().default(sql`default`),
  unitId: uuid().notNull(),
  dueUntil: day().notNull(),
  amountCents: integer64().notNull(),
  state: text().$type<RunState>().notNull(),
  stateReason: text().notNull().default(''),
  preparedBy: uuid().notNull(),
  preparedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
})

/** A transfer of a run: one per payee, to the account that was confirmed when it was prepared. */
export const paymentRunPayees = billingSchema.table('payment_run_payees', {
  runId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  position: integer().notNull(),
  name: text().notNull(),
  bankName: text().notNull(),
  bankAccount: text().notNull(),
  amountCents: integer64().notNull(),
  /** Why the bank sent it back; empty where it did not. */
  returnedReason: text().notNull().default(''),
  returnedBy: uuid(),
  returnedAt: instant(),
})

export const paymentRunInvoices = billingSchema.table('payment_run_invoices', {
  runId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  invoiceId: uuid().notNull(),
  amountCents: integer64().notNull(),
  paymentId: uuid(),
})

/** 付款改挂: a confirmed transfer that belongs to another open invoice of the two (§7.2). */
export const paymentMoves = billingSchema.table('payment_moves', {
  id: uuid().primaryKey(),
  paymentId: uuid().notNull(),
  fromInvoiceId: uuid().notNull(),
  invoiceId: uuid().notNull(),
  unitId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  amountCents: integer64().notNull(),
  reason: text().notNull(),
  /** From when on it stands there, once that is confirmed. */
  movedOn: day(),
  recordedSide: text().$type<Side>().notNull(),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  state: text().$type<DecisionState>().notNull(),
  stateReason: text().notNull().default(''),
  decidedBy: uuid(),
  withdrawnBy: uuid(),
  decidedAt: instant(),
})

import { jsonb, text, uuid } from 'drizzle-orm/pg-core'
import type { BankLineState, BankProposal } from '../../shared/billing/bank.schemas.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'
import { billingSchema } from './billing.tables.ts'

/** 银行流水: lines of an organisation's own statements, append-only (§7.2). */
export const bankLines = billingSchema.table('bank_lines', {
  id: uuid().primaryKey(),
  organisationId: uuid().notNull(),
  account: text().notNull(),
  bookedOn: day().notNull(),
  serial: text().notNull(),
  /** Received above 0, sent below. */
  amountCents: integer64().notNull(),
  balanceCents: integer64(),
  counterpartyName: text().notNull(),
  counterpartyAccount: text().notNull(),
  purpose: text().notNull(),
  naturalKey: text().notNull(),
  importedBy: uuid().notNull(),
  importedAt: instant().notNull(),
})

export const bankLineStates = billingSchema.table('bank_line_states', {
  lineId: uuid().primaryKey(),
  organisationId: uuid().notNull(),
  bookedOn: day().notNull(),
  state: text().$type<BankLineState>().notNull(),
  reason: text().notNull().default(''),
  proposals: jsonb().$type<BankProposal[]>().notNull().default([]),
  /** Null while it is open, and where it was matched at once. */
  decidedBy: uuid(),
  decidedAt: instant(),
})

/** A document that a line carried out, in part or in whole. */
export const bankMatches = billingSchema.table('bank_matches', {
  id: uuid().primaryKey(),
  lineId: uuid().notNull(),
  organisationId: uuid().notNull(),
  paymentId: uuid(),
  refundId: uuid(),
  misdirectedId: uuid(),
  /** The line that it took back. */
  otherLineId: uuid(),
  amountCents: integer64().notNull(),
})

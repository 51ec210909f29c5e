import { integer, jsonb, text, uuid } from 'drizzle-orm/pg-core'
import type { onlineStates } from '../../shared/billing/online.schemas.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'
import type { OnlineMethod } from '../platform/stripe/provider.ts'
import { billingSchema } from './billing.tables.ts'

export const onlinePayments = billingSchema.table('online_payments', {
  id: uuid().primaryKey(),
  unitId: uuid().notNull(),
  method: text().$type<OnlineMethod>().notNull(),
  amountCents: integer64().notNull(),
  state: text().$type<(typeof onlineStates)[number]>().notNull(),
  sessionId: text(),
  sessionUrl: text(),
  expiresAt: instant().notNull(),
  intentId: text(),
  chargeId: text(),
  failure: text().notNull().default(''),
  /** The platform, where it bears the provider's fees; else each cooperative its share. */
  feesBorneBy: uuid(),
  startedBy: uuid().notNull(),
  startedAt: instant().notNull(),
  paidAt: instant(),
  checkAt: instant(),
})

export const onlinePaymentParts = billingSchema.table('online_payment_parts', {
  paymentId: uuid().primaryKey(),
  onlinePaymentId: uuid().notNull(),
  invoiceId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  amountCents: integer64().notNull(),
})

export type CallKind =
  | 'open_checkout'
  | 'close_checkout'
  | 'open_account'
  | 'open_form'
  | 'refund'
  | 'transfer'
  | 'reverse_transfer'

/** What the provider is told to do; stored before the call, by whose id it is done once. */
export const providerCalls = billingSchema.table('provider_calls', {
  id: uuid().primaryKey(),
  kind: text().$type<CallKind>().notNull(),
  onlinePaymentId: uuid(),
  refundId: uuid(),
  cooperativeId: uuid(),
  amountCents: integer64(),
  targetId: text(),
  state: text().$type<'pending' | 'done' | 'failed'>().notNull(),
  resultId: text(),
  failure: text().notNull().default(''),
  createdAt: instant().notNull(),
  attempts: integer().notNull().default(0),
  nextAt: instant().notNull(),
  finishedAt: instant(),
})

/** Movements on the platform's balance; a transfer's cooperative is named. */
export const providerMovements = billingSchema.table('provider_movements', {
  id: text().primaryKey(),
  kind: text().$type<MovementKind>().notNull(),
  sourceId: text().notNull(),
  onlinePaymentId: uuid().notNull(),
  cooperativeId: uuid(),
  amountCents: integer64().notNull(),
  feeCents: integer64().notNull(),
  movedAt: instant().notNull(),
})
export type MovementKind =
  | 'charge'
  | 'refund'
  | 'refund_failure'
  | 'dispute'
  | 'dispute_reversal'
  | 'transfer'
  | 'transfer_reversal'

export const providerFees = billingSchema.table('provider_fees', {
  id: uuid().primaryKey(),
  movementId: text().notNull(),
  cooperativeId: uuid().notNull(),
  /** Who bears it instead of the cooperative. */
  borneBy: uuid(),
  amountCents: integer64().notNull(),
  chargedOn: day().notNull(),
  postedBy: uuid().notNull(),
  postedAt: instant().notNull(),
})

/** What the platform paid in and took out at the provider, for itself. */
export const platformMovements = billingSchema.table('platform_movements', {
  id: uuid().primaryKey(),
  providerId: text().notNull(),
  platformId: uuid().notNull(),
  kind: text().$type<OwnKind>().notNull(),
  amountCents: integer64().notNull(),
  feeCents: integer64().notNull(),
  movedAt: instant().notNull(),
  movedOn: day().notNull(),
  postedBy: uuid().notNull(),
  postedAt: instant().notNull(),
})
export type OwnKind = 'topup' | 'payout' | 'fee'

export const reconciliations = billingSchema.table('reconciliations', {
  day: day().primaryKey(),
  requestedAt: instant(),
  checkedAt: instant(),
  movementCount: integer().notNull().default(0),
  amountCents: integer64().notNull().default(0),
  feeCents: integer64().notNull().default(0),
  balanceCents: integer64().notNull().default(0),
  dueCents: integer64().notNull().default(0),
  ownCents: integer64().notNull().default(0),
  differences: jsonb().notNull().default([]),
})

import { integer, text, uuid } from 'drizzle-orm/pg-core'
import type { DecisionState } from '../../shared/deliveries/two-sided-record.ts'
import { day, instant } from '../platform/db/columns.ts'
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

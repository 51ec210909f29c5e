import { boolean, integer, jsonb, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import { instant, integer64 } from '../platform/db/columns.ts'
import type { Fault } from './verify-records.ts'

export const reportsSchema = pgSchema('reports')

export const verifications = reportsSchema.table('verifications', {
  id: uuid().primaryKey(),
  scope: text().notNull(),
  requestedAt: instant().notNull(),
  finishedAt: instant(),
  hasFailed: boolean().notNull().default(false),
  countiesTotal: integer(),
  counties: integer().notNull().default(0),
  entries: integer64().notNull().default(0),
  lines: integer64().notNull().default(0),
  fault: jsonb().$type<Fault>(),
})

export type VerificationRow = typeof verifications.$inferSelect

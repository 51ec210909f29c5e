import { boolean, integer, jsonb, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
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

/** 结账: the close of a county's month, prepared by one official and closed by another (§4.2). */
export const closings = reportsSchema.table('closings', {
  id: uuid().primaryKey(),
  countyCode: text().notNull(),
  month: text().notNull(),
  state: text({ enum: ['prepared', 'returned', 'withdrawn', 'closed'] }).notNull(),
  remark: text().notNull(),
  preparedBy: uuid().notNull(),
  preparedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
  reason: text().notNull().default(''),
})

export type ClosingRow = typeof closings.$inferSelect

/** 结账报表: canonical JSON of a closed month, and the SHA-256 of its UTF-8 bytes. */
export const statements = reportsSchema.table(
  'statements',
  {
    countyCode: text().notNull(),
    month: text().notNull(),
    closingId: uuid()
      .notNull()
      .references(() => closings.id),
    document: text().notNull(),
    sha256: text().notNull(),
    closedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.countyCode, table.month] })],
)

/** When a unit that is behind its target was last reminded of it. */
export const targetReminders = reportsSchema.table('target_reminders', {
  unitId: uuid().primaryKey(),
  remindedAt: instant().notNull(),
})

export type StatementRow = typeof statements.$inferSelect

import { bigint, boolean, integer, jsonb, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import { instant, integer64 } from '../platform/db/columns.ts'

export const evidenceSchema = pgSchema('evidence')

export const files = evidenceSchema.table('files', {
  id: uuid().primaryKey(),
  sha256: text().notNull(),
  mediaType: text().notNull(),
  byteSize: integer64().notNull(),
  width: integer(),
  height: integer(),
  originalName: text().notNull(),
  isPublic: boolean().notNull().default(false),
  createdBy: uuid().notNull(),
  organisationId: uuid(),
  createdAt: instant().notNull(),
})

export const auditEntries = evidenceSchema.table('audit_entries', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  at: instant().notNull(),
  personId: uuid(),
  organisationId: uuid(),
  roles: text().array().notNull(),
  requestId: text().notNull(),
  action: text().notNull(),
  subjectType: text().notNull(),
  subjectId: text().notNull(),
  before: jsonb(),
  after: jsonb(),
  /** Of the key of the open API through which a program asked. */
  keyId: uuid(),
})

import { boolean, pgSchema, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant, integer64 } from '../platform/db/columns.ts'

export const transparencySchema = pgSchema('transparency')

export const logs = transparencySchema.table('logs', {
  isOnly: boolean().primaryKey().default(true),
  origin: text().notNull(),
  startedAt: instant().notNull(),
})

export const signingKeys = transparencySchema.table('signing_keys', {
  keyId: text().primaryKey(),
  publicKey: text().notNull().unique(),
  validFrom: instant().notNull(),
  retiredAt: instant(),
})

export const runs = transparencySchema.table('runs', {
  firstIndex: integer64().primaryKey(),
  countyCode: text().notNull(),
  firstNumber: integer64().notNull(),
  entries: integer64().notNull(),
  hasSm3: boolean().notNull(),
})

export const checkpoints = transparencySchema.table(
  'checkpoints',
  {
    size: integer64().notNull(),
    keyId: text()
      .notNull()
      .references(() => signingKeys.keyId),
    publishedAt: instant().notNull(),
    body: text().notNull(),
    signatureLine: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.size, table.keyId] })],
)

export const cosignatures = transparencySchema.table(
  'cosignatures',
  {
    size: integer64().notNull(),
    keyId: text().notNull(),
    witnessKey: text().notNull(),
    signedAt: instant().notNull(),
    signatureLine: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.witnessKey, table.size, table.keyId] })],
)

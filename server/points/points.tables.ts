import { sql } from 'drizzle-orm'
import { bigint, integer, pgSchema, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import type { EntryKind, RuleBasis } from '../../shared/points/points.schemas.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'

export const pointsSchema = pgSchema('points')

export const books = pointsSchema.table(
  'books',
  {
    id: uuid().primaryKey(),
    cooperativeId: uuid().notNull(),
    villageCode: text().notNull(),
    countyCode: text().notNull().generatedAlwaysAs(sql`left(village_code, 6)`),
    openedBy: uuid().notNull(),
    openedAt: instant().notNull(),
    entries: integer().notNull().default(0),
    households: integer().notNull().default(0),
    points: bigint({ mode: 'number' }).notNull().default(0),
  },
  (table) => [unique().on(table.cooperativeId, table.villageCode)],
)

export const rules = pointsSchema.table('rules', {
  id: uuid().primaryKey(),
  bookId: uuid().notNull(),
  basis: text().$type<RuleBasis>().notNull(),
  deed: text().notNull(),
  points: integer().notNull(),
  decidedBy: text().notNull(),
  validFrom: day().notNull(),
  validTo: day(),
  addedBy: uuid().notNull(),
  addedAt: instant().notNull(),
  endedBy: uuid(),
})

export const rewards = pointsSchema.table('rewards', {
  id: uuid().primaryKey(),
  bookId: uuid().notNull(),
  name: text().notNull(),
  points: integer().notNull(),
  stockedCount: integer().notNull(),
  stockCount: integer().notNull(),
  addedBy: uuid().notNull(),
  addedAt: instant().notNull(),
})

export const households = pointsSchema.table(
  'households',
  {
    bookId: uuid().notNull(),
    householdKey: text().notNull(),
    points: integer64().notNull(),
  },
  (table) => [primaryKey({ columns: [table.bookId, table.householdKey] })],
)

export const pooledLots = pointsSchema.table('pooled_lots', {
  lotId: uuid().primaryKey(),
  grams: integer64().notNull(),
})

export const entries = pointsSchema.table(
  'entries',
  {
    id: uuid().primaryKey(),
    bookId: uuid().notNull(),
    number: integer().notNull(),
    kind: text().$type<EntryKind>().notNull(),
    householdKey: text().notNull(),
    /** The household as it is known now under the number of then. */
    household: text().notNull().generatedAlwaysAs(sql`billing.household_key(household_key)`),
    points: integer64().notNull(),
    occurredOn: day().notNull(),
    ruleId: uuid(),
    lotId: uuid(),
    grams: integer64(),
    rewardId: uuid(),
    count: integer(),
    matter: text().notNull(),
    reason: text().notNull().default(''),
    reversesId: uuid(),
    recordedBy: uuid().notNull(),
    recordedAt: instant().notNull(),
  },
  (table) => [unique().on(table.bookId, table.number), unique().on(table.reversesId)],
)

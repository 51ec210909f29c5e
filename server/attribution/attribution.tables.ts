import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import type { AttributionChannel, CreditSnapshot } from '../../shared/attribution/credit.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'

export const attributionSchema = pgSchema('attribution')

/** Whether an amount belongs in totals (§3.6, §3.11); the database decides it. */
const isCounted = () => boolean().notNull().generatedAlwaysAs(sql`eligible and grade <> 'C'`)

export const recognitionLines = attributionSchema.table('recognition_lines', {
  orderLineId: uuid().primaryKey(),
  purchaseOrderId: uuid().notNull(),
  purchaseOrderNumber: text().notNull(),
  orderedOn: day().notNull(),
  placedAt: instant().notNull(),
  cooperativeId: uuid().notNull(),
  supervisingCountyCode: text().notNull(),
  buyerUnitId: uuid().notNull(),
  channel: text().notNull(),
  productId: uuid().notNull(),
  category: text().notNull(),
  credit: jsonb().$type<CreditSnapshot>().notNull(),
  grade: text().notNull(),
  acceptedGrams: integer64().notNull().default(0),
  acceptedCents: integer64().notNull().default(0),
  paidCents: integer64().notNull().default(0),
  recognisedGrams: integer64().notNull().default(0),
  recognisedCents: integer64().notNull().default(0),
  disallowedBy: uuid(),
  /** What the goods bore when the order was placed (§5.10). */
  marks: text().array().notNull().default([]),
})

export const recognitionLineVillages = attributionSchema.table(
  'recognition_line_villages',
  {
    orderLineId: uuid()
      .notNull()
      .references(() => recognitionLines.orderLineId),
    villageCode: text().notNull(),
    acceptedGrams: integer64().notNull(),
    eligible: boolean().notNull(),
  },
  (table) => [primaryKey({ columns: [table.orderLineId, table.villageCode] })],
)

export const recognitionFacts = attributionSchema.table(
  'recognition_facts',
  {
    id: uuid().primaryKey(),
    orderLineId: uuid()
      .notNull()
      .references(() => recognitionLines.orderLineId),
    kind: text().notNull(),
    causeType: text().notNull(),
    causeId: uuid().notNull(),
    causeLineId: uuid().notNull(),
    occurredOn: day().notNull(),
    grams: integer64().notNull(),
    cents: integer64().notNull(),
    recordedAt: instant().notNull(),
  },
  (table) => [unique().on(table.causeType, table.causeLineId, table.orderLineId, table.kind)],
)

export const ledgerHeads = attributionSchema.table('ledger_heads', {
  countyCode: text().primaryKey(),
  lastNumber: integer64().notNull(),
  lastHash: text().notNull(),
})

export const ledgerEntries = attributionSchema.table(
  'ledger_entries',
  {
    countyCode: text().notNull(),
    number: integer64().notNull(),
    month: text().notNull(),
    recognisedOn: day().notNull(),
    orderedOn: day().notNull(),
    villageCode: text().notNull(),
    orderLineId: uuid()
      .notNull()
      .references(() => recognitionLines.orderLineId),
    purchaseOrderId: uuid().notNull(),
    cooperativeId: uuid().notNull(),
    productId: uuid().notNull(),
    category: text().notNull(),
    channel: text().notNull(),
    directUnitId: uuid(),
    helpUnitId: uuid(),
    directPaired: boolean().notNull(),
    helpPaired: boolean().notNull(),
    eligible: boolean().notNull(),
    grade: text().notNull(),
    grams: integer64().notNull(),
    cents: integer64().notNull(),
    causeType: text().notNull(),
    causeId: uuid().notNull(),
    causeLineId: uuid().notNull(),
    correctsNumber: integer64(),
    actorId: uuid().notNull(),
    ruleVersion: text().notNull(),
    postedAt: instant().notNull(),
    previousHash: text().notNull(),
    hash: text().notNull(),
    /** Of its line; beside what the hash covers. */
    marks: text().array().notNull().default([]),
    counted: isCounted(),
  },
  (table) => [
    primaryKey({ columns: [table.countyCode, table.number] }),
    index('ledger_entries_order').on(table.purchaseOrderId),
    index('ledger_entries_month').on(table.countyCode, table.month, table.number),
    index('ledger_entries_newest').on(table.month, table.countyCode, table.number),
    index('ledger_entries_village').on(table.villageCode, table.month),
    index('ledger_entries_direct_unit').on(table.directUnitId, table.month),
    index('ledger_entries_help_unit').on(table.helpUnitId, table.month),
  ],
)

export const ledgerRollups = attributionSchema.table(
  'ledger_rollups',
  {
    countyCode: text().notNull(),
    month: text().notNull(),
    villageCode: text().notNull(),
    productId: uuid().notNull(),
    directUnitId: uuid().notNull(),
    helpUnitId: uuid().notNull(),
    directPaired: boolean().notNull(),
    helpPaired: boolean().notNull(),
    eligible: boolean().notNull(),
    grade: text().notNull(),
    grams: integer64().notNull(),
    cents: integer64().notNull(),
    entries: integer64().notNull(),
    gramsByDay: integer64().array().notNull(),
    centsByDay: integer64().array().notNull(),
    counted: isCounted(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.countyCode,
        table.month,
        table.villageCode,
        table.productId,
        table.directUnitId,
        table.helpUnitId,
        table.directPaired,
        table.helpPaired,
        table.eligible,
        table.grade,
      ],
    }),
  ],
)

export const ledgerOrderCounts = attributionSchema.table(
  'ledger_order_counts',
  {
    countyCode: text().notNull(),
    nodeCode: text().notNull(),
    month: text().notNull(),
    directUnitIds: uuid().array().notNull(),
    helpUnitId: uuid().notNull(),
    orders: integer64().notNull(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.nodeCode,
        table.month,
        table.countyCode,
        table.directUnitIds,
        table.helpUnitId,
      ],
    }),
  ],
)

export const creditChanges = attributionSchema.table(
  'credit_changes',
  {
    id: uuid().primaryKey(),
    purchaseOrderId: uuid().notNull(),
    number: integer().notNull(),
    channelBefore: text().notNull(),
    channel: text().$type<AttributionChannel>().notNull(),
    creditBefore: jsonb().$type<CreditSnapshot>().notNull(),
    credit: jsonb().$type<CreditSnapshot>().notNull(),
    occurredOn: day().notNull(),
    actorId: uuid().notNull(),
    recordedAt: instant().notNull(),
  },
  (table) => [unique().on(table.purchaseOrderId, table.number)],
)

export const periods = attributionSchema.table(
  'periods',
  {
    countyCode: text().notNull(),
    month: text().notNull(),
    state: text().notNull(),
    /** Unknown of months that were closed before it was kept. */
    closedAt: instant(),
  },
  (table) => [primaryKey({ columns: [table.countyCode, table.month] })],
)

export const openingSums = attributionSchema.table(
  'opening_sums',
  {
    nodeCode: text().notNull(),
    year: integer().notNull(),
    cents: integer64().notNull(),
    grams: integer64().notNull(),
    villages: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.nodeCode, table.year] })],
)

import { sql } from 'drizzle-orm'
import { integer, jsonb, pgSchema, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import type { AttributionChannel } from '../../shared/attribution/credit.ts'
import type { CheckRule, Evidence } from '../../shared/review/evidence.ts'
import type { FlagAct, FlagState } from '../../shared/review/flag-states.ts'
import type { OpeningState } from '../../shared/review/opening-states.ts'
import type { Likeness } from '../../shared/review/outside.schemas.ts'
import type { OutsideState } from '../../shared/review/outside-states.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'

export const reviewSchema = pgSchema('review')

export const flags = reviewSchema.table(
  'flags',
  {
    id: uuid().primaryKey(),
    rule: text().$type<CheckRule>().notNull(),
    matter: text().notNull(),
    edition: integer().notNull(),
    measure: integer64(),
    supervisingCountyCode: text().notNull(),
    cooperativeId: uuid().notNull(),
    unitId: uuid().notNull(),
    villageCodes: text().array().notNull(),
    month: text().notNull(),
    cents: integer64().notNull(),
    evidence: jsonb().$type<Evidence>().notNull(),
    state: text().$type<FlagState>().notNull(),
    openedAt: instant().notNull(),
  },
  (table) => [unique().on(table.rule, table.matter, table.edition)],
)

export const flagLines = reviewSchema.table(
  'flag_lines',
  {
    flagId: uuid().notNull(),
    orderLineId: uuid().notNull(),
    purchaseOrderId: uuid().notNull(),
  },
  (table) => [primaryKey({ columns: [table.flagId, table.orderLineId] })],
)

export const flagDecisions = reviewSchema.table('flag_decisions', {
  id: uuid().primaryKey(),
  flagId: uuid().notNull(),
  act: text().$type<FlagAct>().notNull(),
  reason: text().notNull(),
  orderLineIds: uuid().array().notNull(),
  decidedBy: uuid().notNull(),
  decidedAt: instant().notNull(),
})

export const flagStatements = reviewSchema.table(
  'flag_statements',
  {
    flagId: uuid().notNull(),
    organisationId: uuid().notNull(),
    statement: text().notNull(),
    fileId: uuid(),
    statedBy: uuid().notNull(),
    statedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.flagId, table.organisationId] })],
)

export const checksDue = reviewSchema.table('checks_due', {
  purchaseOrderId: uuid().primaryKey(),
  dueSince: instant().notNull(),
})

export const checkRuns = reviewSchema.table('check_runs', {
  id: uuid().primaryKey(),
  scope: text().notNull(),
  fromDay: day().notNull(),
  toDay: day().notNull(),
  ordersTotal: integer().notNull(),
  ordersChecked: integer().notNull().default(0),
  flagsOpened: integer().notNull().default(0),
  nextPlacedAt: instant(),
  nextId: uuid(),
  requestedBy: uuid().notNull(),
  requestedAt: instant().notNull(),
  finishedAt: instant(),
})

export const outsidePurchases = reviewSchema.table('outside_purchases', {
  id: uuid().primaryKey(),
  purchaseId: uuid().notNull(),
  grade: text().$type<'B' | 'C'>().notNull(),
  state: text().$type<OutsideState>().notNull(),
  unitId: uuid().notNull(),
  channel: text().$type<AttributionChannel>().notNull(),
  sellerId: uuid().notNull(),
  sellerName: text().notNull(),
  sellerCreditCode: text(),
  villageCode: text().notNull(),
  countyCode: text().notNull().generatedAlwaysAs(sql`left(village_code, 6)`),
  goodsId: uuid().notNull(),
  productName: text().notNull(),
  category: text().notNull(),
  grams: integer64().notNull(),
  cents: integer64().notNull(),
  purchasedOn: day().notNull(),
  paidOn: day().notNull(),
  number: text().notNull(),
  remark: text().notNull(),
  invoiceFileId: uuid(),
  paymentFileId: uuid(),
  weighFileId: uuid(),
  enteredBy: uuid().notNull(),
  enteredFor: uuid().notNull(),
  enteredAt: instant().notNull(),
  submittedBy: uuid(),
  submittedAt: instant(),
  decidedBy: uuid(),
  decidedAt: instant(),
  reason: text().notNull().default(''),
  likenesses: jsonb().$type<Likeness[]>().notNull().default([]),
  reversedBy: uuid(),
  reversedAt: instant(),
  reversalReason: text().notNull().default(''),
})

/** Their names, each once: the database adds them as purchases are entered. */
export const outsideGoods = reviewSchema.table('outside_goods', {
  goodsId: uuid().primaryKey(),
  productName: text().notNull(),
})

export const openingStatements = reviewSchema.table('opening_statements', {
  id: uuid().primaryKey(),
  countyCode: text().notNull(),
  year: integer().notNull(),
  state: text().$type<OpeningState>().notNull(),
  source: text().notNull(),
  fileId: uuid().notNull(),
  enteredBy: uuid().notNull(),
  enteredFor: uuid().notNull(),
  enteredAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
  reason: text().notNull().default(''),
  reversedBy: uuid(),
  reversedAt: instant(),
  reversalReason: text().notNull().default(''),
})

export const openingLines = reviewSchema.table(
  'opening_lines',
  {
    statementId: uuid().notNull(),
    lineNumber: integer().notNull(),
    villageCode: text().notNull(),
    unitId: uuid(),
    productName: text().notNull(),
    grams: integer64().notNull(),
    cents: integer64().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.statementId, table.lineNumber] }),
    unique()
      .on(table.statementId, table.villageCode, table.unitId, table.productName)
      .nullsNotDistinct(),
  ],
)

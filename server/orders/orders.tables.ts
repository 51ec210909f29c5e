import { sql } from 'drizzle-orm'
import { boolean, integer, jsonb, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { z } from 'zod'
import type { CreditSnapshot } from '../../shared/attribution/credit.ts'
import type {
  BareUnit,
  ColumnKind,
  earlierLine,
  openRow,
  pastedList,
} from '../../shared/orders/basket.schemas.ts'
import type { PurchaseOrderState, RequisitionState } from '../../shared/orders/order-states.ts'
import type { requestedLine } from '../../shared/orders/orders.schemas.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'

export const ordersSchema = pgSchema('orders')

/** What a person gathers for a unit; `version` counts its changes. */
export const baskets = ordersSchema.table(
  'baskets',
  {
    unitId: uuid().notNull(),
    personId: uuid().notNull(),
    version: integer().notNull().default(1),
    channelId: uuid(),
    neededOn: day(),
    note: text().notNull().default(''),
    openRows: jsonb().$type<z.output<typeof openRow>[]>().notNull().default([]),
    list: jsonb().$type<z.output<typeof pastedList>>(),
    /** The rejected requisition that it corrects. */
    correctsId: uuid(),
    updatedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.personId] })],
)

export const basketLines = ordersSchema.table(
  'basket_lines',
  {
    unitId: uuid().notNull(),
    personId: uuid().notNull(),
    packId: uuid().notNull(),
    /** Null: it has still to be filled in. */
    quantity: integer(),
    position: integer().notNull(),
    /** What was pasted, until the goods are named. */
    text: text().notNull().default(''),
    rounded: boolean().notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.personId, table.packId] })],
)

/** What the columns under a head hold in the lists of a unit. */
export const sheetColumns = ordersSchema.table(
  'sheet_columns',
  {
    unitId: uuid().notNull(),
    title: text().notNull(),
    kind: text().$type<ColumnKind>().notNull(),
    /** What figures without a unit mean in it; null where nobody has said it. */
    bareUnit: text().$type<BareUnit>(),
    updatedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.title] })],
)

export const approvalLimits = ordersSchema.table('approval_limits', {
  unitId: uuid().primaryKey(),
  freeUpToCents: integer64().notNull().default(0),
  /** Null: an approver may sign any amount. */
  approverUpToCents: integer64(),
  updatedAt: instant().notNull(),
  version: integer().notNull().default(1),
})

export const unitBudgets = ordersSchema.table(
  'unit_budgets',
  {
    unitId: uuid().notNull(),
    year: integer().notNull(),
    budgetCents: integer64().notNull(),
    committedCents: integer64().notNull().default(0),
    version: integer().notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.year] })],
)

export const requisitions = ordersSchema.table('requisitions', {
  id: uuid().primaryKey(),
  number: text().notNull(),
  unitId: uuid().notNull(),
  channelId: uuid().notNull(),
  neededOn: day().notNull(),
  note: text().notNull().default(''),
  state: text().$type<RequisitionState>().notNull(),
  stateReason: text().notNull().default(''),
  /** Null where the order lines alone have them; `requestedLines` reads either. */
  lines: jsonb().$type<z.output<typeof requestedLine>[]>(),
  goodsCents: integer64().notNull(),
  freightCents: integer64().notNull(),
  requestedBy: uuid().notNull(),
  requestedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
  version: integer().notNull().default(1),
  /** The rejected or withdrawn one that it replaces. */
  correctsId: uuid(),
})

/** What is said about a requisition without deciding it. */
export const requisitionComments = ordersSchema.table('requisition_comments', {
  id: uuid().primaryKey(),
  requisitionId: uuid().notNull(),
  personId: uuid().notNull(),
  text: text().notNull(),
  createdAt: instant().notNull(),
})

/** Lines that an approver has struck from a requisition, as they were. */
export const struckLines = ordersSchema.table(
  'struck_lines',
  {
    requisitionId: uuid().notNull(),
    packId: uuid().notNull(),
    line: jsonb().$type<z.output<typeof requestedLine>>().notNull(),
    reason: text().notNull(),
    struckBy: uuid().notNull(),
    struckAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.requisitionId, table.packId] })],
)

/** What a unit orders again and again, by name. */
export const orderTemplates = ordersSchema.table('order_templates', {
  id: uuid().primaryKey(),
  unitId: uuid().notNull(),
  name: text().notNull(),
  lines: jsonb().$type<z.output<typeof earlierLine>[]>().notNull(),
  createdBy: uuid().notNull(),
  updatedAt: instant().notNull(),
  version: integer().notNull().default(1),
})

export const purchaseOrders = ordersSchema.table('purchase_orders', {
  id: uuid().primaryKey(),
  number: text().notNull(),
  requisitionId: uuid().notNull(),
  unitId: uuid().notNull(),
  channelId: uuid().notNull(),
  channelKind: text().notNull(),
  cooperativeId: uuid().notNull(),
  supervisingCountyCode: text().notNull(),
  neededOn: day().notNull(),
  state: text().$type<PurchaseOrderState>().notNull(),
  stateReason: text().notNull().default(''),
  goodsCents: integer64().notNull(),
  freightCents: integer64().notNull(),
  /** The part of the budget that the order has given back (§5.8). */
  releasedCents: integer64().notNull().default(0),
  /** The amount committed from the budget of the year of `orderedOn`. */
  committedCents: integer64()
    .notNull()
    .generatedAlwaysAs(sql`goods_cents + freight_cents - released_cents`),
  credit: jsonb().$type<CreditSnapshot>().notNull(),
  placedBy: uuid().notNull(),
  placedAt: instant().notNull(),
  orderedOn: day().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
  shippedAt: instant(),
  receivedAt: instant(),
  version: integer().notNull().default(1),
})

export const orderLines = ordersSchema.table('order_lines', {
  id: uuid().primaryKey(),
  purchaseOrderId: uuid().notNull(),
  lineNumber: integer().notNull(),
  packId: uuid().notNull(),
  productId: uuid().notNull(),
  lotId: uuid().notNull(),
  productName: text().notNull(),
  packName: text().notNull(),
  category: text().notNull(),
  packGrams: integer64().notNull(),
  quantity: integer().notNull(),
  /** Its place in what was requested; null of lines that stand in their requisition. */
  requestedPlace: integer(),
  orderedGrams: integer64().notNull(),
  unitPriceCents: integer64().notNull(),
  amountCents: integer64().notNull(),
})

/** What other domains may join: a purchase order. Columns of a view need full names. */
export const purchaseOrdersPublished = ordersSchema
  .view('purchase_orders_published', {
    id: uuid('id').notNull(),
    number: text('number').notNull(),
    requisitionId: uuid('requisition_id').notNull(),
    unitId: uuid('unit_id').notNull(),
    cooperativeId: uuid('cooperative_id').notNull(),
    neededOn: day('needed_on').notNull(),
    state: text('state').$type<PurchaseOrderState>().notNull(),
    goodsCents: integer64('goods_cents').notNull(),
    freightCents: integer64('freight_cents').notNull(),
    orderedOn: day('ordered_on').notNull(),
  })
  .existing()

/** What other domains may join: what was ordered, at which price. */
export const orderLinesPublished = ordersSchema
  .view('order_lines_published', {
    id: uuid('id').notNull(),
    purchaseOrderId: uuid('purchase_order_id').notNull(),
    lineNumber: integer('line_number').notNull(),
    productName: text('product_name').notNull(),
    packName: text('pack_name').notNull(),
    packGrams: integer64('pack_grams').notNull(),
    unitPriceCents: integer64('unit_price_cents').notNull(),
  })
  .existing()

/** What other domains may join: what the unit wrote to whoever packs. */
export const requisitionsPublished = ordersSchema
  .view('requisitions_published', { id: uuid('id').notNull(), note: text('note').notNull() })
  .existing()

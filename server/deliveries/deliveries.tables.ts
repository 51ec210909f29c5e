import { integer, pgSchema, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core'
import type { AttributionChannel } from '../../shared/attribution/credit.ts'
import type { ReturnReason, ShortageReason } from '../../shared/deliveries/accept.ts'
import type { ShipmentState } from '../../shared/deliveries/shipment-states.ts'
import type { DecisionState, Side } from '../../shared/deliveries/two-sided-record.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'

export const deliveriesSchema = pgSchema('deliveries')

export const shipments = deliveriesSchema.table('shipments', {
  id: uuid().primaryKey(),
  number: text().notNull().unique(),
  purchaseOrderId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  unitId: uuid().notNull(),
  supervisingCountyCode: text().notNull(),
  state: text().$type<ShipmentState>().notNull(),
  carrier: text().notNull().default(''),
  vehicle: text().notNull().default(''),
  driverPhone: text().notNull().default(''),
  code: text().notNull().unique(),
  preparedBy: uuid().notNull(),
  preparedAt: instant().notNull(),
  dispatchedAt: instant(),
  dispatchedBy: uuid(),
  version: integer().notNull().default(1),
})

export const shipmentLines = deliveriesSchema.table('shipment_lines', {
  id: uuid().primaryKey(),
  shipmentId: uuid().notNull(),
  orderLineId: uuid().notNull(),
  lotId: uuid().notNull(),
  packs: integer().notNull(),
  grams: integer64().notNull(),
})

export const shipmentLineVillages = deliveriesSchema.table(
  'shipment_line_villages',
  {
    shipmentLineId: uuid().notNull(),
    position: smallint().notNull(),
    villageCode: text(),
    shareBasisPoints: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.shipmentLineId, table.position] })],
)

export const goodsReceipts = deliveriesSchema.table('goods_receipts', {
  id: uuid().primaryKey(),
  number: text().notNull().unique(),
  shipmentId: uuid().notNull().unique(),
  purchaseOrderId: uuid().notNull(),
  unitId: uuid().notNull(),
  note: text().notNull().default(''),
  receivedBy: uuid().notNull(),
  receivedAt: instant().notNull(),
  receivedOn: day().notNull(),
})

export const goodsReceiptLines = deliveriesSchema.table('goods_receipt_lines', {
  id: uuid().primaryKey(),
  receiptId: uuid().notNull(),
  shipmentLineId: uuid().notNull().unique(),
  orderLineId: uuid().notNull(),
  weighedGrams: integer64().notNull(),
  acceptedGrams: integer64().notNull(),
  reason: text().$type<ShortageReason>(),
  remark: text().notNull().default(''),
  photoFileId: uuid(),
  deductionCents: integer64().notNull().default(0),
  acceptedCents: integer64().notNull(),
})

export const goodsReturns = deliveriesSchema.table('goods_returns', {
  id: uuid().primaryKey(),
  number: text().notNull().unique(),
  receiptId: uuid().notNull(),
  purchaseOrderId: uuid().notNull(),
  unitId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  supervisingCountyCode: text().notNull(),
  reason: text().$type<ReturnReason>().notNull(),
  note: text().notNull().default(''),
  state: text().$type<DecisionState>().notNull(),
  stateReason: text().notNull().default(''),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
})

export const goodsReturnLines = deliveriesSchema.table('goods_return_lines', {
  id: uuid().primaryKey(),
  returnId: uuid().notNull(),
  receiptLineId: uuid().notNull(),
  orderLineId: uuid().notNull(),
  grams: integer64().notNull(),
  cents: integer64(),
})

export const weightSurpluses = deliveriesSchema.table('weight_surpluses', {
  id: uuid().primaryKey(),
  receiptLineId: uuid().notNull().unique(),
  receiptId: uuid().notNull(),
  orderLineId: uuid().notNull(),
  purchaseOrderId: uuid().notNull(),
  unitId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  supervisingCountyCode: text().notNull(),
  grams: integer64().notNull(),
  cents: integer64(),
  state: text().$type<DecisionState>().notNull(),
  stateReason: text().notNull().default(''),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
})

/** 更正: a change of what a receipt line accepted that both sides sign (§3.16). */
export const acceptanceCorrections = deliveriesSchema.table('acceptance_corrections', {
  id: uuid().primaryKey(),
  receiptLineId: uuid().notNull(),
  receiptId: uuid().notNull(),
  orderLineId: uuid().notNull(),
  purchaseOrderId: uuid().notNull(),
  unitId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  supervisingCountyCode: text().notNull(),
  recordedSide: text().$type<Side>().notNull(),
  grams: integer64().notNull(),
  deductionCents: integer64().notNull(),
  reason: text().notNull(),
  fileId: uuid(),
  cents: integer64(),
  state: text().$type<DecisionState>().notNull(),
  stateReason: text().notNull().default(''),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
})

export const creditCorrections = deliveriesSchema.table('credit_corrections', {
  id: uuid().primaryKey(),
  purchaseOrderId: uuid().notNull(),
  unitId: uuid().notNull(),
  cooperativeId: uuid().notNull(),
  supervisingCountyCode: text().notNull(),
  fromUnitId: uuid(),
  toUnitId: uuid(),
  channelBefore: text().$type<AttributionChannel>().notNull(),
  channel: text().$type<AttributionChannel>().notNull(),
  proposingId: uuid().notNull(),
  signingId: uuid().notNull(),
  reason: text().notNull(),
  fileId: uuid(),
  state: text().$type<DecisionState>().notNull(),
  stateReason: text().notNull().default(''),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
  creditAs: text().$type<'direct' | 'help'>().notNull().default('direct'),
  introductionId: uuid(),
  secondSigningId: uuid(),
  firstSignedBy: uuid(),
  firstSignedAt: instant(),
})

export const shortClosures = deliveriesSchema.table('short_closures', {
  purchaseOrderId: uuid().primaryKey(),
  reason: text().notNull(),
  closedBy: uuid().notNull(),
  closedAt: instant().notNull(),
})

import { and, asc, count, desc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { ShipmentState } from '../../shared/deliveries/shipment-states.ts'
import { lots } from '../catalogue/catalogue.tables.ts'
import { orderLines, purchaseOrders } from '../orders/orders.tables.ts'
import { organisations } from '../organisations/organisations.tables.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { divisions } from '../villages/villages.tables.ts'
import {
  goodsReceipts,
  shipmentLines,
  shipmentLineVillages,
  shipments,
  shortClosures,
} from './deliveries.tables.ts'

export type ShipmentRow = typeof shipments.$inferSelect
export type ShipmentLineRow = typeof shipmentLines.$inferSelect

const unitOrganisations = alias(organisations, 'unit_organisations')
const totals = sql`(select coalesce(sum(packs), 0) from deliveries.shipment_lines
  where shipment_lines.shipment_id = ${shipments.id})`
const summaryColumns = {
  shipment: shipments,
  purchaseOrderNumber: purchaseOrders.number,
  neededOn: purchaseOrders.neededOn,
  cooperativeName: organisations.name,
  unitName: unitOrganisations.name,
  receiptId: goodsReceipts.id,
  packs: sql`${totals}`.mapWith(Number),
  grams: sql`(select coalesce(sum(grams), 0) from deliveries.shipment_lines
    where shipment_lines.shipment_id = ${shipments.id})`.mapWith(Number),
  lineCount: sql`(select count(*) from deliveries.shipment_lines
    where shipment_lines.shipment_id = ${shipments.id})`.mapWith(Number),
}

/** Shipments with the names that stand beside them; `condition` may speak of purchase orders. */
export function selectShipments(
  reader: Reader,
  condition: SQL | undefined,
  page: { limit: number; offset: number } = { limit: 1_000, offset: 0 },
) {
  return reader
    .select(summaryColumns)
    .from(shipments)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, shipments.purchaseOrderId))
    .innerJoin(organisations, eq(organisations.id, shipments.cooperativeId))
    .innerJoin(unitOrganisations, eq(unitOrganisations.id, shipments.unitId))
    .leftJoin(goodsReceipts, eq(goodsReceipts.shipmentId, shipments.id))
    .where(condition)
    .orderBy(desc(shipments.preparedAt), desc(shipments.id))
    .limit(page.limit)
    .offset(page.offset)
}
export type ShipmentSummaryRow = Awaited<ReturnType<typeof selectShipments>>[number]

export async function countShipments(reader: Reader, condition: SQL | undefined): Promise<number> {
  const [row] = await reader
    .select({ total: count() })
    .from(shipments)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, shipments.purchaseOrderId))
    .where(condition)
  return row?.total ?? 0
}

/** The lines of shipments with what was ordered and from which lot they came. */
export function selectShipmentLines(reader: Reader, shipmentIds: readonly string[]) {
  return reader
    .select({
      line: shipmentLines,
      lineNumber: orderLines.lineNumber,
      productName: orderLines.productName,
      packName: orderLines.packName,
      packGrams: orderLines.packGrams,
      unitPriceCents: orderLines.unitPriceCents,
      lotNumber: lots.number,
      harvestedOn: lots.harvestedOn,
    })
    .from(shipmentLines)
    .innerJoin(orderLines, eq(orderLines.id, shipmentLines.orderLineId))
    .innerJoin(lots, eq(lots.id, shipmentLines.lotId))
    .where(inArray(shipmentLines.shipmentId, [...shipmentIds]))
    .orderBy(asc(orderLines.lineNumber), asc(shipmentLines.id))
}
export type ShipmentLineDetails = Awaited<ReturnType<typeof selectShipmentLines>>[number]

/** The villages of shipment lines as they were written down, in their order. */
export function selectLineVillages(reader: Reader, shipmentLineIds: readonly string[]) {
  return reader
    .select({
      shipmentLineId: shipmentLineVillages.shipmentLineId,
      villageCode: shipmentLineVillages.villageCode,
      villageName: divisions.pathName,
      shareBasisPoints: shipmentLineVillages.shareBasisPoints,
    })
    .from(shipmentLineVillages)
    .leftJoin(divisions, eq(divisions.code, shipmentLineVillages.villageCode))
    .where(inArray(shipmentLineVillages.shipmentLineId, [...shipmentLineIds]))
    .orderBy(asc(shipmentLineVillages.shipmentLineId), asc(shipmentLineVillages.position))
}
export type LineVillageRow = Awaited<ReturnType<typeof selectLineVillages>>[number]

export async function shipmentById(reader: Reader, id: string): Promise<ShipmentRow | null> {
  const [row] = await reader.select().from(shipments).where(eq(shipments.id, id))
  return row ?? null
}

export type OnTheirWay = ShipmentLineRow & { state: ShipmentState; purchaseOrderId: string }

/** Every line of an order's shipments that were not given up, with the shipment's state. */
export async function linesOnTheirWay(
  reader: Reader,
  purchaseOrderIds: readonly string[],
): Promise<OnTheirWay[]> {
  if (purchaseOrderIds.length === 0) return []
  const rows = await reader
    .select({
      line: shipmentLines,
      state: shipments.state,
      purchaseOrderId: shipments.purchaseOrderId,
    })
    .from(shipmentLines)
    .innerJoin(shipments, eq(shipments.id, shipmentLines.shipmentId))
    .where(
      and(
        inArray(shipments.purchaseOrderId, [...purchaseOrderIds]),
        ne(shipments.state, 'cancelled'),
      ),
    )
  return rows.map(({ line, state, purchaseOrderId }) => ({ ...line, state, purchaseOrderId }))
}

export async function insertShipment(
  tx: Transaction,
  rows: {
    shipment: typeof shipments.$inferInsert
    lines: (typeof shipmentLines.$inferInsert)[]
    villages: (typeof shipmentLineVillages.$inferInsert)[]
  },
): Promise<void> {
  await tx.insert(shipments).values(rows.shipment)
  await tx.insert(shipmentLines).values(rows.lines)
  if (rows.villages.length > 0) await tx.insert(shipmentLineVillages).values(rows.villages)
}

export async function updateShipment(
  tx: Transaction,
  before: ShipmentRow,
  change: Partial<ShipmentRow>,
): Promise<void> {
  await tx
    .update(shipments)
    .set({ ...change, version: before.version + 1 })
    .where(eq(shipments.id, before.id))
}

export async function isClosedShort(reader: Reader, purchaseOrderId: string): Promise<boolean> {
  const rows = await reader
    .select({ id: shortClosures.purchaseOrderId })
    .from(shortClosures)
    .where(eq(shortClosures.purchaseOrderId, purchaseOrderId))
  return rows.length > 0
}

export async function insertShortClosure(
  tx: Transaction,
  row: typeof shortClosures.$inferInsert,
): Promise<void> {
  await tx.insert(shortClosures).values(row)
}

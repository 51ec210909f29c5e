import { and, asc, eq, ne, type SQL, sql } from 'drizzle-orm'
import type { ShipmentState } from '../../shared/deliveries/shipment-states.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { lotsPublished } from '../catalogue/index.ts'
import { orderLinesPublished } from '../orders/index.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { filtered, isOnPage, type ListSource, withinScanLimit } from '../platform/db/list-source.ts'
import { equals, insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { divisionsPublished } from '../villages/index.ts'
import {
  goodsReceipts,
  shipmentLines,
  shipmentLineVillages,
  shipments,
  shortClosures,
} from './deliveries.tables.ts'
import { cooperatives, purchaseOrders, units } from './joined-views.ts'

export type ShipmentRow = typeof shipments.$inferSelect
export type ShipmentLineRow = typeof shipmentLines.$inferSelect

/** A figure over the lines of each shipment. */
const ofLines = (figure: SQL) =>
  sql`(select ${figure} from deliveries.shipment_lines
    where shipment_lines.shipment_id = ${shipments.id})`.mapWith(Number)
const summaryColumns = {
  shipment: shipments,
  purchaseOrderNumber: purchaseOrders.number,
  neededOn: purchaseOrders.neededOn,
  orderedOn: purchaseOrders.orderedOn,
  cooperativeName: cooperatives.name,
  unitName: units.name,
  receiptId: goodsReceipts.id,
  packs: ofLines(sql`coalesce(sum(packs), 0)`),
  grams: ofLines(sql`coalesce(sum(grams), 0)`),
  lineCount: ofLines(sql`count(*)`),
}

/** Which shipment is meant; what is not given does not matter. */
export interface ShipmentQuestion {
  /** The condition of `visibleOrders`. */
  visible?: SQL
  id?: string
  code?: string
}

/** The shipments meant, with the names that stand beside them. */
export function selectShipments(reader: Reader, { visible, id, code }: ShipmentQuestion) {
  return shipmentsWithNames(reader)
    .where(and(visible, equals(shipments.id, id), equals(shipments.code, code)))
    .limit(1_000)
}
export type ShipmentSummaryRow = Awaited<ReturnType<typeof selectShipments>>[number]

/** Which shipments a list shows. */
export interface ShipmentsFilter extends CursorPage {
  state?: ShipmentState | undefined
  purchaseOrderId?: string | undefined
}

/** A page of the visible shipments, latest first. */
export async function selectShipmentPage(
  reader: Reader,
  visible: ListSource,
  filter: ShipmentsFilter,
) {
  const { state, purchaseOrderId } = filter
  // Said as a constant, by which PostgreSQL knows the index of open shipments.
  const isOpen =
    (state === 'prepared' || state === 'dispatched') &&
    sql`shipments.state in ('prepared', 'dispatched')`
  const source = filtered(visible, {
    found: [isOpen, equals(shipments.purchaseOrderId, purchaseOrderId)],
    filters: [equals(shipments.state, state)],
    isFew: Boolean(isOpen || purchaseOrderId),
  })
  const whole = keysetOf(latestFirst('prepared_at', 'shipments'), filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await shipmentsWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

function shipmentsWithNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({ ...summaryColumns, cursor })
    .from(shipments)
    .innerJoin(purchaseOrders, eq(purchaseOrders.id, shipments.purchaseOrderId))
    .innerJoin(cooperatives, eq(cooperatives.id, shipments.cooperativeId))
    .innerJoin(units, eq(units.id, shipments.unitId))
    .leftJoin(goodsReceipts, eq(goodsReceipts.shipmentId, shipments.id))
}

/** The lines of shipments with what was ordered and from which lot they came. */
export function selectShipmentLines(reader: Reader, shipmentIds: readonly string[]) {
  return reader
    .select({
      line: shipmentLines,
      lineNumber: orderLinesPublished.lineNumber,
      productName: orderLinesPublished.productName,
      packName: orderLinesPublished.packName,
      packGrams: orderLinesPublished.packGrams,
      unitPriceCents: orderLinesPublished.unitPriceCents,
      lotNumber: lotsPublished.number,
      harvestedOn: lotsPublished.harvestedOn,
    })
    .from(shipmentLines)
    .innerJoin(orderLinesPublished, eq(orderLinesPublished.id, shipmentLines.orderLineId))
    .innerJoin(lotsPublished, eq(lotsPublished.id, shipmentLines.lotId))
    .where(isAnyOf(shipmentLines.shipmentId, shipmentIds))
    .orderBy(asc(orderLinesPublished.lineNumber), asc(shipmentLines.id))
}
export type ShipmentLineDetails = Awaited<ReturnType<typeof selectShipmentLines>>[number]

/** The villages of shipment lines as they were written down, in their order. */
export function selectLineVillages(reader: Reader, shipmentLineIds: readonly string[]) {
  return reader
    .select({
      shipmentLineId: shipmentLineVillages.shipmentLineId,
      villageCode: shipmentLineVillages.villageCode,
      villageName: divisionsPublished.pathName,
      shareBasisPoints: shipmentLineVillages.shareBasisPoints,
    })
    .from(shipmentLineVillages)
    .leftJoin(divisionsPublished, eq(divisionsPublished.code, shipmentLineVillages.villageCode))
    .where(isAnyOf(shipmentLineVillages.shipmentLineId, shipmentLineIds))
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
      and(isAnyOf(shipments.purchaseOrderId, purchaseOrderIds), ne(shipments.state, 'cancelled')),
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
  await insertRows(tx, shipmentLines, rows.lines)
  await insertRows(tx, shipmentLineVillages, rows.villages)
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

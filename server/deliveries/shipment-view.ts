import type { z } from 'zod'
import type {
  shipment,
  shipmentSummary,
  villageShare,
} from '../../shared/deliveries/deliveries.schemas.ts'
import type {
  LineVillageRow,
  ShipmentLineDetails,
  ShipmentSummaryRow,
} from './shipments.queries.ts'

/** A shipment as lists show it. */
export function shipmentSummaryView(row: ShipmentSummaryRow): z.input<typeof shipmentSummary> {
  const { shipment: it } = row
  return {
    id: it.id,
    number: it.number,
    code: it.code,
    state: it.state,
    purchaseOrderId: it.purchaseOrderId,
    purchaseOrderNumber: row.purchaseOrderNumber,
    neededOn: row.neededOn,
    cooperative: { id: it.cooperativeId, name: row.cooperativeName },
    unit: { id: it.unitId, name: row.unitName },
    packs: row.packs,
    grams: row.grams,
    lineCount: row.lineCount,
    carrier: it.carrier,
    vehicle: it.vehicle,
    driverPhone: it.driverPhone,
    preparedAt: it.preparedAt.toISOString(),
    dispatchedAt: it.dispatchedAt?.toISOString() ?? null,
    receiptId: row.receiptId,
    version: it.version,
  }
}

/** A shipment with its lines, lots and villages. */
export function shipmentView(
  row: ShipmentSummaryRow,
  lines: readonly ShipmentLineDetails[],
  villages: readonly LineVillageRow[],
): z.input<typeof shipment> {
  return {
    ...shipmentSummaryView(row),
    lines: lines.map(({ line, ...ordered }) => ({
      id: line.id,
      orderLineId: line.orderLineId,
      lotId: line.lotId,
      packs: line.packs,
      grams: line.grams,
      ...ordered,
      villages: villageShares(villages, line.id),
    })),
  }
}

/** The villages of one shipment line. */
export function villageShares(
  villages: readonly LineVillageRow[],
  shipmentLineId: string,
): z.input<typeof villageShare>[] {
  return villages
    .filter((village) => village.shipmentLineId === shipmentLineId)
    .map(({ villageCode, villageName, shareBasisPoints }) => ({
      villageCode,
      villageName,
      shareBasisPoints,
    }))
}

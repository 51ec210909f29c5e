import type { z } from 'zod'
import type {
  acceptanceCorrection,
  goodsReturn,
  receipt,
  shipment,
  shipmentSummary,
  villageShare,
  weightSurplus,
} from '../../shared/deliveries/deliveries.schemas.ts'
import type { Actor } from '../platform/context.ts'
import type { CorrectionDetails } from './corrections.queries.ts'
import { maySeeDriver } from './deliveries.policy.ts'
import type { ReceiptDetails, ReceiptLineDetails } from './receipts.queries.ts'
import type { ReturnDetails, ReturnLineDetails } from './returns.queries.ts'
import type {
  LineVillageRow,
  ShipmentLineDetails,
  ShipmentSummaryRow,
} from './shipments.queries.ts'
import type { SurplusDetails } from './surpluses.queries.ts'

/** A shipment as lists show it; the driver's phone to its two sides. */
export function shipmentSummaryView(
  row: ShipmentSummaryRow,
  actor: Actor,
): z.input<typeof shipmentSummary> {
  const shipmentRow = row.shipment
  return {
    id: shipmentRow.id,
    number: shipmentRow.number,
    code: shipmentRow.code,
    state: shipmentRow.state,
    purchaseOrderId: shipmentRow.purchaseOrderId,
    purchaseOrderNumber: row.purchaseOrderNumber,
    neededOn: row.neededOn,
    cooperative: { id: shipmentRow.cooperativeId, name: row.cooperativeName },
    unit: { id: shipmentRow.unitId, name: row.unitName },
    packs: row.packs,
    grams: row.grams,
    lineCount: row.lineCount,
    carrier: shipmentRow.carrier,
    vehicle: shipmentRow.vehicle,
    driverPhone: maySeeDriver(actor, shipmentRow) ? shipmentRow.driverPhone : null,
    preparedAt: shipmentRow.preparedAt.toISOString(),
    dispatchedAt: shipmentRow.dispatchedAt?.toISOString() ?? null,
    receiptId: row.receiptId,
    version: shipmentRow.version,
  }
}

/** A shipment with its lines, lots and villages. */
export function shipmentView(
  row: ShipmentSummaryRow,
  lines: readonly ShipmentLineDetails[],
  villages: readonly LineVillageRow[],
  { actor, weightToleranceBasisPoints }: { actor: Actor; weightToleranceBasisPoints: number },
): z.input<typeof shipment> {
  return {
    ...shipmentSummaryView(row, actor),
    weightToleranceBasisPoints,
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
function villageShares(
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

/** A goods receipt, the weigh slip, with its lines. */
export function receiptView(
  row: ReceiptDetails,
  lines: readonly ReceiptLineDetails[],
  villages: readonly LineVillageRow[],
): z.input<typeof receipt> {
  const receiptRow = row.receipt
  return {
    id: receiptRow.id,
    number: receiptRow.number,
    shipmentId: receiptRow.shipmentId,
    shipmentNumber: row.shipmentNumber,
    purchaseOrderId: receiptRow.purchaseOrderId,
    purchaseOrderNumber: row.purchaseOrderNumber,
    cooperative: { id: row.cooperativeId, name: row.cooperativeName },
    unit: { id: receiptRow.unitId, name: row.unitName },
    note: receiptRow.note,
    receivedByName: row.receivedByName,
    receivedAt: receiptRow.receivedAt.toISOString(),
    receivedOn: receiptRow.receivedOn,
    acceptedGrams: lines.reduce((sum, line) => sum + acceptedOf(line).grams, 0),
    acceptedCents: lines.reduce((sum, line) => sum + acceptedOf(line).cents, 0),
    lines: lines.map(
      ({ line, surplus, signedGrams, signedCents, signedDeductionCents, ...shipped }) => ({
        id: line.id,
        shipmentLineId: line.shipmentLineId,
        orderLineId: line.orderLineId,
        weighedGrams: line.weighedGrams,
        acceptedGrams: acceptedOf({ line, signedGrams, signedCents }).grams,
        reason: line.reason,
        remark: line.remark,
        photoFileId: line.photoFileId,
        deductionCents: line.deductionCents + signedDeductionCents,
        acceptedCents: acceptedOf({ line, signedGrams, signedCents }).cents,
        surplus: surplus && { grams: surplus.grams, state: surplus.state },
        ...shipped,
        villages: villageShares(villages, line.shipmentLineId),
      }),
    ),
  }
}

/** What counts of a line: with all that both sides have signed since (§6.5, §3.16). */
function acceptedOf({
  line,
  signedGrams,
  signedCents,
}: Pick<ReceiptLineDetails, 'line' | 'signedGrams' | 'signedCents'>) {
  return { grams: line.acceptedGrams + signedGrams, cents: line.acceptedCents + signedCents }
}

/** A correction as both sides see it. */
export function correctionView(row: CorrectionDetails): z.input<typeof acceptanceCorrection> {
  const { correction, receiptNumber, purchaseOrderNumber, productName, packName } = row
  const { cooperativeId, unitId, recordedAt, decidedAt } = correction
  const { id, receiptId, receiptLineId, recordedSide, grams, deductionCents } = correction
  const { reason, fileId, cents, state, stateReason } = correction
  return {
    ...{ id, receiptId, receiptLineId, recordedSide, grams, deductionCents },
    ...{ reason, fileId, cents, state, stateReason },
    ...{ receiptNumber, purchaseOrderNumber, productName, packName },
    cooperative: { id: cooperativeId, name: row.cooperativeName },
    unit: { id: unitId, name: row.unitName },
    recordedAt: recordedAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  }
}

/** A surplus as both sides see it. */
export function surplusView(row: SurplusDetails): z.input<typeof weightSurplus> {
  const { id, receiptId, grams, cents, state, stateReason, recordedAt, decidedAt } = row.surplus
  const { receiptNumber, purchaseOrderNumber, productName, packName, shippedGrams } = row
  return {
    ...{ id, receiptId, grams, cents, state, stateReason },
    ...{ receiptNumber, purchaseOrderNumber, productName, packName, shippedGrams },
    cooperative: { id: row.surplus.cooperativeId, name: row.cooperativeName },
    unit: { id: row.surplus.unitId, name: row.unitName },
    recordedAt: recordedAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  }
}

/** A return; `lines` may hold those of others. */
export function returnView(
  row: ReturnDetails,
  lines: readonly ReturnLineDetails[],
): z.input<typeof goodsReturn> {
  const returnRow = row.goodsReturn
  return {
    id: returnRow.id,
    number: returnRow.number,
    receiptId: returnRow.receiptId,
    receiptNumber: row.receiptNumber,
    purchaseOrderId: returnRow.purchaseOrderId,
    purchaseOrderNumber: row.purchaseOrderNumber,
    cooperative: { id: returnRow.cooperativeId, name: row.cooperativeName },
    unit: { id: returnRow.unitId, name: row.unitName },
    reason: returnRow.reason,
    note: returnRow.note,
    state: returnRow.state,
    stateReason: returnRow.stateReason,
    recordedAt: returnRow.recordedAt.toISOString(),
    decidedAt: returnRow.decidedAt?.toISOString() ?? null,
    lines: lines
      .filter(({ line }) => line.returnId === returnRow.id)
      .map(({ line, productName, packName }) => ({
        id: line.id,
        receiptLineId: line.receiptLineId,
        orderLineId: line.orderLineId,
        productName,
        packName,
        grams: line.grams,
        cents: line.cents,
      })),
  }
}

import { eq, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { receipt } from '../../shared/deliveries/deliveries.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { goodsReceipts } from './deliveries.tables.ts'
import {
  type ReceiptDetails,
  type ReceiptLineDetails,
  selectReceiptLines,
  selectReceipts,
} from './receipts.queries.ts'
import { villageShares } from './shipment-view.ts'
import { type LineVillageRow, selectLineVillages } from './shipments.queries.ts'

/** The one receipt that meets the condition, whole; `not_found` otherwise. */
export async function readReceipt(reader: Reader, condition: SQL | undefined) {
  const [row] = await selectReceipts(reader, condition, 1)
  if (row === undefined) throw new AppError('not_found')
  const lines = await selectReceiptLines(reader, row.receipt.id)
  const villages = await selectLineVillages(
    reader,
    lines.map(({ line }) => line.shipmentLineId),
  )
  return receiptView(row, lines, villages)
}

/** A receipt just written, for the answer of the command that wrote it. */
export function writtenReceipt(reader: Reader, id: string) {
  return readReceipt(reader, eq(goodsReceipts.id, id))
}

function receiptView(
  row: ReceiptDetails,
  lines: readonly ReceiptLineDetails[],
  villages: readonly LineVillageRow[],
): z.input<typeof receipt> {
  const { receipt: it } = row
  return {
    id: it.id,
    number: it.number,
    shipmentId: it.shipmentId,
    shipmentNumber: row.shipmentNumber,
    purchaseOrderId: it.purchaseOrderId,
    purchaseOrderNumber: row.purchaseOrderNumber,
    cooperative: { id: row.cooperativeId, name: row.cooperativeName },
    unit: { id: it.unitId, name: row.unitName },
    note: it.note,
    receivedByName: row.receivedByName,
    receivedAt: it.receivedAt.toISOString(),
    receivedOn: it.receivedOn,
    acceptedGrams: lines.reduce((sum, { line }) => sum + line.acceptedGrams, 0),
    acceptedCents: lines.reduce((sum, { line }) => sum + line.acceptedCents, 0),
    lines: lines.map(({ line, ...shipped }) => ({
      id: line.id,
      shipmentLineId: line.shipmentLineId,
      orderLineId: line.orderLineId,
      weighedGrams: line.weighedGrams,
      acceptedGrams: line.acceptedGrams,
      reason: line.reason,
      remark: line.remark,
      photoFileId: line.photoFileId,
      deductionCents: line.deductionCents,
      acceptedCents: line.acceptedCents,
      ...shipped,
      villages: villageShares(villages, line.shipmentLineId),
    })),
  }
}

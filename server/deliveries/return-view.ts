import { eq, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { goodsReturn } from '../../shared/deliveries/deliveries.schemas.ts'
import { AppError } from '../../shared/errors.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { goodsReturns } from './deliveries.tables.ts'
import {
  type ReturnDetails,
  type ReturnLineDetails,
  selectReturnLines,
  selectReturns,
} from './returns.queries.ts'

/** Returns that meet the condition, whole, latest first. */
export async function readReturns(
  reader: Reader,
  condition: SQL | undefined,
  page: { limit: number; offset: number },
) {
  const rows = await selectReturns(reader, condition, page)
  const lines = await selectReturnLines(
    reader,
    rows.map((row) => row.goodsReturn.id),
  )
  return rows.map((row) => returnView(row, lines))
}

/** A return just written, for the answer of the command that wrote it. */
export async function writtenReturn(reader: Reader, id: string) {
  const [view] = await readReturns(reader, eq(goodsReturns.id, id), { limit: 1, offset: 0 })
  if (view === undefined) throw new AppError('not_found')
  return view
}

function returnView(
  row: ReturnDetails,
  lines: readonly ReturnLineDetails[],
): z.input<typeof goodsReturn> {
  const { goodsReturn: it } = row
  return {
    id: it.id,
    number: it.number,
    receiptId: it.receiptId,
    receiptNumber: row.receiptNumber,
    purchaseOrderId: it.purchaseOrderId,
    purchaseOrderNumber: row.purchaseOrderNumber,
    cooperative: { id: it.cooperativeId, name: row.cooperativeName },
    unit: { id: it.unitId, name: row.unitName },
    reason: it.reason,
    note: it.note,
    state: it.state,
    stateReason: it.stateReason,
    recordedAt: it.recordedAt.toISOString(),
    decidedAt: it.decidedAt?.toISOString() ?? null,
    lines: lines
      .filter(({ line }) => line.returnId === it.id)
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

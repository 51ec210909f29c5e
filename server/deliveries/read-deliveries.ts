import type { SQL } from 'drizzle-orm'
import { AppError } from '../../shared/errors.ts'
import { type Page, spanOf } from '../../shared/pagination.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { FileGrant } from '../evidence/index.ts'
import { visibleOrders } from '../orders/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { receiptView, returnView, shipmentSummaryView, shipmentView } from './delivery-views.ts'
import { isPhotoOfReceipt, selectReceiptLines, selectReceipts } from './receipts.queries.ts'
import {
  countReturns,
  type ReturnsQuestion,
  selectReturnLines,
  selectReturns,
} from './returns.queries.ts'
import {
  countShipments,
  type ShipmentsQuestion,
  selectLineVillages,
  selectShipmentLines,
  selectShipments,
} from './shipments.queries.ts'

/** A page of shipments, latest first. */
export async function listShipments(reader: Reader, question: ShipmentsQuestion & Page) {
  const rows = await selectShipments(reader, question, spanOf(question))
  const total = await countShipments(reader, question)
  const { page, pageSize } = question
  return { items: rows.map(shipmentSummaryView), total, page, pageSize }
}

/** The one shipment meant, whole. Throws `not_found`. */
export async function readShipment(reader: Reader, question: ShipmentsQuestion) {
  const [row] = await selectShipments(reader, question, { limit: 1, offset: 0 })
  if (row === undefined) throw new AppError('not_found')
  const lines = await selectShipmentLines(reader, [row.shipment.id])
  const villages = await selectLineVillages(
    reader,
    lines.map(({ line }) => line.id),
  )
  return shipmentView(row, lines, villages)
}

/** The receipt, whole. Throws `not_found`. */
export async function readReceipt(reader: Reader, question: { visible?: SQL; id: string }) {
  const [row] = await selectReceipts(reader, question)
  if (row === undefined) throw new AppError('not_found')
  const lines = await selectReceiptLines(reader, row.receipt.id)
  const villages = await selectLineVillages(
    reader,
    lines.map(({ line }) => line.shipmentLineId),
  )
  return receiptView(row, lines, villages)
}

/** A page of returns, whole, latest first. */
export async function listReturns(reader: Reader, question: ReturnsQuestion & Page) {
  const items = await readReturns(reader, question)
  const total = await countReturns(reader, question)
  const { page, pageSize } = question
  return { items, total, page, pageSize }
}

/** One return, whole. Throws `not_found`. */
export async function readReturn(reader: Reader, id: string) {
  const [view] = await readReturns(reader, { id, page: 1, pageSize: 1 })
  if (view === undefined) throw new AppError('not_found')
  return view
}

async function readReturns(reader: Reader, question: ReturnsQuestion & Page) {
  const rows = await selectReturns(reader, question, spanOf(question))
  const lines = await selectReturnLines(
    reader,
    rows.map((row) => row.goodsReturn.id),
  )
  return rows.map((row) => returnView(row, lines))
}

/** The photo of a goods receipt shows itself to whoever may see the receipt. */
export const mayReadReceiptPhoto: FileGrant = (reader, { actor, now }, file) =>
  isPhotoOfReceipt(reader, { visible: visibleOrders(actor, dayOf(now)), fileId: file.id })

import type { SQL } from 'drizzle-orm'
import { AppError } from '../../shared/errors.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { FileGrant } from '../evidence/index.ts'
import { visibleOrders, visibleRows } from '../orders/index.ts'
import type { Actor, Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  type CorrectionsFilter,
  selectCorrectionPage,
  selectCorrections,
} from './corrections.queries.ts'
import { openStateOf } from './deliveries.policy.ts'
import {
  acceptanceCorrections,
  goodsReturns,
  shipments,
  weightSurpluses,
} from './deliveries.tables.ts'
import {
  correctionView,
  receiptView,
  returnView,
  shipmentSummaryView,
  shipmentView,
  surplusView,
} from './delivery-views.ts'
import { isPhotoOfReceipt, selectReceiptLines, selectReceipts } from './receipts.queries.ts'
import {
  type ReturnsFilter,
  selectReturnLines,
  selectReturnPage,
  selectReturns,
} from './returns.queries.ts'
import {
  type ShipmentQuestion,
  type ShipmentsFilter,
  selectLineVillages,
  selectShipmentLines,
  selectShipmentPage,
  selectShipments,
} from './shipments.queries.ts'
import { weightTolerance, weightTolerances } from './sign-surplus.ts'
import { type SurplusesFilter, selectSurpluses, selectSurplusPage } from './surpluses.queries.ts'

/** A page of shipments, latest first. */
export async function listShipments(reader: Reader, context: Context, filter: ShipmentsFilter) {
  const visible = visibleRows(context.actor, dayOf(context.now), shipments)
  const { rows, ...rest } = await selectShipmentPage(reader, visible, filter)
  return pageOf(rows, filter, (row) => shipmentSummaryView(row, context.actor), rest)
}

/** The one shipment meant, whole. Throws `not_found`. */
export async function readShipment(reader: Reader, actor: Actor, question: ShipmentQuestion) {
  const [row] = await selectShipments(reader, question)
  if (row === undefined) throw new AppError('not_found')
  const lines = await selectShipmentLines(reader, [row.shipment.id])
  const villages = await selectLineVillages(
    reader,
    lines.map(({ line }) => line.id),
  )
  const weightToleranceBasisPoints = await weightTolerance(reader, row.orderedOn)
  return shipmentView(row, lines, villages, { actor, weightToleranceBasisPoints })
}

/** A page of the shipments that wait for the actor's side to receive or send them, whole. */
export async function listOpenShipments(reader: Reader, context: Context, page: CursorPage) {
  const visible = visibleRows(context.actor, dayOf(context.now), shipments)
  const state = openStateOf(context.actor)
  const { rows, ...rest } = await selectShipmentPage(reader, visible, { ...page, state })
  const lines = await selectShipmentLines(
    reader,
    rows.map(({ shipment }) => shipment.id),
  )
  const [villages, tolerances] = await Promise.all([
    selectLineVillages(
      reader,
      lines.map(({ line }) => line.id),
    ),
    weightTolerances(
      reader,
      rows.map(({ orderedOn }) => orderedOn),
    ),
  ])
  const view = (row: (typeof rows)[number]) => {
    const own = lines.filter(({ line }) => line.shipmentId === row.shipment.id)
    const weightToleranceBasisPoints = tolerances.get(row.orderedOn) ?? 0
    return shipmentView(row, own, villages, { actor: context.actor, weightToleranceBasisPoints })
  }
  return pageOf(rows, page, view, rest)
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
export async function listReturns(reader: Reader, context: Context, filter: ReturnsFilter) {
  const visible = visibleRows(context.actor, dayOf(context.now), goodsReturns)
  const { rows, ...rest } = await selectReturnPage(reader, visible, filter)
  const ids = rows.map((row) => row.goodsReturn.id)
  const lines = await selectReturnLines(reader, ids)
  return pageOf(rows, filter, (row) => returnView(row, lines), rest)
}

/** One return, whole. Throws `not_found`. */
export async function readReturn(reader: Reader, id: string) {
  const [row] = await selectReturns(reader, id)
  if (row === undefined) throw new AppError('not_found')
  return returnView(row, await selectReturnLines(reader, [id]))
}

/** A page of weight surpluses, latest first. */
export async function listSurpluses(reader: Reader, context: Context, filter: SurplusesFilter) {
  const visible = visibleRows(context.actor, dayOf(context.now), weightSurpluses)
  const { rows, ...rest } = await selectSurplusPage(reader, visible, filter)
  return pageOf(rows, filter, surplusView, rest)
}

/** A page of corrections, latest first. */
export async function listCorrections(reader: Reader, context: Context, filter: CorrectionsFilter) {
  const visible = visibleRows(context.actor, dayOf(context.now), acceptanceCorrections)
  const { rows, ...rest } = await selectCorrectionPage(reader, visible, filter)
  return pageOf(rows, filter, correctionView, rest)
}

/** One correction. Throws `not_found`. */
export async function readCorrection(reader: Reader, id: string) {
  const [row] = await selectCorrections(reader, id)
  if (row === undefined) throw new AppError('not_found')
  return correctionView(row)
}

/** One weight surplus. Throws `not_found`. */
export async function readSurplus(reader: Reader, id: string) {
  const [row] = await selectSurpluses(reader, id)
  if (row === undefined) throw new AppError('not_found')
  return surplusView(row)
}

/** The photo of a goods receipt shows itself to whoever may see the receipt. */
export const mayReadReceiptPhoto: FileGrant = (reader, { actor, now }, file) =>
  isPhotoOfReceipt(reader, { visible: visibleOrders(actor, dayOf(now)), fileId: file.id })

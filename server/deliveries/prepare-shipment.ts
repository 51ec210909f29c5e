import { createHash } from 'node:crypto'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { changeStock, type LotDetails, lotsByIds, lotVillages } from '../catalogue/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockPurchaseOrder, type OrderLineRow, orderLinesOf } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { documentNumber } from '../platform/document-numbers.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireSide } from './deliveries.policy.ts'
import { remainingPacks } from './order-progress.ts'
import { insertShipment, isClosedShort, linesOnTheirWay } from './shipments.queries.ts'

/** The packs of a confirmed order that go into a shipment. */
export interface PrepareShipment {
  purchaseOrderId: string
  /** Default: everything not yet shipped, from the reserved lots. */
  lines?: { orderLineId: string; lotId?: string | undefined; packs: number }[] | undefined
}

interface PackedLine {
  order: OrderLineRow
  lotId: string
  packs: number
  /** Where the line stands in the request. */
  index: number
}

/**
 * Packs a shipment of a confirmed purchase order (§6.1). Goods from another lot of the same
 * product than the reserved one move the reservation; the lots' villages are written down as they
 * stand (§3.6). Returns the shipment's id.
 */
export async function prepareShipment(
  tx: Transaction,
  context: Context,
  input: PrepareShipment,
): Promise<string> {
  const order = await lockPurchaseOrder(tx, input.purchaseOrderId)
  requireSide(context.actor, order, 'cooperative')
  const mayPack = order.state === 'confirmed' || order.state === 'shipped'
  if (!mayPack) throw new AppError('illegal_transition', { values: { state: order.state } })
  if (await isClosedShort(tx, order.id)) throw new AppError('nothing_left_to_ship')
  const lines = await packedLines(tx, order.id, input.lines)
  await checkLots(tx, lines, dayOf(context.now))
  await moveReservations(tx, context, lines)

  const id = context.newId()
  const number = await documentNumber(tx, 'SH', context.now)
  const rows = lines.map((line) => ({ ...line, id: context.newId() }))
  await insertShipment(tx, {
    shipment: {
      id,
      number,
      purchaseOrderId: order.id,
      cooperativeId: order.cooperativeId,
      unitId: order.unitId,
      supervisingCountyCode: order.supervisingCountyCode,
      state: 'prepared',
      code: shipmentCode(id),
      preparedBy: context.actor.personId,
      preparedAt: context.now,
    },
    lines: rows.map((row) => ({
      id: row.id,
      shipmentId: id,
      orderLineId: row.order.id,
      lotId: row.lotId,
      packs: row.packs,
      grams: row.packs * row.order.packGrams,
    })),
    villages: await villagesOf(tx, rows),
  })
  const subject = { subjectType: 'shipment', subjectId: id }
  await recordAudit(tx, context, {
    action: 'deliveries.prepare-shipment',
    ...subject,
    after: {
      number,
      purchaseOrderId: order.id,
      lines: lines.map(({ order: { id: orderLineId }, lotId, packs }) => ({
        orderLineId,
        lotId,
        packs,
      })),
    },
  })
  await publishEvent(tx, context, {
    topic: 'deliveries.shipment-prepared',
    ...subject,
    payload: { number, purchaseOrderId: order.id, unitId: order.unitId },
  })
  return id
}

const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** The code on a delivery note: twelve signs without 0/O and 1/I, not to be guessed. */
function shipmentCode(id: string): string {
  const digest = createHash('sha256').update(`shipment ${id}`).digest()
  return [...digest.subarray(0, 12)].map((byte) => alphabet[byte % 32]).join('')
}

/** The villages of each line's lot as they stand; a lot may name none (§3.5). */
async function villagesOf(tx: Transaction, lines: readonly { id: string; lotId: string }[]) {
  const byLot = await lotVillages(tx, [...new Set(lines.map((line) => line.lotId))])
  return lines.flatMap(({ id: shipmentLineId, lotId }) => {
    const villages = byLot.get(lotId) ?? [{ villageCode: null, shareBasisPoints: 10_000 }]
    return villages.map(({ villageCode, shareBasisPoints }, position) => ({
      shipmentLineId,
      position,
      villageCode,
      shareBasisPoints,
    }))
  })
}

/** The lines to pack; of no line more than its unshipped rest. */
async function packedLines(
  tx: Transaction,
  purchaseOrderId: string,
  requested: PrepareShipment['lines'],
): Promise<PackedLine[]> {
  const ordered = await orderLinesOf(tx, purchaseOrderId)
  const remaining = remainingPacks(ordered, await linesOnTheirWay(tx, [purchaseOrderId]))
  const lines =
    requested ??
    ordered.map((line) => ({
      orderLineId: line.id,
      packs: remaining.get(line.id) ?? 0,
      lotId: undefined,
    }))
  const packed: PackedLine[] = []
  for (const [index, { orderLineId, packs, lotId }] of lines.entries()) {
    const order = ordered.find((line) => line.id === orderLineId)
    if (order === undefined) throw fieldError(['lines', index, 'orderLineId'], 'not_found')
    const maximum = remaining.get(orderLineId) ?? 0
    if (packs > maximum) throw fieldError(['lines', index, 'packs'], 'above_remaining', { maximum })
    remaining.set(orderLineId, maximum - packs)
    if (packs > 0) packed.push({ order, lotId: lotId ?? order.lotId, packs, index })
  }
  if (packed.length === 0) throw new AppError('nothing_left_to_ship')
  return packed
}

async function checkLots(tx: Transaction, lines: readonly PackedLine[], onDay: string) {
  const ids = [...new Set(lines.map((line) => line.lotId))]
  const lots = new Map((await lotsByIds(tx, ids)).map((lot) => [lot.lotId, lot]))
  for (const line of lines) requireLot(line, lots.get(line.lotId), onDay)
}

/** Checking the product checks the cooperative too: a product has one seller. */
function requireLot(line: PackedLine, lot: LotDetails | undefined, onDay: string): void {
  const path = ['lines', line.index, 'lotId']
  if (lot === undefined || lot.productId !== line.order.productId)
    throw fieldError(path, 'lot_of_another_product')
  if (lot.expiresOn !== null && lot.expiresOn < onDay)
    throw fieldError(path, 'lot_expired', { expiresOn: lot.expiresOn })
  const { certificateValidTo: validTo } = lot
  if (validTo !== null && validTo < onDay)
    throw fieldError(path, 'lot_certificate_expired', { validTo })
}

/** Takes the other lots' goods and frees the reserved ones', under the locks of both. */
async function moveReservations(
  tx: Transaction,
  context: Context,
  lines: readonly PackedLine[],
): Promise<void> {
  const moved = lines.filter((line) => line.lotId !== line.order.lotId)
  const short = await changeStock(
    tx,
    context,
    moved.flatMap(({ lotId, packs, order }) => [
      { lotId, changeGrams: -packs * order.packGrams },
      { lotId: order.lotId, changeGrams: packs * order.packGrams },
    ]),
  )
  const shortLine = moved.find((line) => short.includes(line.lotId))
  if (shortLine !== undefined) throw fieldError(['lines', shortLine.index, 'lotId'], 'lot_sold_out')
}

import type { z } from 'zod'
import type { packingOrder } from '../../shared/deliveries/deliveries.schemas.ts'
import { type PackingLot, packingLots } from '../catalogue/index.ts'
import { linesOfOrders, type OrderLineRow } from '../orders/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { remainingPacks } from './order-progress.ts'
import { ordersToPack } from './packing.queries.ts'
import { linesOnTheirWay } from './shipments.queries.ts'

type PackingOrder = z.input<typeof packingOrder>

/** What a cooperative has to pack, with the lots it can be packed from; four statements in all. */
export async function listToPack(
  reader: Reader,
  question: { cooperativeId: string; purchaseOrderId?: string | undefined },
): Promise<PackingOrder[]> {
  const orders = await ordersToPack(reader, question)
  if (orders.length === 0) return []
  const ids = orders.map((order) => order.id)
  const lines = await linesOfOrders(reader, ids)
  const remaining = remainingPacks(lines, await linesOnTheirWay(reader, ids))
  const lots = await packingLots(reader, {
    productIds: [...new Set(lines.map((line) => line.productId))],
    lotIds: [...new Set(lines.map((line) => line.lotId))],
  })
  return orders
    .map(({ id, number, unitId, unitName, neededOn, note }) => ({
      purchaseOrderId: id,
      purchaseOrderNumber: number,
      unit: { id: unitId, name: unitName },
      neededOn,
      note,
      lines: lines
        .filter((line) => line.purchaseOrderId === id)
        .map((line) => packingLine(line, remaining.get(line.id) ?? 0, lots)),
    }))
    .filter((order) => order.lines.some((line) => line.remainingPacks > 0))
}

function packingLine(
  line: OrderLineRow,
  remaining: number,
  lots: readonly PackingLot[],
): PackingOrder['lines'][number] {
  return {
    orderLineId: line.id,
    lineNumber: line.lineNumber,
    productName: line.productName,
    packName: line.packName,
    packGrams: line.packGrams,
    quantity: line.quantity,
    remainingPacks: remaining,
    reservedLotId: line.lotId,
    lots: lots
      .filter((lot) => lot.productId === line.productId)
      .map((lot) => ({
        lotId: lot.lotId,
        lotNumber: lot.number,
        harvestedOn: lot.harvestedOn,
        expiresOn: lot.expiresOn,
        certificateValidTo: lot.certificateValidTo,
        availableGrams: lot.availableGrams,
      })),
  }
}

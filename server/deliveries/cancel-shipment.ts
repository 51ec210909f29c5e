import { AppError } from '../../shared/errors.ts'
import { changeStock } from '../catalogue/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { orderLinesOf } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireSide } from './deliveries.policy.ts'
import { lockShipment, requireShipmentAct, requireVersion } from './dispatch-shipment.ts'
import { selectShipmentLines, updateShipment } from './shipments.queries.ts'

/**
 * A prepared shipment is unpacked. The reservation goes back to the lots of the order; where those
 * were sold meanwhile, the goods can only leave as they are packed.
 */
export async function cancelShipment(
  tx: Transaction,
  context: Context,
  input: { shipmentId: string; version: number },
): Promise<void> {
  const { shipment, order } = await lockShipment(tx, input.shipmentId)
  requireSide(context.actor, shipment, 'cooperative')
  requireVersion(shipment, input.version)
  const state = requireShipmentAct(shipment, 'cancel')
  const reserved = new Map((await orderLinesOf(tx, order.id)).map((line) => [line.id, line.lotId]))
  const lines = (await selectShipmentLines(tx, [shipment.id])).map(({ line }) => line)
  const changes = lines.flatMap((line) => {
    const lotId = reserved.get(line.orderLineId)
    if (lotId === undefined || lotId === line.lotId) return []
    return [
      { lotId: line.lotId, changeGrams: line.grams },
      { lotId, changeGrams: -line.grams },
    ]
  })
  const short = await changeStock(tx, context, changes)
  if (short.length > 0) throw new AppError('reserved_lot_sold_out')
  await updateShipment(tx, shipment, { state })
  await recordAudit(tx, context, {
    action: 'deliveries.cancel-shipment',
    subjectType: 'shipment',
    subjectId: shipment.id,
    before: { state: shipment.state },
    after: { state },
  })
  await publishEvent(tx, context, {
    topic: 'deliveries.shipment-cancelled',
    subjectType: 'shipment',
    subjectId: shipment.id,
    payload: { number: shipment.number, purchaseOrderId: order.id, unitId: shipment.unitId },
  })
}

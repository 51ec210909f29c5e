import { type ShipmentAct, shipmentStateAfter } from '../../shared/deliveries/shipment-states.ts'
import { AppError } from '../../shared/errors.ts'
import { changeStock } from '../catalogue/index.ts'
import { recordAudit } from '../evidence/index.ts'
import {
  lockPurchaseOrder,
  markShipped,
  orderLinesOf,
  type PurchaseOrderRow,
} from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireSide } from './deliveries.policy.ts'
import {
  type ShipmentRow,
  selectShipmentLines,
  shipmentById,
  updateShipment,
} from './shipments.queries.ts'

/** How a prepared shipment travels; `version` is the one that its packer saw. */
export interface DispatchShipment {
  shipmentId: string
  carrier: string
  vehicle: string
  driverPhone: string
  version: number
}

/** A prepared shipment leaves (§6.1); with the first one the purchase order is shipped. */
export async function dispatchShipment(
  tx: Transaction,
  context: Context,
  input: DispatchShipment,
): Promise<void> {
  const { shipment, order } = await lockShipment(tx, input.shipmentId)
  requireSide(context.actor, shipment, 'cooperative')
  requireVersion(shipment, input.version)
  const state = requireShipmentAct(shipment, 'dispatch')
  const { carrier, vehicle, driverPhone } = input
  const dispatched = { dispatchedAt: context.now, dispatchedBy: context.actor.personId }
  const change = { state, carrier, vehicle, driverPhone, ...dispatched }
  await updateShipment(tx, shipment, change)
  await markShipped(tx, context, order.id)
  await recordAudit(tx, context, {
    action: 'deliveries.dispatch-shipment',
    subjectType: 'shipment',
    subjectId: shipment.id,
    before: { state: shipment.state },
    after: { state, carrier, vehicle, driverPhone },
  })
  await publishEvent(tx, context, {
    topic: 'deliveries.shipment-dispatched',
    subjectType: 'shipment',
    subjectId: shipment.id,
    payload: { number: shipment.number, purchaseOrderId: order.id, unitId: shipment.unitId },
  })
}

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

/**
 * A shipment under the lock of its purchase order, the first lock of everything here. Its order
 * never changes, so it may be looked up before; its state is read after.
 */
export async function lockShipment(
  tx: Transaction,
  shipmentId: string,
): Promise<{ shipment: ShipmentRow; order: PurchaseOrderRow }> {
  const row = await shipmentById(tx, shipmentId)
  if (row === null) throw new AppError('not_found')
  const order = await lockPurchaseOrder(tx, row.purchaseOrderId)
  const shipment = await shipmentById(tx, shipmentId)
  if (shipment === null) throw new AppError('not_found')
  return { shipment, order }
}

/** The state that the act leads to; refused where the shipment's state does not allow it. */
export function requireShipmentAct(shipment: ShipmentRow, act: ShipmentAct) {
  const state = shipmentStateAfter(shipment.state, act)
  if (state === null)
    throw new AppError('illegal_transition', { values: { act, state: shipment.state } })
  return state
}

/** Refuses to act on what the actor has not seen. */
export function requireVersion(shipment: ShipmentRow, version: number): void {
  if (shipment.version !== version) throw new AppError('stale_version')
}

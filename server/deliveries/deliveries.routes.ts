import { and, eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { organisationOf } from '../platform/context.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { cancelShipment } from './cancel-shipment.ts'
import { closeShort } from './close-short.ts'
import { visible } from './deliveries.policy.ts'
import { goodsReceipts, shipments } from './deliveries.tables.ts'
import { dispatchShipment } from './dispatch-shipment.ts'
import { listToPack } from './list-to-pack.ts'
import { prepareShipment } from './prepare-shipment.ts'
import { readShipment, writtenShipment } from './read-shipment.ts'
import { readReceipt, writtenReceipt } from './receipt-view.ts'
import { receiveShipment } from './receive-shipment.ts'
import { serveReturns } from './returns.routes.ts'
import { shipmentSummaryView } from './shipment-view.ts'
import { countShipments, selectShipments } from './shipments.queries.ts'

/** Packing, sending and receiving goods, and what came of them. */
export async function deliveriesRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  servePacking(app, deps)
  serveShipments(app, deps)
  serveReceipts(app, deps)
  serveReturns(app, deps)
}

function servePacking(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listToPack, async ({ context, query }) => ({
    items: await listToPack(deps.db, {
      cooperativeId: organisationOf(context.actor),
      purchaseOrderId: query.purchaseOrderId,
    }),
  }))
  serveCommand(app, deps, api.prepareShipment, async (tx, { context, params, body }) => {
    const id = await prepareShipment(tx, context, { ...params, ...body })
    return writtenShipment(tx, id)
  })
  serveCommand(app, deps, api.dispatchShipment, async (tx, { context, params, body }) => {
    await dispatchShipment(tx, context, { ...params, ...body })
    return writtenShipment(tx, params.shipmentId)
  })
  serveCommand(app, deps, api.cancelShipment, async (tx, { context, params, body }) => {
    await cancelShipment(tx, context, { ...params, ...body })
    return writtenShipment(tx, params.shipmentId)
  })
  serveCommand(app, deps, api.closeShort, async (tx, { context, params, body }) => {
    const { isReceived } = await closeShort(tx, context, { ...params, ...body })
    return { ...params, state: isReceived ? 'received' : 'shipped' }
  })
}

function serveShipments(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listShipments, async ({ context, query }) => {
    const { page, pageSize, state, purchaseOrderId } = query
    const condition = visible(
      context.actor,
      dayOf(context.now),
      and(
        state === undefined ? undefined : eq(shipments.state, state),
        purchaseOrderId === undefined ? undefined : eq(shipments.purchaseOrderId, purchaseOrderId),
      ),
    )
    const span = { limit: pageSize, offset: (page - 1) * pageSize }
    const rows = await selectShipments(deps.db, condition, span)
    const total = await countShipments(deps.db, condition)
    return { items: rows.map(shipmentSummaryView), total, page, pageSize }
  })
  serve(app, deps, api.getShipment, ({ context, params }) => {
    const condition = eq(shipments.id, params.shipmentId)
    return readShipment(deps.db, visible(context.actor, dayOf(context.now), condition))
  })
  serve(app, deps, api.getShipmentByCode, ({ context, params }) => {
    const condition = eq(shipments.code, params.code.trim().toUpperCase())
    return readShipment(deps.db, visible(context.actor, dayOf(context.now), condition))
  })
}

function serveReceipts(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.receiveShipment, async (tx, { context, params, body }) => {
    const id = await receiveShipment(tx, context, { ...params, ...body })
    return writtenReceipt(tx, id)
  })
  serve(app, deps, api.getReceipt, ({ context, params }) => {
    const condition = eq(goodsReceipts.id, params.receiptId)
    return readReceipt(deps.db, visible(context.actor, dayOf(context.now), condition))
  })
}

import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/orders/orders.api.ts'
import * as review from '../../shared/orders/review.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand, serveStatement } from '../platform/http/serve.ts'
import { basketRoutes } from './basket.routes.ts'
import { rejectRequisition, withdrawRequisition } from './close-requisition.ts'
import {
  cancelPurchaseOrder,
  confirmPurchaseOrder,
  declinePurchaseOrder,
} from './decide-purchase-order.ts'
import { commentOnRequisition, strikeLine } from './discuss-requisition.ts'
import { findPurchaseOrderDetails, findRequisitionDetails } from './order-details.queries.ts'
import {
  purchaseOrderSummaryView,
  purchaseOrderView,
  requisitionSummaryView,
  requisitionView,
} from './order-views.ts'
import { requireOwnUnit } from './orders.policy.ts'
import { approveRequisition, placeRequisition } from './place-requisition.ts'
import { quoteOf } from './quote-requisition.ts'
import { listPurchaseOrders, listRequisitions, type Viewer } from './read-orders.queries.ts'
import { requisitionById } from './requisitions.queries.ts'
import { selectCustom } from './review.queries.ts'
import { templatesRoutes } from './templates.routes.ts'
import { unusualThresholds } from './unusual-thresholds.ts'

export async function ordersRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  await requisitionRoutes(app, deps)
  await purchaseOrderRoutes(app, deps)
  await basketRoutes(app, deps)
  await templatesRoutes(app, deps)
}

async function requisitionRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, api.quoteRequisition, ({ body, context }) => quoteOf(deps.db, context, body))
  serveStatement(app, deps, api.placeRequisition, (keyed, { body, context }) =>
    placeRequisition(deps.db, context, body, keyed),
  )
  serve(app, deps, api.listRequisitions, async ({ query, context }) => {
    const { rows, ...rest } = await listRequisitions(deps.db, viewerOf(context), query)
    return pageOf(rows, query, requisitionSummaryView, rest)
  })
  serve(app, deps, api.readRequisition, ({ params, context }) =>
    readRequisition(deps.db, context, params.id),
  )
  serveStatement(app, deps, api.approveRequisition, (keyed, { params, body, context }) =>
    approveRequisition(deps.db, context, { id: params.id, version: body.version }, keyed),
  )
  serveCommand(app, deps, api.rejectRequisition, async (tx, { params, body, context }) => {
    await rejectRequisition(tx, context, { ...params, ...body })
    return readRequisition(tx, context, params.id)
  })
  serve(app, deps, review.readCustom, async ({ params, context }) => {
    const requisition = requireOwnUnit(context.actor, await requisitionById(deps.db, params.id))
    const rows = await selectCustom(deps.db, requisition)
    const thresholds = await unusualThresholds(deps.db, dayOf(requisition.requestedAt))
    return { earlier: rows[0]?.earlier ?? 0, thresholds, lines: rows }
  })
  serveCommand(app, deps, review.commentOnRequisition, async (tx, { params, body, context }) => {
    await commentOnRequisition(tx, context, { ...params, ...body })
    return readRequisition(tx, context, params.id)
  })
  serveCommand(app, deps, review.strikeLine, async (tx, { params, body, context }) => {
    await strikeLine(tx, context, { ...params, ...body })
    return readRequisition(tx, context, params.id)
  })
  serveCommand(app, deps, api.withdrawRequisition, async (tx, { params, context }) => {
    await withdrawRequisition(tx, context, params)
    return readRequisition(tx, context, params.id)
  })
}

async function purchaseOrderRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, api.listPurchaseOrders, async ({ query, context }) => {
    const { rows, ...rest } = await listPurchaseOrders(deps.db, viewerOf(context), query)
    return pageOf(rows, query, purchaseOrderSummaryView, rest)
  })
  serve(app, deps, api.readPurchaseOrder, ({ params, context }) =>
    readPurchaseOrder(deps.db, context, params.id),
  )
  serveCommand(app, deps, api.confirmPurchaseOrder, async (tx, { params, context }) => {
    await confirmPurchaseOrder(tx, context, params)
    return readPurchaseOrder(tx, context, params.id)
  })
  serveCommand(app, deps, api.declinePurchaseOrder, async (tx, { params, body, context }) => {
    await declinePurchaseOrder(tx, context, { ...params, ...body })
    return readPurchaseOrder(tx, context, params.id)
  })
  serveCommand(app, deps, api.cancelPurchaseOrder, async (tx, { params, body, context }) => {
    await cancelPurchaseOrder(tx, context, { ...params, ...body })
    return readPurchaseOrder(tx, context, params.id)
  })
}

async function readRequisition(reader: Reader, context: Context, id: string) {
  const row = await findRequisitionDetails(reader, viewerOf(context), id)
  if (row === undefined) throw new AppError('not_found')
  return requisitionView(row)
}

async function readPurchaseOrder(reader: Reader, context: Context, id: string) {
  const row = await findPurchaseOrderDetails(reader, viewerOf(context), id)
  if (row === undefined) throw new AppError('not_found')
  return purchaseOrderView(row, context.actor)
}

function viewerOf({ actor, now }: Context): Viewer {
  return { actor, onDay: dayOf(now) }
}

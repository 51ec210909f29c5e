import type { FastifyInstance } from 'fastify'
import * as correctionsApi from '../../shared/deliveries/corrections.api.ts'
import * as creditApi from '../../shared/deliveries/credit-corrections.api.ts'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { visibleOrders } from '../orders/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { closeShort } from './close-short.ts'
import { confirmCorrection, proposeCorrection, rejectCorrection } from './correct-acceptance.ts'
import {
  confirmCreditCorrection,
  proposeCreditCorrection,
  rejectCreditCorrection,
} from './correct-credit.ts'
import { cancelShipment, dispatchShipment } from './dispatch-shipment.ts'
import { listToPack } from './list-to-pack.ts'
import { prepareShipment } from './prepare-shipment.ts'
import { listCreditCorrections, readCreditCorrection, readOrderCredit } from './read-credit.ts'
import {
  listCorrections,
  listOpenShipments,
  listReturns,
  listShipments,
  listSurpluses,
  readCorrection,
  readReceipt,
  readReturn,
  readShipment,
  readSurplus,
} from './read-deliveries.ts'
import { receiveShipment } from './receive-shipment.ts'
import { confirmReturn, recordReturn, rejectReturn } from './return-goods.ts'
import { confirmSurplus, rejectSurplus } from './sign-surplus.ts'

/** Packing, sending and receiving goods, and what came of them. */
export async function deliveriesRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  servePacking(app, deps)
  serveShipments(app, deps)
  serveReceipts(app, deps)
  serveReturns(app, deps)
  serveSurpluses(app, deps)
  serveCorrections(app, deps)
  serveCreditCorrections(app, deps)
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
    return readShipment(tx, context.actor, { id })
  })
  serveCommand(app, deps, api.dispatchShipment, async (tx, { context, params, body }) => {
    await dispatchShipment(tx, context, { ...params, ...body })
    return readShipment(tx, context.actor, { id: params.shipmentId })
  })
  serveCommand(app, deps, api.cancelShipment, async (tx, { context, params, body }) => {
    await cancelShipment(tx, context, { ...params, ...body })
    return readShipment(tx, context.actor, { id: params.shipmentId })
  })
  serveCommand(app, deps, api.closeShort, async (tx, { context, params, body }) => {
    const { isReceived } = await closeShort(tx, context, { ...params, ...body })
    return { ...params, state: isReceived ? 'received' : 'shipped' }
  })
}

function serveShipments(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listShipments, ({ context, query }) =>
    listShipments(deps.db, context, query),
  )
  serve(app, deps, api.listOpenShipments, ({ context, query }) =>
    listOpenShipments(deps.db, context, query),
  )
  serve(app, deps, api.getShipment, ({ context, params }) =>
    readShipment(deps.db, context.actor, { visible: visibleTo(context), id: params.shipmentId }),
  )
  serve(app, deps, api.getShipmentByCode, ({ context, params }) =>
    readShipment(deps.db, context.actor, {
      visible: visibleTo(context),
      code: params.code.trim().toUpperCase(),
    }),
  )
}

function serveReceipts(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.receiveShipment, async (tx, { context, params, body }) => {
    const id = await receiveShipment(tx, context, { ...params, ...body })
    return readReceipt(tx, { id })
  })
  serve(app, deps, api.getReceipt, ({ context, params }) =>
    readReceipt(deps.db, { visible: visibleTo(context), id: params.receiptId }),
  )
}

function serveReturns(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.recordReturn, async (tx, { context, params, body }) => {
    const id = await recordReturn(tx, context, { ...params, ...body })
    return readReturn(tx, id)
  })
  serveCommand(app, deps, api.confirmReturn, async (tx, { context, params }) => {
    await confirmReturn(tx, context, params)
    return readReturn(tx, params.returnId)
  })
  serveCommand(app, deps, api.rejectReturn, async (tx, { context, params, body }) => {
    await rejectReturn(tx, context, { ...params, ...body })
    return readReturn(tx, params.returnId)
  })
  serve(app, deps, api.listReturns, ({ context, query }) => listReturns(deps.db, context, query))
}

function serveCorrections(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(
    app,
    deps,
    correctionsApi.proposeCorrection,
    async (tx, { context, params, body }) => {
      const id = await proposeCorrection(tx, context, { ...params, ...body })
      return readCorrection(tx, id)
    },
  )
  serveCommand(app, deps, correctionsApi.confirmCorrection, async (tx, { context, params }) => {
    await confirmCorrection(tx, context, params)
    return readCorrection(tx, params.correctionId)
  })
  serveCommand(
    app,
    deps,
    correctionsApi.rejectCorrection,
    async (tx, { context, params, body }) => {
      await rejectCorrection(tx, context, { ...params, ...body })
      return readCorrection(tx, params.correctionId)
    },
  )
  serve(app, deps, correctionsApi.listCorrections, ({ context, query }) =>
    listCorrections(deps.db, context, query),
  )
}

function serveCreditCorrections(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, creditApi.readOrderCredit, ({ context, params }) =>
    readOrderCredit(deps.db, context, params.purchaseOrderId),
  )
  serveCommand(
    app,
    deps,
    creditApi.proposeCreditCorrection,
    async (tx, { context, params, body }) => {
      const id = await proposeCreditCorrection(tx, context, { ...params, ...body })
      return readCreditCorrection(tx, id)
    },
  )
  serveCommand(app, deps, creditApi.confirmCreditCorrection, async (tx, { context, params }) => {
    await confirmCreditCorrection(tx, context, params)
    return readCreditCorrection(tx, params.correctionId)
  })
  serveCommand(
    app,
    deps,
    creditApi.rejectCreditCorrection,
    async (tx, { context, params, body }) => {
      await rejectCreditCorrection(tx, context, { ...params, ...body })
      return readCreditCorrection(tx, params.correctionId)
    },
  )
  serve(app, deps, creditApi.listCreditCorrections, ({ context, query }) =>
    listCreditCorrections(deps.db, context, query),
  )
}

function serveSurpluses(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.confirmSurplus, async (tx, { context, params }) => {
    await confirmSurplus(tx, context, params)
    return readSurplus(tx, params.surplusId)
  })
  serveCommand(app, deps, api.rejectSurplus, async (tx, { context, params, body }) => {
    await rejectSurplus(tx, context, { ...params, ...body })
    return readSurplus(tx, params.surplusId)
  })
  serve(app, deps, api.listSurpluses, ({ context, query }) =>
    listSurpluses(deps.db, context, query),
  )
}

/** The papers of the orders that the actor may see today. */
function visibleTo({ actor, now }: Context) {
  return visibleOrders(actor, dayOf(now))
}

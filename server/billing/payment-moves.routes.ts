import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/billing/payment-moves.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import {
  confirmPaymentMove,
  proposePaymentMove,
  rejectPaymentMove,
  withdrawPaymentMove,
} from './move-payment.ts'
import { listPaymentMoves, readPaymentMove, readPaymentMoveDraft } from './read-payment-moves.ts'

/** Transfers that were recorded on the wrong one of two open invoices (§7.2). */
export async function paymentMoveRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, api.listPaymentMoves, ({ context, query }) =>
    listPaymentMoves(deps.db, context, query),
  )
  serve(app, deps, api.draftPaymentMove, ({ context, params }) =>
    readPaymentMoveDraft(deps.db, context.actor, params.invoiceId),
  )
  serveCommand(app, deps, api.proposePaymentMove, async (tx, { context, params, body }) => {
    const id = await proposePaymentMove(tx, context, { ...params, ...body })
    return readPaymentMove(tx, context.actor, id)
  })
  serveCommand(app, deps, api.confirmPaymentMove, async (tx, { context, params }) => {
    await confirmPaymentMove(tx, context, params)
    return readPaymentMove(tx, context.actor, params.moveId)
  })
  serveCommand(app, deps, api.rejectPaymentMove, async (tx, { context, params, body }) => {
    await rejectPaymentMove(tx, context, { ...params, ...body })
    return readPaymentMove(tx, context.actor, params.moveId)
  })
  serveCommand(app, deps, api.withdrawPaymentMove, async (tx, { context, params, body }) => {
    await withdrawPaymentMove(tx, context, { ...params, ...body })
    return readPaymentMove(tx, context.actor, params.moveId)
  })
}

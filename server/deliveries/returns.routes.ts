import { and, eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/deliveries/deliveries.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { visible } from './deliveries.policy.ts'
import { goodsReturns } from './deliveries.tables.ts'
import { confirmReturn, recordReturn, rejectReturn } from './return-goods.ts'
import { readReturns, writtenReturn } from './return-view.ts'
import { countReturns } from './returns.queries.ts'

export function serveReturns(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.recordReturn, async (tx, { context, params, body }) => {
    const id = await recordReturn(tx, context, { ...params, ...body })
    return writtenReturn(tx, id)
  })
  serveCommand(app, deps, api.confirmReturn, async (tx, { context, params }) => {
    await confirmReturn(tx, context, params)
    return writtenReturn(tx, params.returnId)
  })
  serveCommand(app, deps, api.rejectReturn, async (tx, { context, params, body }) => {
    await rejectReturn(tx, context, { ...params, ...body })
    return writtenReturn(tx, params.returnId)
  })
  serve(app, deps, api.listReturns, async ({ context, query }) => {
    const { page, pageSize, state, purchaseOrderId, receiptId } = query
    const condition = visible(
      context.actor,
      dayOf(context.now),
      and(
        state === undefined ? undefined : eq(goodsReturns.state, state),
        receiptId === undefined ? undefined : eq(goodsReturns.receiptId, receiptId),
        purchaseOrderId === undefined
          ? undefined
          : eq(goodsReturns.purchaseOrderId, purchaseOrderId),
      ),
    )
    const span = { limit: pageSize, offset: (page - 1) * pageSize }
    const items = await readReturns(deps.db, condition, span)
    return { items, total: await countReturns(deps.db, condition), page, pageSize }
  })
}

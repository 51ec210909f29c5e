import { and, eq, inArray, or, type SQL } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/billing/settlements.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { visibleOrders } from '../orders/index.ts'
import type { Actor } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { settlements } from './billing.tables.ts'
import { recordSettlements } from './record-settlements.ts'
import { reverseSettlement } from './reverse-settlement.ts'
import { settlementView } from './settlement-view.ts'
import { countSettlements, selectSettlements } from './settlements.queries.ts'
import { suggestSettlements } from './suggest-settlements.ts'

export function serveSettlements(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.suggestSettlements, ({ context, params }) =>
    suggestSettlements(deps.db, context.actor, params.purchaseOrderId),
  )
  serveCommand(app, deps, api.recordSettlements, async (tx, { context, body }) => {
    const ids = await recordSettlements(tx, context, body)
    return { items: await writtenSettlements(tx, ids) }
  })
  serveCommand(app, deps, api.reverseSettlement, async (tx, { context, params, body }) => {
    const id = await reverseSettlement(tx, context, { ...params, ...body })
    const [view] = await writtenSettlements(tx, [id])
    if (view === undefined) throw new Error('a settlement just written is there')
    return view
  })
  serve(app, deps, api.listSettlements, async ({ context, query }) => {
    const { page, pageSize, purchaseOrderId } = query
    const condition = and(
      visibleSettlements(context.actor, dayOf(context.now)),
      purchaseOrderId === undefined ? undefined : eq(settlements.purchaseOrderId, purchaseOrderId),
    )
    const span = { limit: pageSize, offset: (page - 1) * pageSize }
    const rows = await selectSettlements(deps.db, condition, span)
    const total = await countSettlements(deps.db, condition)
    return { items: rows.map(settlementView), total, page, pageSize }
  })
}

/** A cooperative sees all of its own, everybody else those for orders they may see. */
function visibleSettlements(actor: Actor, onDay: string): SQL | undefined {
  const ofOrders = visibleOrders(actor, onDay)
  if (actor.organisationKind !== 'cooperative' || actor.organisationId === null) return ofOrders
  return or(eq(settlements.cooperativeId, actor.organisationId), ofOrders)
}

async function writtenSettlements(tx: Transaction, ids: readonly string[]) {
  const condition = inArray(settlements.id, [...ids])
  const rows = await selectSettlements(tx, condition, { limit: ids.length, offset: 0 })
  return rows.map(settlementView).sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

import { and, eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/billing/billing.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { visible } from '../deliveries/index.ts'
import { visibleOrders } from '../orders/index.ts'
import { purchaseOrders } from '../orders/orders.tables.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { invoices } from './billing.tables.ts'
import { createInvoice } from './create-invoice.ts'
import { draftInvoice } from './draft-invoice.ts'
import { paymentDaysOn, selectDueBands, selectMoneyDue, selectToInvoice } from './money-due.ts'
import { servePayments } from './payments.routes.ts'
import { readInvoice, writtenInvoice } from './read-invoice.ts'
import { readMatch } from './read-match.ts'
import { serveRefunds } from './refunds.routes.ts'
import { serveSettlements } from './settlements.routes.ts'

/** Invoices, payments and refunds, their match with goods, and what was paid on. */
export async function billingRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serveInvoices(app, deps)
  serveMoneyDue(app, deps)
  servePayments(app, deps)
  serveRefunds(app, deps)
  serveSettlements(app, deps)
  serve(app, deps, api.getMatch, ({ context, params }) => {
    const condition = eq(purchaseOrders.id, params.purchaseOrderId)
    return readMatch(deps.db, visible(context.actor, dayOf(context.now), condition))
  })
}

function serveInvoices(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.draftInvoice, ({ context, params }) =>
    draftInvoice(deps.db, context.actor, params.purchaseOrderId),
  )
  serveCommand(app, deps, api.createInvoice, async (tx, { context, params, body }) => {
    const id = await createInvoice(tx, context, { ...params, ...body })
    return writtenInvoice(tx, id)
  })
  serve(app, deps, api.getInvoice, ({ context, params }) => {
    const condition = and(eq(invoices.id, params.invoiceId))
    return readInvoice(deps.db, visible(context.actor, dayOf(context.now), condition))
  })
}

function serveMoneyDue(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listMoneyDue, async ({ context, query }) => {
    const { page, pageSize, band } = query
    const onDay = dayOf(context.now)
    const days = await paymentDaysOn(deps.db, onDay)
    const question = {
      visible: visibleOrders(context.actor, onDay),
      onDay,
      ...days,
      band,
      limit: pageSize,
      offset: (page - 1) * pageSize,
    }
    const { items, total } = await selectMoneyDue(deps.db, question)
    const bands = await selectDueBands(deps.db, question)
    return { items, total, page, pageSize, bands, ...days }
  })
  serve(app, deps, api.listToInvoice, async ({ context, query }) => {
    const { page, pageSize } = query
    const found = await selectToInvoice(deps.db, {
      visible: visibleOrders(context.actor, dayOf(context.now)),
      limit: pageSize,
      offset: (page - 1) * pageSize,
    })
    return { ...found, page, pageSize }
  })
}

import { and, eq } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/billing/billing.api.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { visible } from '../deliveries/index.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { invoices, payments } from './billing.tables.ts'
import { countDecided } from './decided-money.queries.ts'
import { paymentView } from './money-views.ts'
import { confirmPayment, recordPayment, rejectPayment } from './pay-invoice.ts'
import { selectPayments } from './payments.queries.ts'

export function servePayments(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.recordPayment, async (tx, { context, params, body }) => {
    const id = await recordPayment(tx, context, { ...params, ...body })
    return writtenPayment(tx, id)
  })
  serveCommand(app, deps, api.confirmPayment, async (tx, { context, params }) => {
    await confirmPayment(tx, context, params)
    return writtenPayment(tx, params.paymentId)
  })
  serveCommand(app, deps, api.rejectPayment, async (tx, { context, params, body }) => {
    await rejectPayment(tx, context, { ...params, ...body })
    return writtenPayment(tx, params.paymentId)
  })
  serve(app, deps, api.listPayments, async ({ context, query }) => {
    const { page, pageSize, state, recordedSide, purchaseOrderId } = query
    const condition = visible(
      context.actor,
      dayOf(context.now),
      and(
        state === undefined ? undefined : eq(payments.state, state),
        recordedSide === undefined ? undefined : eq(payments.recordedSide, recordedSide),
        purchaseOrderId === undefined ? undefined : eq(invoices.purchaseOrderId, purchaseOrderId),
      ),
    )
    const span = { limit: pageSize, offset: (page - 1) * pageSize }
    const rows = await selectPayments(deps.db, condition, span)
    const total = await countDecided(deps.db, payments, condition)
    return { items: rows.map(paymentView), total, page, pageSize }
  })
}

async function writtenPayment(tx: Transaction, id: string) {
  const [row] = await selectPayments(tx, eq(payments.id, id))
  if (row === undefined) throw new AppError('not_found')
  return paymentView(row)
}

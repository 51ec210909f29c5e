import { and, eq, type SQL } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/billing/billing.api.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { visible } from '../deliveries/index.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { invoices, refunds } from './billing.tables.ts'
import { countDecided } from './decided-money.queries.ts'
import { refundView } from './money-views.ts'
import { confirmRefund, recordRefund, rejectRefund } from './refund-payment.ts'
import { selectRefundLines, selectRefunds } from './refunds.queries.ts'

export function serveRefunds(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.recordRefund, async (tx, { context, params, body }) => {
    const id = await recordRefund(tx, context, { ...params, ...body })
    return writtenRefund(tx, id)
  })
  serveCommand(app, deps, api.confirmRefund, async (tx, { context, params }) => {
    await confirmRefund(tx, context, params)
    return writtenRefund(tx, params.refundId)
  })
  serveCommand(app, deps, api.rejectRefund, async (tx, { context, params, body }) => {
    await rejectRefund(tx, context, { ...params, ...body })
    return writtenRefund(tx, params.refundId)
  })
  serve(app, deps, api.listRefunds, async ({ context, query }) => {
    const { page, pageSize, state, purchaseOrderId } = query
    const condition = visible(
      context.actor,
      dayOf(context.now),
      and(
        state === undefined ? undefined : eq(refunds.state, state),
        purchaseOrderId === undefined ? undefined : eq(invoices.purchaseOrderId, purchaseOrderId),
      ),
    )
    const span = { limit: pageSize, offset: (page - 1) * pageSize }
    const items = await readRefunds(deps.db, condition, span)
    const total = await countDecided(deps.db, refunds, condition)
    return { items, total, page, pageSize }
  })
}

async function readRefunds(
  reader: Reader,
  condition: SQL | undefined,
  span: { limit: number; offset: number },
) {
  const rows = await selectRefunds(reader, condition, span)
  const lines = await selectRefundLines(
    reader,
    rows.map((row) => row.refund.id),
  )
  return rows.map((row) => refundView(row, lines))
}

async function writtenRefund(tx: Transaction, id: string) {
  const [view] = await readRefunds(tx, eq(refunds.id, id), { limit: 1, offset: 0 })
  if (view === undefined) throw new AppError('not_found')
  return view
}

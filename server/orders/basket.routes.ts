import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/orders/basket.api.ts'
import { mayBeCorrected } from '../../shared/orders/order-states.ts'
import { ConcurrencyLimit } from '../platform/concurrency.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { selectLastOrder } from './basket.queries.ts'
import { linesAgain } from './lines-again.ts'
import { matchRows } from './match-rows.ts'
import { selectBudgets, selectLimits } from './order-settings.queries.ts'
import { requireOwnUnit } from './orders.policy.ts'
import { isCorrected, requisitionById } from './requisitions.queries.ts'
import { readBasket, saveBasket } from './save-basket.ts'
import { setApprovalLimits, setBudget } from './set-order-settings.ts'
import { setSheetColumn } from './sheet-columns.ts'

/** Basket, quick-order sheet, and the unit's own rules for ordering. */
export async function basketRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  // Reading a long list keeps the process busy for some milliseconds.
  const limit = new ConcurrencyLimit({ total: 16, perPerson: 2 })
  serve(app, deps, api.readBasket, ({ context }) => readBasket(deps.db, context))
  serveCommand(app, deps, api.saveBasket, async (tx, { body, context }) => {
    await saveBasket(tx, context, body)
    return readBasket(tx, context)
  })
  serve(app, deps, api.readLastOrder, ({ context }) => readLastOrder(deps.db, context))
  serve(app, deps, api.readEarlierOrder, ({ params, context }) =>
    readEarlierOrder(deps.db, context, params.id),
  )
  serve(app, deps, api.matchRows, ({ body, context }) => {
    const unitId = organisationOf(context.actor)
    return limit.run(context.actor.personId, () => matchRows(deps.db, { ...body, unitId }))
  })
  serveCommand(app, deps, api.setSheetColumn, (tx, { body, context }) =>
    setSheetColumn(tx, context, body),
  )
  serve(app, deps, api.readOrderSettings, ({ context }) => readSettings(deps.db, context))
  serveCommand(app, deps, api.setApprovalLimits, async (tx, { body, context }) => {
    await setApprovalLimits(tx, context, body)
    return readSettings(tx, context)
  })
  serveCommand(app, deps, api.setBudget, async (tx, { params, body, context }) => {
    await setBudget(tx, context, { ...params, ...body })
    return readSettings(tx, context)
  })
}

async function readLastOrder(reader: Reader, context: Context) {
  const row = await selectLastOrder(reader, organisationOf(context.actor))
  return {
    requisitionId: row?.id ?? null,
    requestedAt: row?.requestedAt.toISOString() ?? null,
    lines: await linesAgain(reader, row?.lines ?? []),
  }
}

async function readEarlierOrder(reader: Reader, context: Context, id: string) {
  const row = requireOwnUnit(context.actor, await requisitionById(reader, id))
  const { number, state, channelId, neededOn, note } = row
  const mayCorrect = mayBeCorrected(state) && !(await isCorrected(reader, id))
  const lines = await linesAgain(reader, row.lines)
  return { requisitionId: id, number, mayCorrect, channelId, neededOn, note, lines }
}

async function readSettings(reader: Reader, context: Context) {
  const unitId = organisationOf(context.actor)
  const limits = await selectLimits(reader, unitId)
  return { limits, budgets: await selectBudgets(reader, unitId) }
}

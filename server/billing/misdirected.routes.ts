import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/billing/misdirected.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { balanceOfPair } from './misdirected.queries.ts'
import {
  confirmMisdirected,
  pairOf,
  recordMisdirected,
  rejectMisdirected,
  withdrawMisdirected,
} from './misdirected-money.ts'
import { listMisdirected, readMisdirected } from './read-misdirected.ts'
import { readMisdirectedDraft, setOffMisdirected } from './set-off-money.ts'

/** Money that went to a seller without an invoice, and how it goes back (§7.2). */
export async function misdirectedRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, api.listMisdirected, ({ context, query }) =>
    listMisdirected(deps.db, context, query),
  )
  serve(app, deps, api.draftMisdirectedSetOff, ({ context, query }) =>
    readMisdirectedDraft(deps.db, context.actor, query.partyId),
  )
  serveCommand(app, deps, api.recordMisdirected, async (tx, { context, body }) => {
    const id = await recordMisdirected(tx, context, body)
    return readMisdirected(tx, context.actor, id)
  })
  serveCommand(app, deps, api.confirmMisdirected, async (tx, { context, params }) => {
    await confirmMisdirected(tx, context, params)
    return readMisdirected(tx, context.actor, params.misdirectedId)
  })
  serveCommand(app, deps, api.rejectMisdirected, async (tx, { context, params, body }) => {
    await rejectMisdirected(tx, context, { ...params, ...body })
    return readMisdirected(tx, context.actor, params.misdirectedId)
  })
  serveCommand(app, deps, api.withdrawMisdirected, async (tx, { context, params, body }) => {
    await withdrawMisdirected(tx, context, { ...params, ...body })
    return readMisdirected(tx, context.actor, params.misdirectedId)
  })
  serveCommand(app, deps, api.setOffMisdirected, async (tx, { context, body }) => {
    await setOffMisdirected(tx, context, body)
    return balanceOfPair(tx, pairOf(context.actor, body.partyId))
  })
}

import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/review/opening.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { approveOpening, returnOpening, reverseOpening } from './decide-opening.ts'
import { enterOpening, withdrawOpening } from './enter-opening.ts'
import { listOpeningFigures, openingFigures } from './read-opening.ts'

/** 期初数 (§3.11). */
export function openingRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listOpenings, ({ context, query }) =>
    listOpeningFigures(deps.db, context, query),
  )

  serve(app, deps, api.readOpening, ({ context, params }) =>
    openingFigures(deps.db, context, params.openingId),
  )

  serveCommand(app, deps, api.enterOpening, async (tx, { context, body }) => {
    const id = context.newId()
    await enterOpening(tx, context, { id, ...body })
    return openingFigures(tx, context, id)
  })

  serveCommand(app, deps, api.withdrawOpening, async (tx, { context, params }) => {
    await withdrawOpening(tx, context, params.openingId)
    return openingFigures(tx, context, params.openingId)
  })

  serveCommand(app, deps, api.returnOpening, async (tx, { context, params, body }) => {
    await returnOpening(tx, context, { ...params, ...body })
    return openingFigures(tx, context, params.openingId)
  })

  serveCommand(app, deps, api.approveOpening, async (tx, { context, params }) => {
    await approveOpening(tx, context, params.openingId)
    return openingFigures(tx, context, params.openingId)
  })

  serveCommand(app, deps, api.reverseOpening, async (tx, { context, params, body }) => {
    await reverseOpening(tx, context, { ...params, ...body })
    return openingFigures(tx, context, params.openingId)
  })
}

import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/review/review.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { clearFlag, confirmFlag, refuseFlag, stateOnFlag, upholdFlag } from './decide-flag.ts'
import { flagRates } from './flag-rates.queries.ts'
import { listFlags, readFlag } from './read-flags.ts'
import { listCheckRuns, startCheckRun } from './run-checks.ts'

export async function reviewRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, api.listFlags, ({ context, query }) => listFlags(deps.db, context, query))

  serve(app, deps, api.readFlag, ({ context, params }) => readFlag(deps.db, context, params.flagId))

  serve(app, deps, api.listFlagRates, ({ context, query }) => flagRates(deps.db, context, query))

  serve(app, deps, api.listCheckRuns, ({ context }) => listCheckRuns(deps.db, context))

  serveCommand(app, deps, api.startCheckRun, async (tx, { context, body }) => {
    await startCheckRun(tx, context, body)
    return listCheckRuns(tx, context)
  })

  serveCommand(app, deps, api.clearFlag, async (tx, { context, params, body }) => {
    await clearFlag(tx, context, { ...params, ...body })
    return readFlag(tx, context, params.flagId)
  })

  serveCommand(app, deps, api.upholdFlag, async (tx, { context, params, body }) => {
    await upholdFlag(tx, context, { ...params, ...body })
    return readFlag(tx, context, params.flagId)
  })

  serveCommand(app, deps, api.confirmFlag, async (tx, { context, params }) => {
    await confirmFlag(tx, context, params)
    return readFlag(tx, context, params.flagId)
  })

  serveCommand(app, deps, api.refuseFlag, async (tx, { context, params, body }) => {
    await refuseFlag(tx, context, { ...params, ...body })
    return readFlag(tx, context, params.flagId)
  })

  serveCommand(app, deps, api.stateOnFlag, async (tx, { context, params, body }) => {
    await stateOnFlag(tx, context, { ...params, ...body })
    return readFlag(tx, context, params.flagId)
  })
}

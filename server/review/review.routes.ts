import type { FastifyInstance } from 'fastify'
import * as outside from '../../shared/review/outside.api.ts'
import * as api from '../../shared/review/review.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { clearFlag, confirmFlag, refuseFlag, stateOnFlag, upholdFlag } from './decide-flag.ts'
import { approveOutside, returnOutside, reverseOutside } from './decide-outside.ts'
import { enterOutside, submitOutside, withdrawOutside } from './enter-outside.ts'
import { flagRates } from './flag-rates.queries.ts'
import { openingRoutes } from './opening.routes.ts'
import { listFlags, readFlag } from './read-flags.ts'
import { listOutside, readOutside, sumOutside } from './read-outside.ts'
import { listCheckRuns, startCheckRun } from './run-checks.ts'

export async function reviewRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  flagRoutes(app, deps)
  outsideRoutes(app, deps)
  openingRoutes(app, deps)
}

function flagRoutes(app: FastifyInstance, deps: Dependencies): void {
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

/** 场外采购 (§3.11). */
function outsideRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, outside.listOutside, ({ context, query }) =>
    listOutside(deps.db, context, query),
  )

  serve(app, deps, outside.sumOutside, ({ context, query }) => sumOutside(deps.db, context, query))

  serve(app, deps, outside.readOutside, ({ context, params }) =>
    readOutside(deps.db, context, params.outsideId),
  )

  serveCommand(app, deps, outside.enterOutside, async (tx, { context, body }) => {
    const id = context.newId()
    await enterOutside(tx, context, { id, ...body })
    return readOutside(tx, context, id)
  })

  serveCommand(app, deps, outside.submitOutside, async (tx, { context, params, body }) => {
    await submitOutside(tx, context, { ...params, files: body })
    return readOutside(tx, context, params.outsideId)
  })

  serveCommand(app, deps, outside.withdrawOutside, async (tx, { context, params }) => {
    await withdrawOutside(tx, context, params.outsideId)
    return readOutside(tx, context, params.outsideId)
  })

  serveCommand(app, deps, outside.returnOutside, async (tx, { context, params, body }) => {
    await returnOutside(tx, context, { ...params, ...body })
    return readOutside(tx, context, params.outsideId)
  })

  serveCommand(app, deps, outside.approveOutside, async (tx, { context, params, body }) => {
    await approveOutside(tx, context, { ...params, ...body })
    return readOutside(tx, context, params.outsideId)
  })

  serveCommand(app, deps, outside.reverseOutside, async (tx, { context, params, body }) => {
    await reverseOutside(tx, context, { ...params, ...body })
    return readOutside(tx, context, params.outsideId)
  })
}

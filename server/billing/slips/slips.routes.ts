import type { FastifyInstance } from 'fastify'
import * as api from '../../../shared/billing/slips.api.ts'
import type { Dependencies } from '../../platform/dependencies.ts'
import { serve, serveCommand } from '../../platform/http/serve.ts'
import { issueSlips, renewSlip } from './issue-slips.ts'
import { showSlip } from './read-slips.ts'

/** Slips for households, and what their codes open. */
export async function slipRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serveCommand(app, deps, api.issueSlips, (tx, { context, body }) => issueSlips(tx, context, body))
  serveCommand(app, deps, api.renewSlip, (tx, { context, params }) =>
    renewSlip(tx, context, params),
  )
  serve(app, deps, api.showSlip, ({ context, body }) =>
    showSlip(deps.db, { ...body, now: context.now }),
  )
}

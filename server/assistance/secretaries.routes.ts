import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/assistance/secretaries.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { confirmConsent, refuseConsent, waitingConsentsOf } from './confirm-secretaries.ts'
import { agreeToBeNamed, secretaryPostsOf, withdrawName } from './secretaries.ts'

export function secretaryRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.secretaryPosts, async ({ context }) => ({
    items: await secretaryPostsOf(deps.db, context),
    waiting: await waitingConsentsOf(deps.db, context),
  }))

  serveCommand(app, deps, api.agreeToBeNamed, (tx, { params, context }) =>
    agreeToBeNamed(tx, context, params),
  )

  serveCommand(app, deps, api.withdrawName, (tx, { params, context }) =>
    withdrawName(tx, context, params),
  )

  serveCommand(app, deps, api.confirmConsent, (tx, { params, context }) =>
    confirmConsent(tx, context, params),
  )

  serveCommand(app, deps, api.refuseConsent, (tx, { params, context }) =>
    refuseConsent(tx, context, params),
  )
}

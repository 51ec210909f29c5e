import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/accounts/accounts.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { personView } from './accounts-view.ts'
import {
  changePassword,
  requestPasswordReset,
  resetPassword,
  updateAccount,
} from './change-account.ts'
import { changePhone, confirmEmail, requestEmail } from './change-addresses.ts'

/** One's own account: name, language, password, addresses. */
export async function accountRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serveCommand(app, deps, api.updateAccount, async (tx, { body, context }) =>
    personView(await updateAccount(tx, context, body)),
  )

  serve(app, deps, api.changePassword, async ({ body, context }) => ({
    endedSessions: await changePassword(deps.db, context, body),
  }))

  serve(app, deps, api.requestEmail, async ({ body, context }) => {
    await requestEmail(deps.db, context, body)
    return {}
  })

  serve(app, deps, api.confirmEmail, async ({ body, context, request }) => {
    const input = { ...body, address: request.ip, settings: deps.config }
    return personView(await confirmEmail(deps.db, context, input))
  })

  serve(app, deps, api.changePhone, async ({ body, context }) =>
    personView(await changePhone(deps.db, context, body)),
  )

  serve(app, deps, api.requestPasswordReset, async ({ body, context, request }) => {
    await requestPasswordReset(deps.db, context, { ...body, address: request.ip })
    return {}
  })

  serve(app, deps, api.resetPassword, async ({ body, context, request }) => {
    await resetPassword(deps.db, context, { ...body, address: request.ip })
    return {}
  })
}

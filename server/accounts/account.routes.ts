import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/accounts/accounts.api.ts'
import { transaction } from '../platform/db/transaction.ts'
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
import { ownDataOf } from './own-data.ts'

/** One's own account: name, language, password, addresses. */
export async function accountRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serveCommand(app, deps, api.updateAccount, async (tx, { body, context }) =>
    personView(await updateAccount(tx, context, body)),
  )

  serve(app, deps, api.exportOwnData, async ({ context, reply }) => {
    await deps.requireLive(deps.db, context)
    const data = await transaction(deps.db, (tx) => ownDataOf(tx, context))
    return reply
      .type(api.exportOwnData.download)
      .header('content-disposition', 'attachment; filename="account.json"')
      .send(`${JSON.stringify(data, null, 2)}\n`)
  })

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

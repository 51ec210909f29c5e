import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/accounts/api-keys.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'

/** The keys of an organisation for the open API. */
export async function apiKeyRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, api.listApiKeys, async ({ context }) => {
    await deps.requireLive(deps.db, context)
    return { items: await listApiKeys(deps.db, context) }
  })

  serveCommand(app, deps, api.createApiKey, (tx, { body, context }) =>
    createApiKey(tx, context, body),
  )

  serveCommand(app, deps, api.revokeApiKey, (tx, { params, context }) =>
    revokeApiKey(tx, context, params.keyId),
  )
}

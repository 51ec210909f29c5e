import type { FastifyInstance } from 'fastify'
import { fieldError } from '../../shared/errors.ts'
import * as api from '../../shared/organisations/set-up.api.ts'
import { addressSubject, isSetUpCode, requireAttempt } from '../accounts/index.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve } from '../platform/http/serve.ts'
import { operatorName, setUpPlatform } from './set-up.ts'

/** The first start in a browser, for whoever holds the code that the program prints. */
export function setUpRoutes(app: FastifyInstance, deps: Dependencies): void {
  const { config } = deps

  serve(app, deps, api.readSetUp, async () => ({ isOpen: (await operatorName(deps.db)) === null }))

  serve(app, deps, api.setUp, async ({ body, context, request }) => {
    const { code, ...input } = body
    await requireAttempt(deps.db, context, [addressSubject('set-up', request.ip)])
    if (!isSetUpCode(config, code)) throw fieldError(['code'], 'wrong_code')
    const { link } = await transaction(deps.db, (tx) =>
      setUpPlatform(tx, context, { ...input, settings: config }),
    )
    return { link }
  })
}

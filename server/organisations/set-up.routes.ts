import type { FastifyInstance } from 'fastify'
import { AppError, fieldError } from '../../shared/errors.ts'
import * as api from '../../shared/organisations/set-up.api.ts'
import { addressSubject, hasPeople, isSetUpCode, requireAttempt } from '../accounts/index.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve } from '../platform/http/serve.ts'
import { setUpPlatform } from './set-up.ts'

/** The first start in a browser, for whoever holds the code that the program prints. */
export function setUpRoutes(app: FastifyInstance, deps: Dependencies): void {
  const { config } = deps

  serve(app, deps, api.readSetUp, async () => ({ isOpen: !(await hasPeople(deps.db)) }))

  serve(app, deps, api.setUp, async ({ body, context, request }) => {
    const { code, ...input } = body
    await requireAttempt(deps.db, context, [addressSubject('set-up', request.ip)])
    if (!isSetUpCode(config, code)) throw fieldError(['code'], 'wrong_code')
    // Where somebody is without an administrator, the command makes one: it takes the machine.
    if (await hasPeople(deps.db)) throw new AppError('already_set_up')
    const { link } = await transaction(deps.db, (tx) =>
      setUpPlatform(tx, context, { ...input, settings: config }),
    )
    return { link }
  })
}

import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/assistance/reserve.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serveCommand } from '../platform/http/serve.ts'
import { checkReserve, fileReserve, remindOfReserve } from './reserve-filings.ts'

export function reserveRoutes(app: FastifyInstance, deps: Dependencies): void {
  serveCommand(app, deps, api.fileReserve, (tx, { body, context }) =>
    fileReserve(tx, context, body),
  )

  serveCommand(app, deps, api.checkReserve, (tx, { params, body, context }) =>
    checkReserve(tx, context, { ...params, ...body }),
  )

  serveCommand(app, deps, api.remindOfReserve, (tx, { body, context }) =>
    remindOfReserve(tx, context, body),
  )
}

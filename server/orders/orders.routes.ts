import type { FastifyInstance } from 'fastify'
import { placeRequisition } from '../../shared/orders/orders.api.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serveStatement } from '../platform/http/serve.ts'
import * as place from './place-requisition.ts'
import { placingMemory } from './placing-memory.ts'

export async function ordersRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  const placing = { db: deps.db, sql: deps.sql, memory: placingMemory() }

  serveStatement(app, deps, placeRequisition, (keyed, { body, context }) =>
    place.placeRequisition(placing, context, body, keyed),
  )
}

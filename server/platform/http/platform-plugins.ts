import type { FastifyInstance } from 'fastify'
import type { Dependencies } from '../dependencies.ts'
import { registerDocumentation } from './documentation.ts'
import { registerHealth } from './health.ts'
import { registerMetrics } from './metrics.ts'
import { registerProtection } from './protection.ts'
import { registerRequestLog } from './request-log.ts'

/** What every route stands on, in the order in which a request meets it. */
export async function registerPlatform(app: FastifyInstance, deps: Dependencies): Promise<void> {
  registerRequestLog(app)
  await registerProtection(app, deps.config)
  await registerMetrics(app)
  await registerDocumentation(app, deps.config)
  registerHealth(app, deps)
}

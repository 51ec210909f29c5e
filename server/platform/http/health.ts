import type { FastifyInstance } from 'fastify'
import { pendingMigrations } from '../db/migrate.ts'
import type { Dependencies } from '../dependencies.ts'

/**
 * `/healthz` says that the process answers; `/readyz` that it can do its work: the database is
 * reachable and has every migration.
 */
export function registerHealth(app: FastifyInstance, deps: Pick<Dependencies, 'db'>): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const reason = await reasonNotReady(deps)
    if (reason === null) return { status: 'ready' }
    return reply.code(503).header('retry-after', '1').send({ status: 'not ready', reason })
  })
}

async function reasonNotReady(deps: Pick<Dependencies, 'db'>): Promise<string | null> {
  const { promise: late, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(() => resolve('the database does not answer in time'), 3_000)
  const asked = pendingMigrations(deps.db).then(
    (pending) => (pending.length === 0 ? null : `migrations are missing: ${pending.join(', ')}`),
    () => 'the database cannot be reached',
  )
  const reason = await Promise.race([asked, late])
  clearTimeout(timer)
  return reason
}

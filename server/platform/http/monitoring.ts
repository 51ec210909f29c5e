import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import metrics from 'fastify-metrics'
import { AppError } from '../../../shared/errors.ts'
import type { Config } from '../../config.ts'
import { pendingMigrations } from '../db/migrate.ts'
import type { Dependencies } from '../dependencies.ts'

/** Health checks come every few seconds and would fill the log. */
const quiet = new Set(['/healthz', '/readyz', '/metrics'])

/** Tells the caller the id of its request, and logs each answer in one line under that id. */
export function registerRequestLog(app: FastifyInstance): void {
  // A hook that waits for nothing says so: as a promise it would make every request wait.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url
    const line = {
      req: request,
      route,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    }
    if (route !== undefined && quiet.has(route)) request.log.debug(line, 'answered')
    else request.log.info(line, 'answered')
    done()
  })
}

/** Counts and times every route, and the process itself, for Prometheus at `/metrics`. */
export async function registerMetrics(
  app: FastifyInstance,
  config: Pick<Config, 'metricsToken'>,
): Promise<void> {
  app.addHook('onRequest', (request, _reply, done) => {
    const isHidden =
      request.routeOptions.url === '/metrics' && !mayReadMetrics(request, config.metricsToken)
    done(isHidden ? new AppError('not_found') : undefined)
  })
  await app.register(metrics.default, {
    // The plugin puts a handler of its own in the place of the one its types require.
    endpoint: { url: '/metrics', method: 'GET', schema: { hide: true }, handler: () => {} },
    clearRegisterOnInit: true,
    routeMetrics: {
      enabled: { histogram: true, summary: false },
      overrides: {
        histogram: { buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] },
      },
    },
  })
}

/** Who shows the token; without one, this machine itself, and nobody through a proxy on it. */
function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  const { authorization, 'x-forwarded-for': forwarded } = request.headers
  if (token === undefined)
    return (
      forwarded === undefined &&
      /^(::ffff:)?127\.|^::1$/.test(request.raw.socket.remoteAddress ?? '')
    )
  const hashed = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hashed(authorization ?? ''), hashed(`Bearer ${token}`))
}

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
  const migrationsCheck = pendingMigrations(deps.db).then(
    (pending) => (pending.length === 0 ? null : `migrations are missing: ${pending.join(', ')}`),
    () => 'the database cannot be reached',
  )
  const reason = await Promise.race([migrationsCheck, late])
  clearTimeout(timer)
  return reason
}

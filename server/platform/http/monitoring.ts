import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import metrics from 'fastify-metrics'
import { AppError } from '../../../shared/errors.ts'
import type { Config } from '../../config.ts'
import { pendingMigrations } from '../db/migrate.ts'
import type { Dependencies } from '../dependencies.ts'

/** Health checks come every few seconds and would fill the log. */
const quiet = new Set(['/healthz', '/readyz', '/metrics'])

/** They do no work of their own. */
const untimed = new Set(['HEAD', 'OPTIONS'])

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
  await app.register(metrics.default, {
    endpoint: {
      url: '/metrics',
      method: 'GET',
      schema: { hide: true },
      onRequest: (request, _reply, done) => {
        done(mayReadMetrics(request, config.metricsToken) ? undefined : new AppError('not_found'))
      },
      // The plugin puts a handler of its own in the place of the one its types require.
      handler: () => {},
    },
    clearRegisterOnInit: true,
    routeMetrics: { enabled: false },
  })
  timeRoutes(app)
}

/**
 * Times the routes without the plugin, which makes a timer, a closure and labels for each request
 * and takes as long as all else in front of a handler.
 */
function timeRoutes(app: FastifyInstance): void {
  const histogram = new app.metrics.client.Histogram({
    name: 'http_request_duration_seconds',
    help: 'request duration in seconds',
    labelNames: ['method', 'route', 'status_code'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  })
  const seriesByKey = new Map<string, ReturnType<typeof histogram.labels>>()
  app.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    const route = routeOptions.url
    if (route === undefined || untimed.has(method)) return done()
    const key = `${method} ${reply.statusCode} ${route}`
    let series = seriesByKey.get(key)
    if (series === undefined) {
      series = histogram.labels({ method, route, status_code: reply.statusCode })
      seriesByKey.set(key, series)
    }
    series.observe(reply.elapsedTime / 1_000)
    done()
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

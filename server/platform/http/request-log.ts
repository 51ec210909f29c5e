import type { FastifyInstance } from 'fastify'

/** What machines ask all the time is no news. */
const quiet = new Set(['/healthz', '/readyz', '/metrics'])

/** Tells the caller the id of its request, and logs each answer in one line under that id. */
export function registerRequestLog(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url
    const line = {
      req: request,
      route,
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    }
    if (route !== undefined && quiet.has(route)) request.log.debug(line, 'answered')
    else request.log.info(line, 'answered')
  })
}

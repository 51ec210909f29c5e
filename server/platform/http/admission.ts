import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../../shared/errors.ts'

/** A request's JSON is here within this time, or its connection ends. */
const bodySeconds = 30

/**
 * Ends the connection of whoever sends a body drop by drop: it would hold a place, and hold up the
 * program when it stops. Forms with files are read by their handlers and have longer.
 */
export function limitSlowBodies(routes: FastifyInstance, seconds = bodySeconds): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>()
  const arrived = async (request: FastifyRequest) => clearTimeout(timers.get(request))
  routes.addHook('onRequest', async (request) => {
    const { headers, raw } = request
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
      return
    const end = () => raw.socket.end('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n')
    timers.set(request, setTimeout(end, seconds * 1_000).unref())
  })
  routes.addHook('preValidation', arrived)
  routes.addHook('onResponse', arrived)
  routes.addHook('onRequestAbort', arrived)
}

/**
 * Lets so many requests to these routes be under way at once, and refuses the others before
 * anything is done for them: a queue without end makes everybody wait longer than they stay.
 * A request is under way once its body is here: one that is sent drop by drop takes no place.
 * `counts` names the requests that take a place; all of them do unless given.
 */
export function limitRequests(
  routes: FastifyInstance,
  limit: { atOnce: number; counts?: (request: FastifyRequest) => boolean },
): void {
  const { atOnce, counts = () => true } = limit
  let underWay = 0
  const requirePlace = async (request: FastifyRequest) => {
    if (counts(request) && underWay >= atOnce) throw new AppError('overloaded')
  }
  routes.addHook('onRequest', requirePlace)
  routes.addHook('preValidation', async (request, reply) => {
    if (!counts(request)) return
    await requirePlace(request)
    underWay += 1
    // A client that hangs up closes the answer without having finished it.
    let leaving = false
    const leave = () => {
      if (!leaving) underWay -= 1
      leaving = true
    }
    reply.raw.once('finish', leave).once('close', leave)
  })
}

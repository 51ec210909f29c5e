import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../../shared/errors.ts'

/** A request's JSON is here within this time, or its connection ends. */
const bodySeconds = 30

/**
 * Ends the connection of whoever sends a body drop by drop: it would hold a place, and hold up the
 * program when it stops. Forms with files are read by their handlers and have longer.
 */
export function limitSlowBodies(routes: FastifyInstance, seconds = bodySeconds): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>()
  const arrived = (request: FastifyRequest) => clearTimeout(timers.get(request))
  const start = (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    const { headers, raw } = request
    const end = () => raw.socket.end('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n')
    if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined)
      timers.set(request, setTimeout(end, seconds * 1_000).unref())
    done()
  }
  const onArrival = (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    arrived(request)
    done()
  }
  const onAbort = (request: FastifyRequest, done: () => void) => {
    arrived(request)
    done()
  }
  routes.addHook('onRoute', (route) => {
    // A body that comes with these is not read, and nothing waits for it.
    if (route.method === 'GET' || route.method === 'HEAD') return
    route.onRequest = [...hooksOf(route.onRequest), start]
    route.preValidation = [onArrival, ...hooksOf(route.preValidation)]
    route.onResponse = [...hooksOf(route.onResponse), onArrival]
    route.onRequestAbort = [...hooksOf(route.onRequestAbort), onAbort]
  })
}

function hooksOf<Hook>(hooks: Hook | Hook[] | undefined): Hook[] {
  return hooks === undefined ? [] : ([hooks].flat() as Hook[])
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
  const isFull = (request: FastifyRequest) => counts(request) && underWay >= atOnce
  const leave = () => {
    underWay -= 1
  }
  routes.addHook('onRequest', (request, _reply, done) => {
    done(isFull(request) ? new AppError('overloaded') : undefined)
  })
  routes.addHook('preValidation', (request, reply, done) => {
    if (!counts(request)) return done()
    if (isFull(request)) return done(new AppError('overloaded'))
    underWay += 1
    // An answer closes once, finished or left by a client that hangs up.
    reply.raw.on('close', leave)
    done()
  })
}

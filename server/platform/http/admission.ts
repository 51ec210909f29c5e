import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../../shared/errors.ts'

/**
 * Lets so many requests to these routes be under way at once, and refuses the others before
 * anything is done for them: a queue without end makes everybody wait longer than they stay.
 * `counts` names the requests that take a place; all of them do unless given.
 */
export function limitRequests(
  routes: FastifyInstance,
  limit: { atOnce: number; counts?: (request: FastifyRequest) => boolean },
): void {
  const { atOnce, counts = () => true } = limit
  let underWay = 0
  routes.addHook('onRequest', async (request, reply) => {
    if (!counts(request)) return
    if (underWay >= atOnce) throw new AppError('overloaded')
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

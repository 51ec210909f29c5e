import type { FastifyInstance } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import type { FindKeyActor } from '../platform/auth/actor.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { keyActor } from './api-keys.queries.ts'
import { hashOf } from './secrets.ts'

/** One key may send a fifth of what one address may, so that a program gone wild stops alone. */
const shareOfLimit = 5

/**
 * Finds who asks with a key of the open API. Each request asks the database: what was revoked, or
 * lost by whoever made the key, counts at once on every server (§11.4).
 */
export function findKeyActor(
  app: FastifyInstance,
  { db, clock, config }: Dependencies,
  ports: { requireNotSuspended(reader: Reader, actor: Actor): Promise<void> },
): FindKeyActor {
  const limit =
    config.requestsPerMinute === 0
      ? null
      : app.createRateLimit({
          max: Math.ceil(config.requestsPerMinute / shareOfLimit),
          timeWindow: '1 minute',
          // By the key whatever address it comes from, which is not kept in memory.
          keyGenerator: ({ headers }) => `key ${hashOf(headers.authorization ?? '')}`,
        })
  return async (key, request) => {
    const used = await limit?.(request)
    if (used && !used.isAllowed && used.isExceeded) {
      throw new AppError('too_many_requests', { values: { seconds: used.ttlInSeconds } })
    }
    const found = await keyActor(db, key, clock())
    if (found !== null) await ports.requireNotSuspended(db, found.actor)
    return found
  }
}

import type { FastifyInstance } from 'fastify'
import type { Endpoint } from '../../../shared/endpoint.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/transaction.ts'

/** Refuses a write before it begins, in its own transaction; its locks are the first ones. */
export type WriteGuard = (tx: Transaction, endpoint: Endpoint, context: Context) => Promise<void>

declare module 'fastify' {
  interface FastifyInstance {
    writeGuard?: WriteGuard
  }
}

/** Puts a guard before every write that `serveCommand` binds to this instance afterwards. */
export function guardWrites(app: FastifyInstance, guard: WriteGuard): void {
  app.decorate('writeGuard', guard)
}

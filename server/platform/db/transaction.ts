import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { isRetryable } from './sqlstate.ts'

export type Database = PostgresJsDatabase

/** A write takes this first; the pool does not type-check in its place. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]

/** A read takes either. */
export type Reader = Database | Transaction

const attempts = 3

/**
 * Runs work that writes all or nothing, again when PostgreSQL gave it up for a serialisation
 * failure or a deadlock, three times at most.
 */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !isRetryable(error)) throw error
    }
  }
}

/** Runs the work in one transaction, the whole of it again as `retried` says. */
export async function transaction<T>(
  db: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return retried(() => db.transaction(work))
}

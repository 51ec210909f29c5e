import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { type Client, type ClientOptions, createClient } from './driver.ts'
import { preparing } from './preparing.ts'

/** Drizzle for tables and types, and below it the statements of `rows.ts`. */
export type Drizzle = PostgresJsDatabase & { $client: Client }

/** The one way to a PostgreSQL. */
export interface Pool {
  db: Drizzle
  /** Waits for what is under way, at most five seconds. */
  close(): Promise<void>
}

/** Opens the pool; nothing is connected before the first statement. */
export function connect(options: ClientOptions): Pool {
  const client = createClient(options)
  const prepared = options.prepare === false ? client : preparing(client)
  const db = drizzle({ client: prepared, casing: 'snake_case' })
  return { db, close: () => client.end({ timeout: 5 }) }
}

import type { Sql } from 'postgres'
import type { Config } from '../config.ts'
import type { Clock } from './clock.ts'
import type { Database } from './db/transaction.ts'
import type { NewId } from './ids.ts'

/** What a route is given to work with; built once in main.ts, or by a test. */
export interface Dependencies {
  config: Config
  /** Drizzle: tables, types, everyday queries. */
  db: Database
  /** The bare client, for the few hot statements that are written out. */
  sql: Sql
  clock: Clock
  newId: NewId
}

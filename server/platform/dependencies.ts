import type { Config } from '../config.ts'
import type { Clock } from './clock.ts'
import type { Context } from './context.ts'
import type { Database, Reader } from './db/transaction.ts'
import type { NewId } from './ids.ts'

/** The dependencies of the routes; built once in main.ts, or by a test. */
export interface Dependencies {
  config: Config
  db: Database
  /** Another pool on the same database, so that long reads never keep orders waiting. */
  reportDb: Database
  clock: Clock
  newId: NewId
  /** A port of `accounts`: refuses whoever's session, membership or roles have ended (§11.4). */
  requireLive(reader: Reader, context: Context): Promise<void>
}

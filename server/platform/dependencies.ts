import type { Config } from '../config.ts'
import type { Clock } from './clock.ts'
import type { Database } from './db/transaction.ts'
import type { NewId } from './ids.ts'

/** The dependencies of the routes; built once in main.ts, or by a test. */
export interface Dependencies {
  config: Config
  db: Database
  /** Another pool on the same database, so that long reads never keep orders waiting. */
  reportDb: Database
  clock: Clock
  newId: NewId
}

import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import { type Client, createClient } from './driver.ts'
import { preparing } from './preparing.ts'

/** Drizzle for tables, types and everyday queries. */
export type Drizzle = PostgresJsDatabase & { $client: Client }

/** The way to one PostgreSQL: two pools, because Drizzle replaces its client's serialisers. */
export interface Pools {
  db: Drizzle
  /** For raw prepared statements: int8 as a safe number, date as text, timestamptz as Date. */
  sql: Client
  /** Waits for what is under way, at most five seconds. */
  close(): Promise<void>
}

export interface ConnectOptions {
  url: string
  /** False behind pgbouncer in transaction mode. */
  prepare?: boolean
  /** Connections at most, of each of the two pools. */
  max?: number
  /** Zero for bulk work that may take as long as it takes. */
  statementTimeoutMs?: number
  lockTimeoutMs?: number
  idleInTransactionTimeoutMs?: number
  applicationName?: string
}

/** Opens the pools; nothing is connected before the first statement. */
export function connect(options: ConnectOptions): Pools {
  const settings = {
    url: options.url,
    prepare: options.prepare ?? true,
    max: options.max ?? 16,
    statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
    lockTimeoutMs: options.lockTimeoutMs ?? 10_000,
    idleInTransactionTimeoutMs: options.idleInTransactionTimeoutMs ?? 60_000,
    applicationName: options.applicationName ?? 'cunji',
  }
  const client = createClient(settings)
  const raw = createClient(settings)
  const db = drizzle({
    client: settings.prepare ? preparing(client) : client,
    casing: 'snake_case',
  }) as unknown as Drizzle
  return {
    db,
    sql: raw,
    close: async () => {
      await Promise.all([client.end({ timeout: 5 }), raw.end({ timeout: 5 })])
    },
  }
}

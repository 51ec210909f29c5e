import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import { z } from 'zod'
import { migrationsFolder } from '../folders.ts'
import { createClient } from './driver.ts'
import { execute, queryRow, queryRows } from './rows.ts'
import { runMigration } from './scripts.ts'
import type { Database, Reader, Transaction } from './transaction.ts'

/** Any number that nobody else on the database uses. */
const lockNumber = 4_718_236

interface Migration {
  name: string
  when: number
  hash: string
  text: string
}

/** The database is not one this program can work on; the message is one sentence. */
export class HistoryError extends Error {}

/**
 * Brings the database to the newest migration, wholly or not at all. Two servers may start at
 * once: one migrates while the other waits. The lock ends with its transaction, so that a pooler
 * in transaction mode does no harm.
 */
export async function migrate(options: {
  url: string
  folder?: string
  /** False behind pgbouncer in transaction mode. */
  prepare?: boolean
  /** The name of the last migration to apply, for the rows of an older database. */
  upTo?: string
}): Promise<void> {
  const { folder = migrationsFolder, upTo } = options
  const client = createClient({
    url: options.url,
    prepare: options.prepare ?? true,
    max: 1,
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
    idleInTransactionTimeoutMs: 0,
    applicationName: 'cunji-migrate',
  })
  const db = drizzle({ client })
  try {
    await requireUsableServer(db)
    if ((await pendingMigrations(db, folder)).length === 0) return
    await db.transaction(async (tx) => {
      // Limits of the role's own would cut off what takes long on years of records.
      await execute(tx, sql`set local lock_timeout = 0`)
      await execute(tx, sql`set local statement_timeout = 0`)
      await execute(tx, sql`select pg_advisory_xact_lock(${lockNumber})`)
      await requireSameHistory(tx, folder)
      await applyMigrations(tx, folder, upTo)
    })
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** Older servers lack what the migrations use; another encoding cannot hold Chinese. */
async function requireUsableServer(reader: Reader): Promise<void> {
  const server = await queryRow(
    reader,
    z.object({ version: z.int(), encoding: z.string() }),
    sql`select current_setting('server_version_num')::integer as version,
      current_setting('server_encoding') as encoding`,
  )
  if (server !== undefined && server.version < 150_000)
    throw new HistoryError('The server at DATABASE_URL is older than PostgreSQL 15.')
  if (server !== undefined && server.encoding !== 'UTF8')
    throw new HistoryError(
      `The database has the encoding ${server.encoding}: create it with encoding UTF8.`,
    )
}

/** Empties a database that holds nothing worth keeping, down to the record of its migrations. */
export async function dropEverything(db: Database): Promise<void> {
  const schemas = await queryRows(
    db,
    z.object({ name: z.string() }),
    sql`select nspname as name from pg_namespace
      where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')`,
  )
  for (const { name } of schemas)
    await execute(db, sql`drop schema ${sql.identifier(name)} cascade`)
}

/** The names of the migrations that the database still lacks. */
export async function pendingMigrations(
  reader: Reader,
  folder = migrationsFolder,
): Promise<string[]> {
  const applied = await appliedHashes(reader)
  return readMigrations(folder)
    .filter((migration) => applied.get(migration.when) !== migration.hash)
    .map((migration) => migration.name)
}

/** The newest migration of a database; undefined where there is none. */
export async function newestMigration(reader: Reader): Promise<string | undefined> {
  const applied = await appliedHashes(reader)
  return readMigrations(migrationsFolder).findLast(({ when }) => applied.has(when))?.name
}

/** Whether this program has the migration, and so can make a database of its state. */
export function knowsMigration(name: string): boolean {
  return readMigrations(migrationsFolder).some((migration) => migration.name === name)
}

/** Applies what is missing, each file statement by statement, in the order of the journal. */
async function applyMigrations(tx: Transaction, folder: string, upTo?: string): Promise<void> {
  await execute(tx, sql`create schema if not exists drizzle`)
  await execute(
    tx,
    sql`create table if not exists drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint)`,
  )
  const applied = await appliedHashes(tx)
  const migrations = readMigrations(folder)
  const last = migrations.findIndex(({ name }) => name === upTo)
  for (const { when, hash, text } of last < 0 ? migrations : migrations.slice(0, last + 1)) {
    if (applied.has(when)) continue
    for (const statement of text.split('--> statement-breakpoint'))
      await runMigration(tx, statement)
    await execute(
      tx,
      sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${when})`,
    )
  }
}

async function requireSameHistory(reader: Reader, folder: string): Promise<void> {
  const applied = await appliedHashes(reader)
  for (const migration of readMigrations(folder)) {
    const hash = applied.get(migration.when)
    if (hash !== undefined && hash !== migration.hash)
      throw new HistoryError(
        `The database was made with another version of the migration ${migration.name}. ` +
          'A database for trying can be made anew by removing DATA_DIR.',
      )
  }
}

const Applied = z.object({ createdAt: z.int(), hash: z.string() })

/** Whether this program has ever worked on the database. */
export async function isMigrated(reader: Reader): Promise<boolean> {
  const table = await queryRow(
    reader,
    z.object({ present: z.boolean() }),
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as present`,
  )
  return table?.present ?? false
}

async function appliedHashes(reader: Reader): Promise<Map<number, string>> {
  if (!(await isMigrated(reader))) return new Map()
  const rows = await queryRows(
    reader,
    Applied,
    sql`select created_at, hash from drizzle.__drizzle_migrations`,
  )
  return new Map(rows.map((row) => [row.createdAt, row.hash]))
}

function readMigrations(folder: string): Migration[] {
  const journal = JSON.parse(readFileSync(path.join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { tag: string; when: number }[]
  }
  return journal.entries.map(({ tag, when }) => {
    const text = readFileSync(path.join(folder, `${tag}.sql`), 'utf8')
    return { name: tag, when, text, hash: createHash('sha256').update(text).digest('hex') }
  })
}

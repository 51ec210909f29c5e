import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import { z } from 'zod'
import { migrationsFolder } from '../folders.ts'
import { createClient } from './driver.ts'
import { execute, queryRow, queryRows } from './rows.ts'
import type { Database, Reader } from './transaction.ts'

/** Any number that nobody else on the database uses. */
const lockNumber = 4_718_236

interface Migration {
  name: string
  when: number
  hash: string
}

/** The database was made by other migrations than these; the message is one sentence. */
export class HistoryError extends Error {}

/**
 * Brings the database to the newest migration. Two servers may start at once: one migrates while
 * the other waits. The address must lead to PostgreSQL itself or to a pooler in session mode,
 * for the lock belongs to the session.
 */
export async function migrate(options: { url: string; folder?: string }): Promise<void> {
  const folder = options.folder ?? migrationsFolder
  const client = createClient({
    url: options.url,
    max: 1,
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
    idleInTransactionTimeoutMs: 0,
    applicationName: 'cunji-migrate',
  })
  const db = drizzle({ client })
  try {
    await execute(db, sql`select pg_advisory_lock(${lockNumber})`)
    await requireSameHistory(db, folder)
    await applyMigrations(db, { migrationsFolder: folder })
  } finally {
    await client.end({ timeout: 5 })
  }
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

async function appliedHashes(reader: Reader): Promise<Map<number, string>> {
  const table = await queryRow(
    reader,
    z.object({ present: z.boolean() }),
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as present`,
  )
  if (!table?.present) return new Map()
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
    return { name: tag, when, hash: createHash('sha256').update(text).digest('hex') }
  })
}

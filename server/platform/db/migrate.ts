import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import { type Client, createClient } from './driver.ts'

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
    prepare: true,
    max: 1,
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
    idleInTransactionTimeoutMs: 0,
    applicationName: 'cunji-migrate',
  })
  try {
    await client`select pg_advisory_lock(${lockNumber})`
    await requireSameHistory(client, folder)
    await applyMigrations(drizzle({ client }), { migrationsFolder: folder })
  } finally {
    await client.end({ timeout: 5 })
  }
}

/** Empties a database that holds nothing worth keeping, down to the record of its migrations. */
export async function dropEverything(sql: Client): Promise<void> {
  const schemas = await sql<{ name: string }[]>`
    select nspname as name from pg_namespace
    where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')`
  for (const { name } of schemas) await sql`drop schema ${sql(name)} cascade`
}

/** The names of the migrations that the database still lacks. */
export async function pendingMigrations(sql: Client, folder = migrationsFolder): Promise<string[]> {
  const applied = await appliedHashes(sql)
  return readMigrations(folder)
    .filter((migration) => applied.get(migration.when) !== migration.hash)
    .map((migration) => migration.name)
}

async function requireSameHistory(client: Client, folder: string): Promise<void> {
  const applied = await appliedHashes(client)
  for (const migration of readMigrations(folder)) {
    const hash = applied.get(migration.when)
    if (hash !== undefined && hash !== migration.hash)
      throw new HistoryError(
        `The database was made with another version of the migration ${migration.name}. ` +
          'A database for trying can be made anew by removing DATA_DIR.',
      )
  }
}

async function appliedHashes(sql: Client): Promise<Map<number, string>> {
  const [table] = await sql<{ present: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as present`
  if (!table?.present) return new Map()
  const rows = await sql<{ createdAt: number; hash: string }[]>`
    select created_at as "createdAt", hash from drizzle.__drizzle_migrations`
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

/** Beside the sources, or beside the bundle that was made of them. */
const migrationsFolder = ['../../../migrations', '../migrations']
  .map((relative) => path.join(import.meta.dirname, relative))
  .find((folder) => existsSync(folder)) as string

import { createHash } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { connect } from '../db/connect.ts'
import { copyOut, type DumpedTable, inSnapshot, listTables, readSequences } from '../db/dump.ts'
import { newestMigration } from '../db/migrate.ts'
import { execute } from '../db/rows.ts'
import type { Transaction } from '../db/transaction.ts'
import { BackupError, hashOfFile, type KeptFile, type Manifest, manifestName } from './manifest.ts'

/** What below DATA_DIR belongs to a backup, beside the database. */
const keptFolders = ['files', 'log-keys']
const keptSecrets = ['jwt-secret']
const wholeFile = /^\w+\.(original|\d+\.webp|pem)$/

export interface BackupInput {
  /** Of the owner of the tables. */
  databaseUrl: string
  dataDirectory: string
  /** Must not hold anything yet; only its owner may read it. */
  folder: string
  now: Date
}

/**
 * Writes the database as of one instant, with files and keys, into a folder. Orders go on being
 * placed meanwhile: the tables are read in one snapshot, and files are never changed or removed,
 * so that those of the snapshot are there. The manifest is written last: without it a folder is no
 * backup.
 */
export async function takeBackup(input: BackupInput): Promise<Manifest> {
  const { databaseUrl, folder, dataDirectory, now } = input
  if (existsSync(folder) && (await readdir(folder)).length > 0)
    throw new BackupError(`${folder} is not empty: name a folder that does not exist yet.`)
  await mkdir(path.join(folder, 'tables'), { recursive: true, mode: 0o700 })
  const pool = connect({
    url: databaseUrl,
    max: 1,
    statementTimeoutMs: 0,
    idleInTransactionTimeoutMs: 0,
    applicationName: 'cunji-backup',
  })
  try {
    const dumped = await inSnapshot(pool.db, (tx) => dumpTables(tx, folder))
    const files = await copyFiles(dataDirectory, folder)
    const manifest: Manifest = { format: 1, takenAt: now.toISOString(), ...dumped, files }
    const draft = path.join(folder, `${manifestName}.draft`)
    await writeFile(draft, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
    await rename(draft, path.join(folder, manifestName))
    return manifest
  } finally {
    await pool.close()
  }
}

async function dumpTables(tx: Transaction, folder: string) {
  const migration = await newestMigration(tx)
  if (migration === undefined) throw new BackupError('The database is empty.')
  await execute(tx, sql`set local statement_timeout = 0`)
  const tables: Manifest['tables'] = []
  for (const table of await listTables(tx))
    tables.push({ ...table, file: await dumpTable(tx, table, folder) })
  return { migration, tables, sequences: await readSequences(tx) }
}

async function dumpTable(tx: Transaction, table: DumpedTable, folder: string): Promise<KeptFile> {
  const relative = path.posix.join('tables', `${table.name.replaceAll('"', '')}.copy.gz`)
  const hash = createHash('sha256')
  let bytes = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const target = createWriteStream(path.join(folder, relative), { mode: 0o600, flags: 'wx' })
  await pipeline(await copyOut(tx, table), createGzip({ level: 6 }), measure, target)
  return { path: relative, bytes, sha256: hash.digest('hex') }
}

async function copyFiles(dataDirectory: string, folder: string): Promise<KeptFile[]> {
  const kept: KeptFile[] = []
  for (const relative of await listKept(dataDirectory)) {
    const target = path.join(folder, relative)
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
    await copyFile(path.join(dataDirectory, relative), target)
    const { size } = await stat(target)
    kept.push({ path: relative, bytes: size, sha256: await hashOfFile(target) })
  }
  return kept
}

async function listKept(dataDirectory: string): Promise<string[]> {
  const secrets = keptSecrets.filter((name) => existsSync(path.join(dataDirectory, name)))
  const found = await Promise.all(
    keptFolders.map(async (name) => {
      const root = path.join(dataDirectory, name)
      if (!existsSync(root)) return []
      const entries = await readdir(root, { recursive: true, withFileTypes: true })
      return (
        entries
          // One that is still being written has a further ending, and no row yet.
          .filter((entry) => entry.isFile() && wholeFile.test(entry.name))
          .map((entry) => path.relative(dataDirectory, path.join(entry.parentPath, entry.name)))
      )
    }),
  )
  return [...secrets, ...found.flat()].map((file) => file.replaceAll(path.sep, '/')).sort()
}

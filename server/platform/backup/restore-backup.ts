import { createReadStream, existsSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { connect, type Drizzle } from '../db/connect.ts'
import { copyIn, listTables, moveSequences, refillTables } from '../db/dump.ts'
import { dropEverything, knowsMigration, migrate } from '../db/migrate.ts'
import { execute } from '../db/rows.ts'
import type { Transaction } from '../db/transaction.ts'
import { BackupError, hashOfFile, type Manifest, pathWithin, readWholeBackup } from './manifest.ts'

export interface RestoreInput {
  /** Of the owner of the tables; what stands in the database is dropped. */
  databaseUrl: string
  dataDirectory: string
  folder: string
  /** Closes what was under way in the background when the backup was taken. */
  giveUpWork(tx: Transaction): Promise<void>
}

/**
 * Brings a backup back: first all of it is checked, then the files are put in their places, then
 * the database is made at the backup's migration, filled in one transaction, and brought forward.
 * Restored twice it is the same; one that failed is begun anew.
 */
export async function restoreBackup(input: RestoreInput): Promise<Manifest> {
  const { databaseUrl, dataDirectory, folder } = input
  const manifest = await readWholeBackup(folder)
  if (!knowsMigration(manifest.migration))
    throw new BackupError('The backup was made by a newer version of the program.')
  await requireRoomFor(manifest, dataDirectory)
  for (const { path: relative } of manifest.files) {
    const target = pathWithin(dataDirectory, relative)
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 })
    await copyFile(pathWithin(folder, relative), target)
  }
  const pool = connect({
    url: databaseUrl,
    max: 1,
    statementTimeoutMs: 0,
    idleInTransactionTimeoutMs: 0,
    applicationName: 'cunji-restore',
  })
  try {
    await dropEverything(pool.db)
    await migrate({ url: databaseUrl, upTo: manifest.migration })
    await fill(pool.db, manifest, folder)
    await migrate({ url: databaseUrl })
    await pool.db.transaction(input.giveUpWork)
    await execute(pool.db, sql`analyze`)
    return manifest
  } finally {
    await pool.close()
  }
}

/** A file of the same name with other contents is another installation's. */
async function requireRoomFor({ files }: Manifest, dataDirectory: string): Promise<void> {
  for (const { path: relative, sha256 } of files) {
    const place = pathWithin(dataDirectory, relative)
    // Made at the first start of whatever stands there; that of the backup takes its place.
    if (relative === 'jwt-secret' || !existsSync(place)) continue
    if ((await hashOfFile(place)) !== sha256)
      throw new BackupError(`DATA_DIR holds another ${relative}: restore into a folder of its own.`)
  }
}

function fill(db: Drizzle, { tables, sequences }: Manifest, folder: string): Promise<void> {
  return db.transaction(async (tx) => {
    const there = new Map((await listTables(tx)).map((table) => [table.name, table.columns]))
    const strange = tables.find(({ name, columns }) =>
      columns.some((column) => !there.get(name)?.includes(column)),
    )
    if (strange !== undefined || there.size !== tables.length)
      throw new BackupError('The tables of the backup are not those of its migration.')
    await refillTables(tx, tables, async () => {
      for (const { file, ...table } of tables)
        await pipeline(
          createReadStream(pathWithin(folder, file.path)),
          createGunzip(),
          await copyIn(tx, table),
        )
    })
    await moveSequences(tx, sequences)
  })
}

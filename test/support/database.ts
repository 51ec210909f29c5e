import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { connect, type Pool } from '../../server/platform/db/connect.ts'
import { type Client, type ClientOptions, createClient } from '../../server/platform/db/driver.ts'
import { administer, databaseAt, dropDatabase } from './cluster.ts'
import { assertInvariantsAfterEach } from './invariants.ts'

export interface TestDatabaseOptions extends Omit<ClientOptions, 'url'> {
  /** For tests that measure what statements read: they are planned as in production. */
  plansAsInProduction?: boolean
}

export interface TestDatabase extends Pool {
  url: string
  /** The bare driver: int8 as a safe number, date as text, timestamptz as Date. */
  sql: Client
}

/** How many databases this process has made. */
let madeBefore = 0

/**
 * A database of its own for one test file, with every migration applied:
 *
 *     const database = await testDatabase()
 *
 * What its tests leave must agree after each of them (see invariants.ts). It is closed and dropped
 * after the file's last test.
 */
export async function testDatabase({
  plansAsInProduction = false,
  ...options
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = inject('databaseServer')
  const name = `test_${randomBytes(8).toString('hex')}`
  const template = inject('templateDatabase')
  await administer(server, `create database ${name} template ${template} strategy file_copy`)
  if (plansAsInProduction)
    await administer(server, `alter database ${name} set plan_cache_mode = auto`)
  const url = databaseAt(server, name)
  const database = connectTest({ max: 8, applicationName: 'cunji-test', ...options, url })
  // A process numbers documents in blocks. Files that share one must not meet the numbers that
  // are left of another database's block.
  const first = madeBefore++ * 4_000 + 100
  await database.sql`select setval('platform.document_numbers', ${first}, false)`
  afterAll(async () => {
    await database.close()
    await dropDatabase(server, name)
  })
  assertInvariantsAfterEach(database)
  return database
}

/** The program's way to a database, and beside it the bare driver: Drizzle changes its client. */
export function connectTest(options: ClientOptions): TestDatabase {
  const pool = connect(options)
  const sql = createClient(options)
  const close = async () => {
    await Promise.all([pool.close(), sql.end({ timeout: 5 })])
  }
  return { url: options.url, db: pool.db, sql, close }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { createClient } from '../../server/platform/db/driver.ts'
import { startEmbedded } from '../../server/platform/db/embedded.ts'
import { migrate } from '../../server/platform/db/migrate.ts'
import { testEnvironment } from './environment.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server on which the test databases are made. */
    databaseServer: string
    /** The migrated database that every test database is cloned from. */
    templateDatabase: string
  }
}

/** Tests may lose everything in a power cut, so nothing waits for the disk. */
const careless = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  // No database lives as long as its rows take to be vacuumed.
  'autovacuum=off',
  // A statement is planned once a connection and not each of the first five times. Tests that
  // measure plans have them made as in production (see testDatabase).
  'plan_cache_mode=force_generic_plan',
  'max_connections=300',
  // Tests that count statements ask the server what it executed.
  'shared_preload_libraries=pg_stat_statements',
]

/** Starts one server for the run and makes the template. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(path.join(tmpdir(), 'cunji-test-'))
  const server =
    testEnvironment.databaseUrl === undefined
      ? await startEmbedded({ directory, flags: careless })
      : { url: testEnvironment.databaseUrl, stop: async () => {} }
  const template = `template_${process.pid}`
  await administer(server.url, `create database ${template}`)
  await migrate({ url: databaseAt(server.url, template) })
  project.provide('databaseServer', server.url)
  project.provide('templateDatabase', template)
  return async () => {
    await administer(server.url, `drop database if exists ${template} with (force)`)
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

/** The address of another database on the same server. */
export function databaseAt(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

/** Runs one statement that cannot stand in a transaction. */
export async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = createClient({
    url: serverUrl,
    max: 1,
    statementTimeoutMs: 60_000,
    lockTimeoutMs: 60_000,
    idleInTransactionTimeoutMs: 60_000,
    applicationName: 'cunji-test-admin',
  })
  try {
    await client.unsafe(statement)
  } finally {
    await client.end({ timeout: 5 })
  }
}

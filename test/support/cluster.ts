import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { type Client, createClient } from '../../server/platform/db/driver.ts'
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
  // Of a thousand connections each spent a third of its time on proving a password.
  'scram_iterations=1',
  // Tests that count statements ask the server what it executed.
  'shared_preload_libraries=pg_stat_statements',
]

/** Starts one server for the run and makes the template. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(path.join(tmpdir(), 'cunji-test-'))
  const server =
    testEnvironment.databaseUrl === undefined
      ? await ownServer(directory)
      : { url: testEnvironment.databaseUrl, stop: async () => {} }
  const template = `template_${process.pid}`
  await administer(server.url, 'create extension if not exists pg_stat_statements')
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

async function ownServer(directory: string) {
  const server = await startEmbedded({ directory, flags: careless })
  // Its password is kept as it was set when the server was made, with many iterations.
  const { password } = new URL(server.url)
  await administer(server.url, `alter role current_user password '${password}'`)
  return server
}

/** The address of another database on the same server. */
export function databaseAt(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

/**
 * Drops a test's database, and the figures of its statements: the server keeps so many of all
 * databases together, and past that drops those of whoever counts at the time.
 */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await administer(
    serverUrl,
    `select pg_stat_statements_reset(0, oid) from pg_database where datname = '${name}'`,
  )
  await administer(serverUrl, `drop database if exists ${name} with (force)`)
}

const administrators = new Map<string, Client>()

/** Runs one statement that cannot stand in a transaction, all of a process on one connection. */
export async function administer(serverUrl: string, statement: string): Promise<void> {
  const client =
    administrators.get(serverUrl) ??
    createClient({
      url: serverUrl,
      max: 1,
      statementTimeoutMs: 60_000,
      lockTimeoutMs: 60_000,
      idleInTransactionTimeoutMs: 60_000,
      applicationName: 'cunji-test-admin',
    })
  administrators.set(serverUrl, client)
  await client.unsafe(statement)
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, totalmem } from 'node:os'
import path from 'node:path'
import { type Client, createClient } from '../server/platform/db/driver.ts'
import { startEmbedded } from '../server/platform/db/embedded.ts'
import { migrate } from '../server/platform/db/migrate.ts'

export interface BenchCluster {
  /** An empty, migrated database on the one PostgreSQL that everything is measured on. */
  database(name: string): Promise<{ url: string; sql: Client }>
  stop(): Promise<void>
}

/** Starts a PostgreSQL that keeps its promises: fsync and synchronous commit as in production. */
export async function startCluster(): Promise<BenchCluster> {
  const directory = mkdtempSync(path.join(tmpdir(), 'cunji-bench-'))
  // A server that has run for a while has its log files; making new ones all the time is slower.
  // The time of checkpoints would show in the measurement.
  const flags = [
    'max_connections=300',
    // A quarter of the memory, as PostgreSQL's manual advises; a nation fits in.
    `shared_buffers=${Math.round(totalmem() / 4 / 1_048_576)}MB`,
    'max_wal_size=4GB',
    'min_wal_size=2GB',
    'checkpoint_timeout=1h',
  ]
  const server = await startEmbedded({ directory, flags })
  const opened: Client[] = []
  return {
    database: async (name) => {
      const root = createClient({ url: server.url, max: 1, statementTimeoutMs: 0 })
      await root.unsafe(`create database ${name}`)
      await root.end()
      const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href
      await migrate({ url })
      const options = { url, max: 4, statementTimeoutMs: 0, applicationName: 'cunji-bench' }
      const sql = createClient(options)
      opened.push(sql)
      return { url, sql }
    },
    stop: async () => {
      await Promise.all(opened.map((sql) => sql.end({ timeout: 5 })))
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect, type Pools } from '../server/platform/db/connect.ts'
import { startEmbedded } from '../server/platform/db/embedded.ts'
import { migrate } from '../server/platform/db/migrate.ts'

export interface BenchCluster {
  /** An empty, migrated database on the one PostgreSQL that everything is measured on. */
  database(name: string): Promise<{ url: string; pools: Pools }>
  stop(): Promise<void>
}

/** Starts a PostgreSQL that keeps its promises: fsync and synchronous commit as in production. */
export async function startCluster(): Promise<BenchCluster> {
  const directory = mkdtempSync(path.join(tmpdir(), 'cunji-bench-'))
  // A server that has run for a while has its log files; making new ones all the time is slower.
  const flags = [
    'max_connections=300',
    'shared_buffers=512MB',
    'max_wal_size=4GB',
    'min_wal_size=2GB',
  ]
  const server = await startEmbedded({ directory, flags })
  const opened: Pools[] = []
  return {
    database: async (name) => {
      const root = connect({ url: server.url, max: 1, statementTimeoutMs: 0 })
      await root.sql.unsafe(`create database ${name}`)
      await root.close()
      const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href
      await migrate({ url })
      const pools = connect({ url, max: 4, statementTimeoutMs: 0, applicationName: 'cunji-bench' })
      opened.push(pools)
      return { url, pools }
    },
    stop: async () => {
      await Promise.all(opened.map((pools) => pools.close()))
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

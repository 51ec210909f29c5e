import type { AddressInfo } from 'node:net'
import { buildApp } from './app.ts'
import { startBackgroundWork } from './background-work.ts'
import type { Config } from './config.ts'
import { systemClock } from './platform/clock.ts'
import { connect, type Pool } from './platform/db/connect.ts'
import { startEmbedded } from './platform/db/embedded.ts'
import { migrate } from './platform/db/migrate.ts'
import { trustRows } from './platform/db/rows.ts'
import type { Database } from './platform/db/transaction.ts'
import type { Dependencies } from './platform/dependencies.ts'
import { newId } from './platform/ids.ts'

export interface RunningServer {
  /** Where it listens, such as http://127.0.0.1:3000. */
  address: string
  deps: Dependencies
  /** Where the demo world stands: who can sign in, and with what. */
  demo: { accounts: readonly string[]; password: string } | undefined
  /** HTTP first, then the jobs, then the pool, then the embedded PostgreSQL. */
  stop(): Promise<void>
}

/** Raises a demo world in a database where nobody is yet; undefined where other people are. */
export type PlantDemo = (database: {
  config: Config
  db: Database
  url: string
}) => Promise<RunningServer['demo']>

/**
 * Brings the whole program up, with a demo world where one is to be planted; when a step fails or
 * is interrupted, what had been started is stopped again.
 */
export async function startServer(
  config: Config,
  options: { interruption?: AbortSignal; plantDemo?: PlantDemo | undefined } = {},
): Promise<RunningServer> {
  const { interruption = new AbortController().signal, plantDemo } = options
  const steps: (() => Promise<unknown>)[] = []
  let stopped = Promise.resolve()
  const stop = () => {
    stopped = stopped.then(async () => {
      for (const step of steps.splice(0).reverse()) await step()
    })
    return stopped
  }
  interruption.addEventListener('abort', stop, { once: true })
  try {
    const { pool, url } = await openDatabase(config, steps)
    interruption.throwIfAborted()
    const demo = await plantDemo?.({ config, db: pool.db, url })
    const reports = connect({ url, prepare: config.prepareStatements, max: config.reportPool })
    steps.push(() => reports.close())
    const deps: Dependencies = {
      config,
      clock: systemClock,
      newId,
      db: pool.db,
      reportDb: reports.db,
    }
    const app = await buildApp(deps)
    let work: Awaited<ReturnType<typeof startBackgroundWork>> | undefined
    steps.push(async () => work?.stop())
    steps.push(() => app.close())
    await app.listen({ port: config.port, host: config.host })
    // The first page need not wait for the queues.
    work = await startBackgroundWork({ deps, db: pool.db, log: app.log })
    interruption.throwIfAborted()
    interruption.removeEventListener('abort', stop)
    const { port } = app.server.address() as AddressInfo
    return { address: `http://${hostInUrl(config.host)}:${port}`, deps, demo, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The database the settings name, or the embedded one, migrated; also for commands. */
export async function openDatabase(
  config: Config,
  steps: (() => Promise<unknown>)[],
): Promise<{ pool: Pool; url: string }> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbedded({ directory: config.dataDirectory })
      : undefined
  if (embedded !== undefined) steps.push(() => embedded.stop())
  const url = config.databaseUrl ?? embedded?.url ?? ''
  await migrate({ url })
  if (config.environment === 'production') trustRows()
  const pool = connect({ url, prepare: config.prepareStatements, max: config.databasePool })
  steps.push(() => pool.close())
  return { pool, url }
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

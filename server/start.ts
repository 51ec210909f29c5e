import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { hasDemoAccounts, requireLive, setUpCode, usePepper } from './accounts/index.ts'
import { buildApp } from './app.ts'
import { startBackgroundWork } from './background-work.ts'
import type { Config } from './config.ts'
import { embeddedDatabase } from './embedded-database.ts'
import { operatorName } from './organisations/index.ts'
import { systemClock } from './platform/clock.ts'
import { connect, type Pool } from './platform/db/connect.ts'
import { startEmbedded } from './platform/db/embedded.ts'
import { migrate } from './platform/db/migrate.ts'
import { letProgramIn, programUrl } from './platform/db/program-role.ts'
import { trustRows } from './platform/db/rows.ts'
import type { Database } from './platform/db/transaction.ts'
import type { Dependencies } from './platform/dependencies.ts'
import { newId } from './platform/ids.ts'
import { StartupError } from './startup-error.ts'

export interface RunningServer {
  /** Where it listens, such as http://127.0.0.1:3000. */
  address: string
  deps: Dependencies
  /** What it serves: a demo, or a real installation and whose. */
  serves: 'demo' | { operator: string } | { setUpCode: string }
  /** Where the demo world was planted: who can sign in, and with what. */
  demo: { accounts: readonly string[]; password: string } | undefined
  /** HTTP first, then the jobs, then the pool, then the embedded PostgreSQL. */
  stop(): Promise<void>
}

/** Raises a demo world in a database where nobody is yet; undefined where other people are. */
export type PlantDemo = (database: {
  config: Config
  db: Database
  url: string
  /** Migrates an emptied database, and lets the program's role in again. */
  bringForward: () => Promise<void>
  interruption: AbortSignal
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
    await requireFreePort(config)
    usePepper(config.passwordKey)
    const { pool, url, ownerUrl, bringForward } = await openDatabase(config, steps)
    interruption.throwIfAborted()
    if (config.environment === 'production' && (await hasDemoAccounts(pool.db)))
      throw new StartupError(
        'The database holds the accounts of the demo world: production needs one of its own.',
      )
    const planting = { config, db: pool.db, url: ownerUrl, bringForward, interruption }
    const demo = await plantDemo?.(planting)
    const reports = connect({ url, prepare: config.prepareStatements, max: config.reportPool })
    steps.push(() => reports.close())
    const deps: Dependencies = {
      config,
      clock: systemClock,
      newId,
      db: pool.db,
      reportDb: reports.db,
      requireLive,
    }
    const serves = await servedBy(deps)
    const app = await buildApp(deps, { isDemo: serves === 'demo' })
    let work: ReturnType<typeof startBackgroundWork> | undefined
    // A stop while the queues are still being started waits for them, and then stops them.
    steps.push(async () => (await work)?.stop())
    steps.push(() => closeWithin(app, 10_000))
    await app.listen({ port: config.port, host: config.host })
    interruption.throwIfAborted()
    // The first page need not wait for the queues.
    work = startBackgroundWork({ deps, db: pool.db, log: app.log })
    await work
    interruption.throwIfAborted()
    interruption.removeEventListener('abort', stop)
    const { port } = app.server.address() as AddressInfo
    return { address: `http://${hostInUrl(config.host)}:${port}`, deps, serves, demo, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A demo, an installation with its operator, or one that waits for its first administrator. */
async function servedBy({ db, config }: Dependencies): Promise<RunningServer['serves']> {
  if (await hasDemoAccounts(db)) return 'demo'
  const operator = await operatorName(db)
  return operator === null ? { setUpCode: setUpCode(config) } : { operator }
}

/** Lets requests under way end, but not for ever: whoever is still sending then is cut off. */
async function closeWithin(app: FastifyInstance, milliseconds: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), milliseconds)
  await app.close()
  clearTimeout(timer)
}

/** Says at once that the port is taken, and not after the demo world was planted. */
async function requireFreePort({ port, host }: Config): Promise<void> {
  if (port === 0) return
  const probe = createServer().listen(port, host)
  await once(probe, 'listening')
  probe.close()
  await once(probe, 'close')
}

/** The database the settings name, or the embedded one, migrated; also for commands. */
export async function openDatabase(
  config: Config,
  steps: (() => Promise<unknown>)[],
): Promise<{ pool: Pool; url: string; ownerUrl: string; bringForward: () => Promise<void> }> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbedded({ directory: config.dataDirectory, revive: true })
      : undefined
  if (embedded !== undefined) steps.push(() => embedded.stop())
  const ownerUrl =
    config.migrationUrl ??
    config.databaseUrl ??
    (await embeddedDatabase(embedded?.url ?? '', { isDemo: config.demoPassword !== undefined }))
  const url = config.databaseUrl ?? programUrl(ownerUrl, config.programPassword)
  const prepare = config.prepareStatements
  const bringForward = async () => {
    // A pooler may stand before the program's address; before the owner's there is none.
    await migrate({ url: ownerUrl, prepare: prepare || ownerUrl !== config.databaseUrl })
    if (url === ownerUrl) return
    const create = embedded !== undefined
    await letProgramIn({ ownerUrl, programUrl: url, create, prepare: true })
  }
  await bringForward()
  if (config.environment === 'production') trustRows()
  const pool = connect({ url, prepare, max: config.databasePool })
  steps.push(() => pool.close())
  return { pool, url, ownerUrl, bringForward }
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

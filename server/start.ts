import type { AddressInfo } from 'node:net'
import { buildApp } from './app.ts'
import { startBackgroundWork } from './background-work.ts'
import type { Config } from './config.ts'
import { systemClock } from './platform/clock.ts'
import { connect, type Pools } from './platform/db/connect.ts'
import { startEmbedded } from './platform/db/embedded.ts'
import { dropEverything, migrate } from './platform/db/migrate.ts'
import { trustRows } from './platform/db/rows.ts'
import type { Dependencies } from './platform/dependencies.ts'
import { newId } from './platform/ids.ts'

export interface RunningServer {
  /** Where it listens, such as http://127.0.0.1:3000. */
  address: string
  deps: Dependencies
  /** Where the demo world stands: who can sign in, and with what. */
  demo: { accounts: readonly string[]; password: string } | undefined
  /** HTTP first, then the jobs, then the pools, then the embedded PostgreSQL. */
  stop(): Promise<void>
}

/**
 * Brings the whole program up; when a step fails or is interrupted, what had been started is
 * stopped again.
 */
export async function startServer(
  config: Config,
  interruption: AbortSignal = new AbortController().signal,
): Promise<RunningServer> {
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
    const { pools, url } = await openDatabase(config, steps)
    interruption.throwIfAborted()
    const demo = await plantDemo({ config, pools, url })
    const deps: Dependencies = { config, clock: systemClock, newId, ...pools }
    const app = await buildApp(deps)
    let work: Awaited<ReturnType<typeof startBackgroundWork>> | undefined
    steps.push(async () => work?.stop())
    steps.push(() => app.close())
    await app.listen({ port: config.port, host: config.host })
    // The first page need not wait for the queues.
    work = await startBackgroundWork({ deps, pools, log: app.log })
    interruption.throwIfAborted()
    interruption.removeEventListener('abort', stop)
    const { port } = app.server.address() as AddressInfo
    return { address: `http://${hostInUrl(config.host)}:${port}`, deps, demo, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Raises the demo world in a database where nobody is yet; production never comes here. A power
 * cut may lose some of it, and then it is begun anew: so it does not wait for the disk.
 */
async function plantDemo(given: {
  config: Config
  pools: Pools
  url: string
}): Promise<RunningServer['demo']> {
  const { config, pools, url } = given
  if (config.environment !== 'development' || config.demoPassword === undefined) return undefined
  const { demoAccounts, demoState, raiseDemoWorld } = await import('./demo/index.ts')
  const demo = { accounts: demoAccounts, password: config.demoPassword }
  const state = await demoState(pools.db)
  if (state === 'raised') return demo
  if (state === 'foreign') return undefined
  process.stdout.write('Planting the demo world: two years of orders, about half a minute…\n')
  const quick = Object.assign(new URL(url), { search: 'synchronous_commit=off' }).href
  const own = connect({ url: quick, prepare: config.prepareStatements, max: 8 })
  try {
    const { db, sql } = own
    if (state === 'cut off') {
      // Nobody but the demo has ever been in here: it was begun when the database was empty.
      await dropEverything(sql)
      await migrate({ url })
    }
    await raiseDemoWorld({ db, sql, now: systemClock(), password: config.demoPassword })
  } finally {
    await own.close()
  }
  return demo
}

/** The database the settings name, or the embedded one, migrated; also for commands. */
export async function openDatabase(
  config: Config,
  steps: (() => Promise<unknown>)[],
): Promise<{ pools: Pools; url: string }> {
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbedded({ directory: config.dataDirectory })
      : undefined
  if (embedded !== undefined) steps.push(() => embedded.stop())
  const url = config.databaseUrl ?? embedded?.url ?? ''
  await migrate({ url })
  if (config.environment === 'production') trustRows()
  const pools = connect({ url, prepare: config.prepareStatements, max: config.databasePool })
  steps.push(() => pools.close())
  return { pools, url }
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

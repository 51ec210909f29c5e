import type { AddressInfo } from 'node:net'
import { buildApp } from './app.ts'
import { startBackgroundWork } from './background-work.ts'
import type { Config } from './config.ts'
import { systemClock } from './platform/clock.ts'
import { connect, type Pools } from './platform/db/connect.ts'
import { startEmbedded } from './platform/db/embedded.ts'
import { migrate } from './platform/db/migrate.ts'
import type { Dependencies } from './platform/dependencies.ts'
import { newId } from './platform/ids.ts'

export interface RunningServer {
  /** Where it listens, such as http://127.0.0.1:3000. */
  address: string
  deps: Dependencies
  /** HTTP first, then the jobs, then the pools, then the embedded PostgreSQL. */
  stop(): Promise<void>
}

/** Brings the whole program up; when a step fails, what had been started is stopped again. */
export async function startServer(config: Config): Promise<RunningServer> {
  const steps: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const step of steps.splice(0).reverse()) await step()
  }
  try {
    const { pools } = await openDatabase(config, steps)
    const deps: Dependencies = { config, clock: systemClock, newId, ...pools }
    const app = await buildApp(deps)
    let work: Awaited<ReturnType<typeof startBackgroundWork>> | undefined
    steps.push(async () => work?.stop())
    steps.push(() => app.close())
    await app.listen({ port: config.port, host: config.host })
    // The first page need not wait for the queues.
    work = await startBackgroundWork({ deps, pools, log: app.log })
    const { port } = app.server.address() as AddressInfo
    return { address: `http://${hostInUrl(config.host)}:${port}`, deps, stop }
  } catch (error) {
    await stop()
    throw error
  }
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
  const pools = connect({ url, prepare: config.prepareStatements, max: config.databasePool })
  steps.push(() => pools.close())
  return { pools, url }
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

import type { Client } from '../server/platform/db/driver.ts'
import { addDays } from '../shared/scalars.ts'
import type { AppReady } from './app-process.ts'
import { type Child, startChild } from './child.ts'
import { meterOf } from './costs.ts'
import type { BenchCluster } from './databases.ts'
import type { LoadRequest } from './load.ts'
import type { Target } from './measure.ts'
import { seedMarket } from './world.ts'

/** One market, with the program and the bare routes in front of it. */
export interface Market {
  /** The address of its database. */
  url: string
  sql: Client
  app: Child<AppReady>
  tokenOf(unit: number): string
  neededOn: string
  /** Where requests of one kind are sent: to the program, or to the bare routes. */
  target(to: 'app' | 'bare', next: () => LoadRequest): Target
  /** Leaves nothing to relay and nothing to vacuum. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** Opens a market of its own on the cluster; `fill` works on it before the program stands. */
export async function openMarket(
  cluster: BenchCluster,
  options: {
    name: string
    today: string
    fill?: (bareUrl: string) => Promise<unknown>
    /** Whether an address may send so many requests a minute, as in production. */
    isLimited?: boolean
  },
): Promise<Market> {
  const { url, sql } = await cluster.database(options.name)
  await seedMarket(sql)
  if (options.fill !== undefined) {
    const filling = await startChild<string>('bare-http-process.ts', { url })
    await options.fill(filling.ready)
    await filling.stop()
    await settle(sql)
    // The log holds a whole page when it is first changed after a checkpoint. That happens once,
    // while the program warms up, and not in the middle of what is measured.
    await sql.unsafe('checkpoint')
  }
  const app = await startChild<AppReady>('app-process.ts', {
    url,
    isLimited: options.isLimited,
  })
  const bare = await startChild<string>('bare-http-process.ts', { url })
  const answering = {
    app: { child: app, url: app.ready.address },
    bare: { child: bare, url: bare.ready },
  }
  return {
    url,
    sql,
    app,
    tokenOf: (unit) => app.ready.tokens[unit] ?? '',
    neededOn: addDays(options.today, 5),
    target: (to, next) => targetOf({ sql, ...answering[to] }, next),
    settle: () => settle(sql),
    close: async () => {
      await Promise.all([app.stop(), bare.stop()])
    },
  }
}

/** Where requests of one kind are sent and metered. */
export function targetOf(
  answering: { sql: Client; child: Child<unknown>; url: string },
  next: () => LoadRequest,
): Target {
  const { sql, child, url } = answering
  return { url, next, meter: meterOf({ sql, child, touch: () => askAtOnce(url, next) }) }
}

/** More requests at once than a pool has connections, so that all of them work. */
async function askAtOnce(url: string, next: () => LoadRequest): Promise<number> {
  const requests = Array.from({ length: 48 }, async () => {
    const { path, ...request } = next()
    const answer = await fetch(`${url}${path}`, request)
    await answer.arrayBuffer()
  })
  await Promise.all(requests)
  return requests.length
}

async function settle(sql: Client): Promise<void> {
  await sql`delete from platform.outbox`
  await sql.unsafe('vacuum analyze')
}

import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../server/platform/db/driver.ts'
import type { Child } from './child.ts'
import type { Costs } from './figures.ts'

/** The resources of PostgreSQL and the server process since their start. */
interface Taken {
  postgresMs: number
  nodeMs: number
  logBytes: number
  buffers: number
}

/** Runs work that says how many requests it made, and says what each of them took. */
export type Meter = (work: () => Promise<number>) => Promise<Costs>

/** Sessions report what they read when they end a statement, but at most once in this time. */
const reportingMs = 1_100

/**
 * Measures the requests to one process. `touch` makes requests over all its connections: a session
 * reports what it read only when it works again a second later. Those requests are counted too.
 */
export function meterOf(stage: {
  sql: Client
  child: Child<unknown>
  touch: () => Promise<number>
}): Meter {
  const { sql, child, touch } = stage
  return async (work) => {
    await sleep(reportingMs)
    await touch()
    const before = await takenBy(sql, child)
    let requests = await work()
    await sleep(reportingMs)
    requests += await touch()
    const after = await takenBy(sql, child)
    return {
      postgresMs: (after.postgresMs - before.postgresMs) / requests,
      nodeMs: (after.nodeMs - before.nodeMs) / requests,
      logKilobytes: (after.logBytes - before.logBytes) / requests / 1000,
      buffers: (after.buffers - before.buffers) / requests,
    }
  }
}

async function takenBy(sql: Client, child: Child<unknown>): Promise<Taken> {
  const [row] = await sql<{ backend: number; logBytes: string; buffers: number }[]>`
    select pg_backend_pid() as backend, pg_current_wal_insert_lsn() - '0/0' as "logBytes",
      (select blks_hit + blks_read from pg_stat_database where datname = current_database())
        as buffers`
  const usage = await child.usage()
  return {
    postgresMs: processorOf(parentOf(row?.backend ?? 0)),
    nodeMs: usage.processorMs,
    logBytes: Number(row?.logBytes),
    buffers: row?.buffers ?? Number.NaN,
  }
}

/** Where the kernel does not say it as Linux does, it is not a number and the report shows that. */
function processorOf(postmaster: number): number {
  try {
    const family = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid === postmaster || parentOf(pid) === postmaster)
    const living = family.reduce((sum, pid) => sum + nanosecondsOf(pid), 0) / 1e6
    // Sessions that have ended, such as parallel workers, stand in their parent's account.
    const [user = 0, system = 0] = statOf(postmaster).slice(13, 15).map(Number)
    return living + (user + system) * ticksMs
  } catch {
    return Number.NaN
  }
}

/** The kernel counts ended processes in hundredths of a second on every Linux. */
const ticksMs = 10

function nanosecondsOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0])
  } catch {
    return 0
  }
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1] ?? Number.NaN)
}

/** The fields after the command's name, which may hold spaces: the state, the parent and so on. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

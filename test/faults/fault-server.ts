import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { type EmbeddedServer, startEmbedded } from '../../server/platform/db/embedded.ts'
import { migrate } from '../../server/platform/db/migrate.ts'
import { connectTest, type TestDatabase } from '../support/database.ts'

export interface FaultServer {
  database: TestDatabase
  /** Ends one session of the server, as an operator or a crash would. */
  kill(pid: number): Promise<void>
  /** Stops the server under everybody and starts it again on the same port. */
  restart(): Promise<void>
}

const flags = ['fsync=off', 'synchronous_commit=off', 'max_connections=60']

/** A server of its own, because these tests are not kind to it. */
export async function startFaultServer(): Promise<FaultServer> {
  const directory = mkdtempSync(path.join(tmpdir(), 'cunji-faults-'))
  let server: EmbeddedServer = await startEmbedded({ directory, flags })
  const { url } = server
  const port = Number(new URL(url).port)
  await migrate({ url })
  const database = connectTest({ url, max: 8, applicationName: 'cunji-faults' })
  const operator = connectTest({ url, max: 2, applicationName: 'cunji-operator' })
  afterAll(async () => {
    await Promise.all([database.close(), operator.close()])
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  })
  return {
    database,
    kill: async (pid) => {
      await operator.sql`select pg_terminate_backend(${pid})`
    },
    restart: async () => {
      await server.stop()
      server = await startEmbedded({ directory, flags, port })
    },
  }
}

/** The outcome of a piece of work, or that it never came to an end. */
export async function outcomeOf<T>(
  work: Promise<T>,
): Promise<{ value: T } | { error: unknown } | 'hung'> {
  const { promise: late, resolve } = Promise.withResolvers<'hung'>()
  const timer = setTimeout(() => resolve('hung'), 20_000)
  const settled = work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  const outcome = await Promise.race([settled, late])
  clearTimeout(timer)
  return outcome
}

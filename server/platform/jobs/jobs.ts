import { sql } from 'drizzle-orm'
import type { FastifyBaseLogger } from 'fastify'
import { fromDrizzle, type JobResult, PgBoss } from 'pg-boss'
import type { Drizzle } from '../db/connect.ts'
import { runScript } from '../db/scripts.ts'
import type { Reader, Transaction } from '../db/transaction.ts'

/** Work that may wait on the network or take long: outside of requests, retried when it fails. */
export interface Job<Data extends object = object> {
  /** `<domain>.<verb-noun>`. */
  name: string
  /** When it runs by itself, in Shanghai's time. Runs once, however many servers there are. */
  cron?: string
  retryLimit?: number
  /** After so long its server is taken for dead, and it is run again; 15 minutes unless given. */
  longestMinutes?: number
  /** A server that is silent for so long is taken for dead, before that; it says that it lives. */
  heartbeatSeconds?: number
  /** How many of it one server does side by side; one unless given. */
  atOnce?: number
  /** How often its queue is looked into; 2 seconds unless given, half a second at least. */
  pollingSeconds?: number
  run(data: Data): Promise<void>
}

export interface Jobs {
  /** Leaves work behind in the caller's transaction: it is done if and only if that commits. */
  enqueue(tx: Transaction, name: string, data: object): Promise<void>
  /** Waits for the work under way, at most ten seconds; the rest is done at the next start. */
  stop(): Promise<void>
}

export interface JobOptions {
  db: Drizzle
  log: Pick<FastifyBaseLogger, 'error' | 'warn'>
  jobs: readonly Job<never>[]
  /** How often a queue is looked into. */
  pollingSeconds?: number
  /** How long a failed job waits at first; each time twice as long. */
  retrySeconds?: number
}

/** Starts the queues of all jobs. They stand in the database, so several servers may share them. */
export async function startJobs(options: JobOptions): Promise<Jobs> {
  const boss = new PgBoss({ db: executorOf(options.db), schema: 'pgboss' })
  boss.on('error', (error) => options.log.error({ err: error }, 'a queue failed'))
  boss.on('warning', (warning) => options.log.warn({ warning }, 'a queue warns'))
  await boss.start()
  for (const job of options.jobs) await open(boss, job as Job, options)
  return {
    enqueue: async (tx, name, data) => {
      await boss.send(name, data, { db: executorOn(tx) })
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000, close: false }),
  }
}

async function open(boss: PgBoss, job: Job, options: JobOptions): Promise<void> {
  const { log } = options
  await boss.createQueue(job.name, {
    retryLimit: job.retryLimit ?? 10,
    retryDelay: options.retrySeconds ?? 5,
    retryBackoff: true,
    expireInSeconds: (job.longestMinutes ?? 15) * 60,
    ...(job.heartbeatSeconds !== undefined && { heartbeatSeconds: job.heartbeatSeconds }),
    // Finished jobs are deleted: mails hold links that let people in.
    deleteAfterSeconds: 60,
  })
  if (job.cron !== undefined) await boss.schedule(job.name, job.cron, {}, { tz: 'Asia/Shanghai' })
  const work = {
    pollingIntervalSeconds: options.pollingSeconds ?? job.pollingSeconds ?? 2,
    batchSize: job.atOnce ?? 1,
    // One that fails is tried again by itself: its neighbours are not done twice.
    perJobResults: true,
  } as const
  await boss.work(job.name, work, (batch) =>
    Promise.all(batch.map(({ id, data }) => outcomeOf(job, id, (data ?? {}) as object, log))),
  )
}

async function outcomeOf(
  job: Job,
  id: string,
  data: object,
  log: JobOptions['log'],
): Promise<JobResult> {
  try {
    await job.run(data)
    return { id, status: 'completed' }
  } catch (error) {
    // It is tried again; the log says so of each time, for after the last one nothing else does.
    log.warn({ err: error, job: job.name, id }, 'a job failed')
    const { name, message } = error as Error
    return { id, status: 'failed', output: { name, message } }
  }
}

/** The adapter of pg-boss expects a driver that turns objects and dates into text by itself. */
function executorOn(reader: Reader) {
  const adapter = fromDrizzle(reader, sql)
  return {
    executeSql: (text: string, values: unknown[] = []) =>
      adapter.executeSql(text, values.map(asText)),
  }
}

function asText(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value)
  return plain && !Buffer.isBuffer(value) ? JSON.stringify(value) : value
}

/** The statements of pg-boss on our own pool; its migrations are many in one text. */
function executorOf(db: Drizzle) {
  const withParameters = executorOn(db)
  return {
    executeSql: async (text: string, values?: unknown[]) => {
      if (values !== undefined && values.length > 0) return withParameters.executeSql(text, values)
      const result = await runScript(db, text)
      return { rows: Array.isArray(result[0]) ? result.flat() : result }
    },
  }
}

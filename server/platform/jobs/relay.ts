import { sql } from 'drizzle-orm'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { type Context, systemActor } from '../context.ts'
import { arrayOf, document, execute, queryRow, queryRows } from '../db/rows.ts'
import { type Database, type Transaction, transaction } from '../db/transaction.ts'
import type { NewId } from '../ids.ts'
import { type Loop, startLoop } from './loop.ts'

/** An event as its listeners get it. */
export interface PublishedEvent {
  id: number
  topic: string
  subjectType: string
  subjectId: string
  payload: Record<string, unknown>
  publishedAt: Date
}

/**
 * Handles the events of one topic, several at once and in their order, so that a busy morning costs
 * one statement and not one for each event. Its writes go through `tx`, in which the events also
 * leave the outbox: both happen, once, or neither does. It must not wait on the network.
 */
export interface Listener {
  topic: string
  handle(tx: Transaction, context: Context, events: readonly PublishedEvent[]): Promise<void>
}

export interface RelayOptions {
  db: Database
  clock: Clock
  newId: NewId
  log: Pick<FastifyBaseLogger, 'error'>
  listeners: readonly Listener[]
}

const batch = 500
const pauseMs = 400

/** Delivers events until it is stopped. Of several servers, one does so at a time. */
export function startRelay(options: RelayOptions): Loop {
  return startLoop({
    pauseMs,
    run: async () => (await relayOnce(options)) === batch,
    onError: (error) => options.log.error({ err: error }, 'events could not be delivered'),
  })
}

/**
 * Delivers one batch, in the order of publication, and returns how many events it read: none while
 * another server is at it. One lock for the batch, because a lock on each row is a write.
 */
export async function relayOnce(options: RelayOptions): Promise<number> {
  const now = options.clock()
  return transaction(options.db, async (tx) => {
    const lock = await queryRow(
      tx,
      z.object({ ours: z.boolean() }),
      sql`select pg_try_advisory_xact_lock(hashtext('outbox')) as ours`,
    )
    if (lock?.ours !== true) return 0
    const events = await queryRows(
      tx,
      OutboxRow,
      sql`select id, topic, subject_type, subject_id, payload, created_at, attempts
        from platform.outbox
        where available_at <= ${now.toISOString()} order by id limit ${batch}`,
    )
    if (events.length === 0) return 0
    const failed: Failure[] = []
    const oneByOne = (await allHandled(tx, options, events, now)) ? [] : events
    for (const row of oneByOne) {
      const error = await handleOne(tx, options, row, now)
      if (error !== undefined) failed.push({ row, error })
    }
    const failedIds = new Set(failed.map(({ row }) => row.id))
    const done = events.filter(({ id }) => !failedIds.has(id)).map(({ id }) => id)
    await execute(tx, sql`delete from platform.outbox where id = any(${arrayOf('bigint', done)})`)
    for (const failure of failed) await putOff(tx, failure, now)
    return events.length
  })
}

const OutboxRow = z.object({
  id: z.int(),
  topic: z.string(),
  subjectType: z.string(),
  subjectId: z.uuid(),
  payload: document(z.record(z.string(), z.unknown())),
  createdAt: z.date(),
  attempts: z.int(),
})
type OutboxRow = z.output<typeof OutboxRow>

interface Failure {
  row: OutboxRow
  error: unknown
}

/**
 * Handles a whole batch at once, as nearly always goes well: a savepoint for each event takes three
 * statements where one would do. False: a listener failed, and nothing was written.
 */
async function allHandled(
  tx: Transaction,
  options: RelayOptions,
  rows: readonly OutboxRow[],
  now: Date,
): Promise<boolean> {
  try {
    await tx.transaction((inner) => handle(inner, options, rows, now))
    return true
  } catch {
    // Which listener failed, and why, is logged when the events are handled one by one.
    return false
  }
}

async function handle(
  tx: Transaction,
  options: RelayOptions,
  rows: readonly OutboxRow[],
  now: Date,
): Promise<void> {
  const requestId = `event-${rows[0]?.id}`
  const context = { actor: systemActor, requestId, now, newId: options.newId }
  const byTopic = Map.groupBy(rows.map(eventOf), ({ topic }) => topic)
  for (const listener of options.listeners) {
    const events = byTopic.get(listener.topic)
    if (events !== undefined) await listener.handle(tx, context, events)
  }
}

async function handleOne(
  tx: Transaction,
  options: RelayOptions,
  row: OutboxRow,
  now: Date,
): Promise<unknown> {
  try {
    // A savepoint: what one event's listeners wrote before they failed is undone alone.
    await tx.transaction((inner) => handle(inner, options, [row], now))
    return undefined
  } catch (error) {
    options.log.error({ err: error, topic: row.topic, event: row.id }, 'a listener failed')
    return error
  }
}

/** Tries again after 10 s, 40 s, 90 s … and once an hour in the end. */
async function putOff(tx: Transaction, { row, error }: Failure, now: Date): Promise<void> {
  const seconds = Math.min(10 * (row.attempts + 1) ** 2, 3_600)
  const next = new Date(now.getTime() + seconds * 1_000)
  await execute(
    tx,
    sql`update platform.outbox set available_at = ${next.toISOString()},
        last_error = ${String(error)}, attempts = least(attempts + 1, 30000)
      where id = ${row.id}`,
  )
}

function eventOf(row: OutboxRow): PublishedEvent {
  const { attempts: _, createdAt: publishedAt, ...event } = row
  return { ...event, publishedAt }
}

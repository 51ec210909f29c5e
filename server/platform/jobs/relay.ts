import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../clock.ts'
import { type Context, systemActor } from '../context.ts'
import { type Database, type Transaction, transaction } from '../db/transaction.ts'
import type { NewId } from '../ids.ts'

/** An announcement as its listeners get it. */
export interface PublishedEvent {
  id: number
  topic: string
  subjectType: string
  subjectId: string
  payload: Record<string, unknown>
  announcedAt: Date
}

/**
 * Who wants to know of a topic. It hears of several announcements at once, in their order, so that
 * a busy morning costs it one statement and not one for each. Its writes go through `tx`, in which
 * the announcements are also taken off the list: both happen, once, or neither does. It must not
 * wait on the network.
 */
export interface Listener {
  topic: string
  hear(tx: Transaction, context: Context, announced: readonly PublishedEvent[]): Promise<void>
}

export interface RelayNeeds {
  db: Database
  clock: Clock
  newId: NewId
  log: Pick<FastifyBaseLogger, 'error'>
  listeners: readonly Listener[]
}

const batch = 500
const pauseMs = 400

/** Hands announcements on until it is stopped. Of several servers, one does so at a time. */
export function startRelay(needs: RelayNeeds): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const handed = await relayOnce(needs).catch((error: unknown) => {
        needs.log.error({ err: error }, 'announcements could not be handed on')
        return 0
      })
      if (handed < batch)
        await sleep(pauseMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  })()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/**
 * Hands one batch on, in the order of the announcements, and says how many it took up: none while
 * another server is at it. One lock for the batch, because a lock on each row is a write.
 */
export async function relayOnce(needs: RelayNeeds): Promise<number> {
  const now = needs.clock()
  return transaction(needs.db, async (tx) => {
    const [turn] = await tx.execute<{ ours: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtext('outbox')) as ours`,
    )
    if (turn?.ours !== true) return 0
    const taken = await tx.execute<{ [column: string]: unknown } & Row>(sql`
      select id, topic, subject_type, subject_id, payload, created_at, attempts from platform.outbox
      where available_at <= ${now.toISOString()} order by id limit ${batch}`)
    if (taken.length === 0) return 0
    const failed: Failure[] = []
    const apart = (await allHeard(tx, needs, taken, now)) ? [] : taken
    for (const row of apart) {
      const error = await tellListeners(tx, needs, row, now)
      if (error !== undefined) failed.push({ row, error })
    }
    const failedIds = new Set(failed.map(({ row }) => row.id))
    const done = taken.filter(({ id }) => !failedIds.has(id)).map(({ id }) => id)
    await tx.execute(sql`delete from platform.outbox where id = any(${sql.param(done)}::bigint[])`)
    for (const failure of failed) await putOff(tx, failure, now)
    return taken.length
  })
}

interface Row {
  id: number
  topic: string
  subject_type: string
  subject_id: string
  payload: Record<string, unknown>
  created_at: string
  attempts: number
}

interface Failure {
  row: Row
  error: unknown
}

/**
 * Tells a whole batch at once, as nearly always goes well: a savepoint for each announcement takes
 * three statements where one would do. False: somebody failed, and nothing was written.
 */
async function allHeard(
  tx: Transaction,
  needs: RelayNeeds,
  rows: readonly Row[],
  now: Date,
): Promise<boolean> {
  try {
    await tx.transaction((inner) => hear(inner, needs, rows, now))
    return true
  } catch {
    // Who failed, and why, is found and logged when each is told by itself.
    return false
  }
}

async function hear(
  tx: Transaction,
  needs: RelayNeeds,
  rows: readonly Row[],
  now: Date,
): Promise<void> {
  const requestId = `announced-${rows[0]?.id}`
  const context = { actor: systemActor, requestId, now, newId: needs.newId }
  const byTopic = Map.groupBy(rows.map(announcedOf), ({ topic }) => topic)
  for (const { topic, hear } of needs.listeners) {
    const announced = byTopic.get(topic)
    if (announced !== undefined) await hear(tx, context, announced)
  }
}

async function tellListeners(
  tx: Transaction,
  needs: RelayNeeds,
  row: Row,
  now: Date,
): Promise<unknown> {
  try {
    // A savepoint: what one announcement's listeners wrote before they failed is undone alone.
    await tx.transaction((inner) => hear(inner, needs, [row], now))
    return undefined
  } catch (error) {
    needs.log.error({ err: error, topic: row.topic, event: row.id }, 'a listener failed')
    return error
  }
}

/** Tries again after 10 s, 40 s, 90 s … and once an hour in the end. */
async function putOff(tx: Transaction, { row, error }: Failure, now: Date): Promise<void> {
  const seconds = Math.min(10 * (row.attempts + 1) ** 2, 3_600)
  const next = new Date(now.getTime() + seconds * 1_000)
  await tx.execute(sql`
    update platform.outbox set available_at = ${next.toISOString()}, last_error = ${String(error)},
      attempts = least(attempts + 1, 30000)
    where id = ${row.id}`)
}

function announcedOf(row: Row): PublishedEvent {
  return {
    id: row.id,
    topic: row.topic,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    payload: row.payload,
    announcedAt: new Date(row.created_at),
  }
}

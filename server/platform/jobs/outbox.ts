import { sql } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { arrayOf, execute, jsonOf } from '../db/rows.ts'
import type { Transaction } from '../db/transaction.ts'

/** Something that happened, for whoever wants to know. */
export interface OutboxEvent {
  /** `<domain>.<what-happened>`, such as `deliveries.shipment-dispatched`. */
  topic: string
  subjectType: string
  subjectId: string
  payload?: Record<string, unknown>
}

/** Publishes many events at once, in their order. */
export async function publishEvents(
  tx: Transaction,
  context: Context,
  events: readonly OutboxEvent[],
): Promise<void> {
  if (events.length === 0) return
  const of = (key: 'topic' | 'subjectType' | 'subjectId') => events.map((event) => event[key])
  const payloads = events.map(({ payload = {} }) => JSON.stringify(payload))
  await execute(
    tx,
    sql`insert into platform.outbox (topic, subject_type, subject_id, payload, created_at)
      select topic, subject_type, subject_id, payload::jsonb,
        ${context.now.toISOString()}::timestamptz
      from unnest(${arrayOf('text', of('topic'))}, ${arrayOf('text', of('subjectType'))},
        ${arrayOf('uuid', of('subjectId'))}, ${arrayOf('text', payloads)})
        with ordinality as r(topic, subject_type, subject_id, payload, place)
      order by place`,
  )
}

/** Publishes an event in the transaction that made it true; it is delivered after the commit. */
export async function publishEvent(
  tx: Transaction,
  context: Context,
  event: OutboxEvent,
): Promise<void> {
  const { topic, subjectType, subjectId, payload } = event
  await execute(
    tx,
    sql`insert into platform.outbox (topic, subject_type, subject_id, payload, created_at)
      values (${topic}, ${subjectType}, ${subjectId}, ${jsonOf(payload ?? {})},
        ${context.now.toISOString()})`,
  )
}

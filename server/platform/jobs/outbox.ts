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

/** Publishes many events of one kind at once, without a payload. */
export async function publishEvents(
  tx: Transaction,
  context: Context,
  events: readonly Omit<OutboxEvent, 'payload'>[],
): Promise<void> {
  const of = (key: 'topic' | 'subjectType' | 'subjectId') => events.map((event) => event[key])
  if (events.length === 0) return
  await execute(
    tx,
    sql`insert into platform.outbox (topic, subject_type, subject_id, payload, created_at)
      select topic, subject_type, subject_id, '{}', ${context.now.toISOString()}::timestamptz
      from unnest(${arrayOf('text', of('topic'))}, ${arrayOf('text', of('subjectType'))},
        ${arrayOf('uuid', of('subjectId'))}) as r(topic, subject_type, subject_id)`,
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

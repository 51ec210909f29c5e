import { sql } from 'drizzle-orm'
import type { Context } from '../context.ts'
import { execute, jsonOf } from '../db/rows.ts'
import type { Transaction } from '../db/transaction.ts'

/** Something that happened, for whoever wants to know. */
export interface OutboxEvent {
  /** `<domain>.<what-happened>`, such as `deliveries.shipment-dispatched`. */
  topic: string
  subjectType: string
  subjectId: string
  payload?: Record<string, unknown>
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

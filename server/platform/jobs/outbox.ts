import { sql } from 'drizzle-orm'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/transaction.ts'

/** Something that happened, for whoever wants to know. */
export interface Announcement {
  /** `<domain>.<what-happened>`, such as `deliveries.shipment-dispatched`. */
  topic: string
  subjectType: string
  subjectId: string
  payload?: Record<string, unknown>
}

/** Announces, in the transaction that made it true, what happened; read after the commit only. */
export async function announce(
  tx: Transaction,
  context: Context,
  announcement: Announcement,
): Promise<void> {
  const { topic, subjectType, subjectId, payload } = announcement
  await tx.execute(sql`
    insert into outbox (topic, subject_type, subject_id, payload, created_at)
    values (${topic}, ${subjectType}, ${subjectId}, ${JSON.stringify(payload ?? {})}::jsonb,
      ${context.now.toISOString()})`)
}

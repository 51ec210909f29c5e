import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, document, execute, jsonOf, queryRows } from '../../platform/db/rows.ts'
import type { Database, Transaction } from '../../platform/db/transaction.ts'
import type { ProviderEvent } from '../../platform/stripe/provider.ts'

/** Keeps a report; false where it came before. */
export async function keepEvent(tx: Transaction, event: ProviderEvent, at: Date): Promise<boolean> {
  const count = await execute(
    tx,
    sql`
    insert into billing.provider_events (id, kind, subject, payload, received_at, next_at)
    values (${event.id}, ${event.kind}, ${jsonOf(event.subject)}, ${jsonOf(event.payload)},
      ${at.toISOString()}::timestamptz, ${at.toISOString()}::timestamptz)
    on conflict (id) do nothing`,
  )
  return count === 1
}

export const subjectShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('payment'),
    paymentId: z.string().nullable(),
    intentId: z.string().nullable(),
  }),
  z.object({ kind: z.literal('account'), accountId: z.string() }),
  z.object({ kind: z.literal('payout'), accountId: z.string(), payoutId: z.string() }),
  z.object({ kind: z.literal('other') }),
])

const eventRow = z.object({ id: z.string(), subject: document(subjectShape) })
export type WaitingEvent = z.output<typeof eventRow>

/** Takes some reports that wait, and puts off their next attempt. */
export function claimEvents(db: Database, now: Date): Promise<WaitingEvent[]> {
  return queryRows(
    db,
    eventRow,
    sql`
    update billing.provider_events e set attempts = e.attempts + 1,
      next_at = ${now.toISOString()}::timestamptz
        + make_interval(secs => least(3600, 30 * (e.attempts + 1)))
    from (select id from billing.provider_events
      where next_at <= ${now.toISOString()}::timestamptz
      order by next_at, id limit 50 for no key update skip locked) due
    where e.id = due.id returning e.id, e.subject`,
  )
}

export async function endEvents(db: Database, ids: readonly string[], at: Date): Promise<void> {
  await execute(
    db,
    sql`update billing.provider_events
      set handled_at = ${at.toISOString()}::timestamptz, next_at = null, last_error = ''
      where id = any(${arrayOf('text', ids)})`,
  )
}

export async function postponeEvents(
  db: Database,
  ids: readonly string[],
  error: string,
): Promise<void> {
  await execute(
    db,
    sql`update billing.provider_events set last_error = ${error.slice(0, 500)}
      where id = any(${arrayOf('text', ids)}) and handled_at is null`,
  )
}

const dueRow = z.object({ id: z.uuid() })

/** Takes the payments about which the provider is to be asked now. */
export function claimChecks(db: Database, now: Date): Promise<{ id: string }[]> {
  return queryRows(
    db,
    dueRow,
    sql`
    update billing.online_payments o
    set check_at = ${now.toISOString()}::timestamptz + interval '60 seconds'
    from (select id from billing.online_payments
      where check_at <= ${now.toISOString()}::timestamptz
      order by check_at, id limit 20 for no key update skip locked) due
    where o.id = due.id returning o.id`,
  )
}

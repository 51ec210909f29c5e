import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { attemptFaults } from '../../shared/exchange/webhooks.api.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { totalOf } from '../platform/db/list-source.ts'
import { allOf, arrayOf, execute, insertRows, queryRows, updateRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import type { WebhookRow } from './webhooks.queries.ts'
import { webhookAttempts, webhookDeliveries } from './webhooks.tables.ts'

export type DeliveryRow = typeof webhookDeliveries.$inferSelect
export type AttemptRow = typeof webhookAttempts.$inferSelect

export async function insertDeliveries(
  tx: Transaction,
  rows: readonly (typeof webhookDeliveries.$inferInsert)[],
): Promise<void> {
  await insertRows(tx, webhookDeliveries, rows)
}

export async function selectDelivery(reader: Reader, id: string): Promise<DeliveryRow | undefined> {
  const [row] = await reader.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id))
  return row
}

/** A page of what an endpoint was told, or is to be told, since the instant; the latest first. */
export async function selectDeliveryPage(
  reader: Reader,
  page: CursorPage & {
    endpointId: string
    since: Date
    state: DeliveryRow['state'] | undefined
  },
) {
  const keyset = keysetOf(latestFirst('created_at', 'webhook_deliveries'), page)
  const condition = allOf([
    eq(webhookDeliveries.endpointId, page.endpointId),
    page.state !== undefined && isInState[page.state],
    sql`webhook_deliveries.created_at > ${page.since.toISOString()}::timestamptz`,
  ])
  const rows = await reader
    .select({ delivery: webhookDeliveries, cursor: keyset.cursor })
    .from(webhookDeliveries)
    .where(and(condition, keyset.after))
    .orderBy(keyset.order)
    .limit(page.pageSize + 1)
  const source = { table: webhookDeliveries, condition, parts: null }
  return { rows, total: await totalOf(reader, page, source) }
}

/** Written out, so that PostgreSQL plans each by how many there are of it. */
const isInState: Record<DeliveryRow['state'], SQL> = {
  waiting: sql`webhook_deliveries.state = 'waiting'`,
  delivered: sql`webhook_deliveries.state = 'delivered'`,
  failed: sql`webhook_deliveries.state = 'failed'`,
}

const ShownAttemptRow = z.object({
  deliveryId: z.uuid(),
  number: z.int(),
  attemptedAt: z.date(),
  status: z.int().nullable(),
  fault: z.enum(attemptFaults).nullable(),
  durationMs: z.int(),
})
export type ShownAttemptRow = z.output<typeof ShownAttemptRow>

/** The latest twenty attempts of each delivery, the latest first. */
export function selectAttempts(
  reader: Reader,
  deliveryIds: readonly string[],
): Promise<ShownAttemptRow[]> {
  return queryRows(
    reader,
    ShownAttemptRow,
    sql`select attempt.* from unnest(${arrayOf('uuid', deliveryIds)}) as shown(id)
      cross join lateral (
        select delivery_id, number, attempted_at, status, fault, duration_ms
        from exchange.webhook_attempts where delivery_id = shown.id
        order by number desc limit 20) as attempt
      order by attempt.delivery_id, attempt.number desc`,
  )
}

const ClaimedRow = z.object({
  id: z.uuid(),
  payload: z.string(),
  attempts: z.int(),
  retries: z.int(),
})
export type ClaimedDelivery = z.output<typeof ClaimedRow>

/**
 * Takes what is due of an endpoint, each for one attempt, which is counted now: whoever comes
 * meanwhile passes it over. If this server dies it is free again at the instant.
 */
export function claimDeliveries(
  tx: Transaction,
  { endpointId, now, until, most }: { endpointId: string; now: Date; until: Date; most: number },
): Promise<ClaimedDelivery[]> {
  return queryRows(
    tx,
    ClaimedRow,
    sql`update exchange.webhook_deliveries
      set attempts = attempts + 1, next_attempt_at = ${until.toISOString()}::timestamptz
      where id in (select id from exchange.webhook_deliveries
        where endpoint_id = ${endpointId} and state = 'waiting'
          and next_attempt_at <= ${now.toISOString()}::timestamptz
        order by next_attempt_at, id limit ${most} for no key update skip locked)
      returning id, payload, attempts, retries`,
  )
}

/** Those of the claimed deliveries, by id, whose attempt is still the one that was claimed. */
export async function lockClaimed(
  tx: Transaction,
  claimed: readonly ClaimedDelivery[],
): Promise<Set<string>> {
  const rows = await queryRows(
    tx,
    z.object({ id: z.uuid(), attempts: z.int() }),
    sql`select id, attempts from exchange.webhook_deliveries
      where id = any(${arrayOf(
        'uuid',
        claimed.map(({ id }) => id),
      )}) and state = 'waiting'
      order by id for no key update`,
  )
  const attemptsOf = new Map(claimed.map(({ id, attempts }) => [id, attempts]))
  return new Set(rows.filter((row) => attemptsOf.get(row.id) === row.attempts).map(({ id }) => id))
}

export async function updateDeliveries(
  tx: Transaction,
  rows: readonly Pick<DeliveryRow, 'id' | 'state' | 'nextAttemptAt' | 'retries'>[],
): Promise<void> {
  await updateRows(tx, webhookDeliveries, ['id'], rows)
}

export async function insertAttempts(tx: Transaction, rows: readonly AttemptRow[]): Promise<void> {
  await insertRows(tx, webhookAttempts, rows)
}

/** Gives up whatever waits for an endpoint; returns how many that were. */
export function failWaiting(tx: Transaction, endpointId: string): Promise<number> {
  return execute(
    tx,
    sql`update exchange.webhook_deliveries set state = 'failed'
      where id in (select id from exchange.webhook_deliveries
        where endpoint_id = ${endpointId} and state = 'waiting' order by id for no key update)`,
  )
}

/**
 * Gives up what is due for an endpoint and is not of the place of whoever saved it last: it was
 * recorded for somebody else (§11.4).
 */
export function giveUpOutside(
  tx: Transaction,
  { id, divisionCode }: Pick<WebhookRow, 'id' | 'divisionCode'>,
  now: Date,
): Promise<number> {
  return execute(
    tx,
    sql`update exchange.webhook_deliveries set state = 'failed'
      where id in (select id from exchange.webhook_deliveries
        where endpoint_id = ${id} and state = 'waiting'
          and next_attempt_at <= ${now.toISOString()}::timestamptz
          and (${isWithin(divisionCode)}) is not true order by id for no key update)`,
  )
}

/** Whether a delivery is of no place, or of one within that of whoever saved the endpoint. */
const isWithin = (divisionCode: string | null) =>
  sql`division_code is null or starts_with(division_code, ${divisionCode}::text)`

/**
 * Has an endpoint's failed deliveries since the instant wait again, those within its saver's place;
 * returns how many those are.
 */
export function replaySince(
  tx: Transaction,
  { id, divisionCode }: Pick<WebhookRow, 'id' | 'divisionCode'>,
  { since, now, most }: { since: Date; now: Date; most: number },
): Promise<number> {
  return execute(
    tx,
    sql`with again as (
        select id from exchange.webhook_deliveries
        where endpoint_id = ${id} and state = 'failed'
          and created_at >= ${since.toISOString()}::timestamptz
          and (${isWithin(divisionCode)})
        order by created_at, id limit ${most} for no key update
      )
      update exchange.webhook_deliveries d
      set state = 'waiting', retries = 0, next_attempt_at = ${now.toISOString()}::timestamptz
      from again where d.id = again.id`,
  )
}

/** Deletes the oldest deliveries from before an instant, as many at most; returns how many. */
export function deleteDeliveriesBefore(
  tx: Transaction,
  { before, most }: { before: Date; most: number },
): Promise<number> {
  return execute(
    tx,
    sql`delete from exchange.webhook_deliveries
      where id = any(array(select id from exchange.webhook_deliveries
        where created_at < ${before.toISOString()}::timestamptz
        order by created_at limit ${most} for update skip locked))`,
  )
}

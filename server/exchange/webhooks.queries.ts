import { and, asc, eq, getTableColumns, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { WebhookEvent } from '../../shared/exchange/webhook-events.ts'
import { peoplePublished } from '../accounts/index.ts'
import { arrayOf, execute, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { webhookEndpoints } from './webhooks.tables.ts'

export type WebhookRow = typeof webhookEndpoints.$inferSelect
/**
 * With the name of who saved it last, whether they still act so, and whether it may be told what
 * they may know: not while the organisation is suspended.
 */
export type ShownWebhook = WebhookRow & { savedBy: string; isHeld: boolean; isEntitled: boolean }

/** The endpoints of an organisation in the order in which they were made, or the one meant. */
export function selectWebhooks(
  reader: Reader,
  { organisationId, id }: { organisationId: string; id?: string },
): Promise<ShownWebhook[]> {
  const isOwn = eq(webhookEndpoints.organisationId, organisationId)
  return reader
    .select({
      ...getTableColumns(webhookEndpoints),
      savedBy: peoplePublished.name,
      isHeld: sql<boolean>`accounts.holds_since(webhook_endpoints.person_id,
        webhook_endpoints.organisation_id, webhook_endpoints.roles, webhook_endpoints.saved_at)`,
      isEntitled: sql<boolean>`exchange.is_entitled(webhook_endpoints)`,
    })
    .from(webhookEndpoints)
    .innerJoin(peoplePublished, eq(peoplePublished.id, webhookEndpoints.personId))
    .where(id === undefined ? isOwn : and(isOwn, eq(webhookEndpoints.id, id)))
    .orderBy(asc(webhookEndpoints.id))
}

/** The endpoint, held until the transaction ends. */
export async function lockWebhook(tx: Transaction, id: string): Promise<WebhookRow | undefined> {
  const [row] = await tx
    .select()
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.id, id))
    .for('no key update')
  return row
}

export async function countWebhooks(reader: Reader, organisationId: string): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ count: z.int() }),
    sql`select count(*)::integer as count from exchange.webhook_endpoints
      where organisation_id = ${organisationId}`,
  )
  return row?.count ?? 0
}

export async function insertWebhook(
  tx: Transaction,
  row: typeof webhookEndpoints.$inferInsert,
): Promise<void> {
  await tx.insert(webhookEndpoints).values(row)
}

export async function updateWebhook(
  tx: Transaction,
  id: string,
  change: Partial<WebhookRow>,
): Promise<void> {
  await tx.update(webhookEndpoints).set(change).where(eq(webhookEndpoints.id, id))
}

export async function deleteWebhook(tx: Transaction, id: string): Promise<void> {
  await execute(tx, sql`delete from exchange.webhook_endpoints where id = ${id}`)
}

const ListeningRow = z.object({
  id: z.uuid(),
  organisationId: z.uuid(),
  organisationKind: z.enum(['unit', 'cooperative', 'authority', 'platform']),
  divisionCode: z.string().nullable(),
  events: z.array(z.string()),
})
export type ListeningRow = z.output<typeof ListeningRow>

/**
 * The endpoints that may be told of any of these events: those of the organisations, and those of
 * offices and the platform, who oversee what is not their own. What was disabled is told nothing.
 */
export function selectListening(
  reader: Reader,
  { events, organisationIds }: { events: readonly WebhookEvent[]; organisationIds: string[] },
): Promise<ListeningRow[]> {
  return queryRows(
    reader,
    ListeningRow,
    sql`select id, organisation_id, organisation_kind, division_code, events
      from exchange.webhook_endpoints
      where (organisation_id = any(${arrayOf('uuid', organisationIds)})
          or organisation_kind in ('authority', 'platform'))
        and state <> 'disabled' and events && ${arrayOf('text', events)}
        and exchange.is_entitled(webhook_endpoints)
      order by id`,
  )
}

/**
 * Takes the endpoint that has rested longest of those for which something is due, until the
 * instant: no other server works on it before. One that may not be told anything today is passed
 * over.
 */
export async function claimWebhook(
  tx: Transaction,
  { now, until }: { now: Date; until: Date },
): Promise<WebhookRow | undefined> {
  const at = sql`${now.toISOString()}::timestamptz`
  const [row] = await tx
    .select()
    .from(webhookEndpoints)
    .where(
      sql`webhook_endpoints.id = any(array(${idsWaiting}))
        and webhook_endpoints.state = 'active' and webhook_endpoints.available_at <= ${at}
        and exists (select from exchange.webhook_deliveries delivery
          where delivery.endpoint_id = webhook_endpoints.id and delivery.state = 'waiting'
            and delivery.next_attempt_at <= ${at})
        and exchange.is_entitled(webhook_endpoints)`,
    )
    .orderBy(asc(webhookEndpoints.availableAt), asc(webhookEndpoints.id))
    .limit(1)
    .for('no key update', { skipLocked: true })
  if (row === undefined) return undefined
  await updateWebhook(tx, row.id, { availableAt: until })
  return row
}

/**
 * The endpoints for which anything waits, by jumping from each to the next along the index: neither
 * those for which nothing does, nor how much there is for one, costs anything.
 */
const idsWaiting = sql`with recursive waiting as (
    (select endpoint_id from exchange.webhook_deliveries where state = 'waiting'
      order by endpoint_id limit 1)
    union all
    select (select delivery.endpoint_id from exchange.webhook_deliveries delivery
      where delivery.state = 'waiting' and delivery.endpoint_id > waiting.endpoint_id
      order by delivery.endpoint_id limit 1)
    from waiting where waiting.endpoint_id is not null)
  select endpoint_id from waiting where endpoint_id is not null`

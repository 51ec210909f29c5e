import { createWebhook } from '../../../server/exchange/keep-webhooks.ts'
import type { Actor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { WebhookEvent } from '../../../shared/exchange/webhook-events.ts'
import { contextFor } from '../app.ts'
import { testClock } from '../clock.ts'
import type { TestDatabase } from '../database.ts'

/** An endpoint of somebody's organisation, at an address that nobody connects to in tests. */
export async function aWebhook(
  database: TestDatabase,
  attributes: {
    by: Actor
    linkSecret: string
    url?: string
    events?: WebhookEvent[]
    at?: Date
  },
) {
  const { by, linkSecret, at = testClock() } = attributes
  const { url = 'https://93.184.216.34/cunji', events = ['purchase_order.placed'] } = attributes
  const input = { url, description: '财务系统', events }
  const made = await transaction(database.db, (tx) =>
    createWebhook(tx, contextFor(by, at), input, { linkSecret }),
  )
  return { secret: made.secret, webhookId: made.webhook.webhookId }
}

/** Something it was told in vain, with what came of the last attempt. */
export async function aFailedDelivery(
  database: TestDatabase,
  webhookId: string,
  at = testClock(),
): Promise<string> {
  const id = newId()
  await database.sql`insert into exchange.webhook_deliveries
      (id, endpoint_id, event, payload, created_at, state, next_attempt_at, attempts, retries)
    values (${id}, ${webhookId}, 'purchase_order.placed', '{}', ${at}, 'failed', ${at}, 1, 0)`
  await database.sql`insert into exchange.webhook_attempts
      (delivery_id, number, attempted_at, status, duration_ms) values (${id}, 1, ${at}, 500, 20)`
  return id
}

/** Webhooks for each who may make some: one at work with a delivery that failed, one paused. */
export async function webhooksOf(
  database: TestDatabase,
  { leader, manager, official, admin }: Record<'leader' | 'manager' | 'official' | 'admin', Actor>,
  { linkSecret }: { linkSecret: string },
) {
  const webhooksBy = async (by: Actor) => {
    const { webhookId } = await aWebhook(database, { by, linkSecret })
    const { webhookId: pausedId } = await aWebhook(database, { by, linkSecret })
    await database.sql`update exchange.webhook_endpoints set state = 'paused'
      where id = ${pausedId}`
    return { webhookId, pausedId, deliveryId: await aFailedDelivery(database, webhookId) }
  }
  return {
    leader: await webhooksBy(leader),
    manager: await webhooksBy(manager),
    official: await webhooksBy(official),
    admin: await webhooksBy(admin),
  }
}

import { AppError } from '../../shared/errors.ts'
import { testEvent } from '../../shared/exchange/webhook-events.ts'
import type { WebhookDelivery } from '../../shared/exchange/webhooks.api.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { requireShare, subjectOf } from '../accounts/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { lockActiveWebhook, requireOwnWebhook } from './keep-webhooks.ts'
import { payloadOf } from './record-webhook-events.ts'
import {
  type DeliveryRow,
  insertDeliveries,
  replaySince,
  type ShownAttemptRow,
  selectAttempts,
  selectDelivery,
  selectDeliveryPage,
  updateDeliveries,
} from './webhook-deliveries.queries.ts'
import type { WebhookRow } from './webhooks.queries.ts'

const keptMs = 30 * 86_400_000
const mostReplayed = 10_000

/** Deliveries from before this instant are no longer shown or replayed, and are deleted. */
export const keptSince = (now: Date) => new Date(now.getTime() - keptMs)

/** A page of what an endpoint of the actor's organisation was told. */
export async function listDeliveries(
  reader: Reader,
  context: Context,
  query: CursorPage & { webhookId: string; state?: DeliveryRow['state'] | undefined },
) {
  const { id: endpointId } = await requireOwnWebhook(reader, context, query.webhookId)
  const page = { ...query, endpointId, since: keptSince(context.now), state: query.state }
  const { rows, total } = await selectDeliveryPage(reader, page)
  const ids = rows.map(({ delivery }) => delivery.id)
  const attempts = Map.groupBy(await selectAttempts(reader, ids), ({ deliveryId }) => deliveryId)
  return pageOf(rows, query, ({ delivery }) => viewOf(delivery, attempts.get(delivery.id) ?? []), {
    total,
  })
}

function viewOf(row: DeliveryRow, attempts: readonly ShownAttemptRow[]): WebhookDelivery {
  const { id: deliveryId, event, payload, state } = row
  return {
    ...{ deliveryId, event, payload, state, attemptCount: row.attempts },
    createdAt: row.createdAt.toISOString(),
    nextAttemptAt: state === 'waiting' ? row.nextAttemptAt.toISOString() : null,
    attempts: attempts.map(({ deliveryId: _, attemptedAt, ...attempt }) => ({
      ...attempt,
      attemptedAt: attemptedAt.toISOString(),
    })),
  }
}

/** Sends an event that says nothing, to see whether it arrives. */
export async function testWebhook(tx: Transaction, context: Context, webhookId: string) {
  await countSending(tx, context)
  await lockActiveWebhook(tx, context, webhookId)
  const { now } = context
  const deliveryId = context.newId()
  await insertDeliveries(tx, [
    {
      ...{ id: deliveryId, endpointId: webhookId, event: testEvent },
      ...{ payload: payloadOf(testEvent, now, { webhookId }), createdAt: now },
      ...{ state: 'waiting', nextAttemptAt: now },
    },
  ])
  await audit(tx, context, webhookId, { action: 'exchange.test-webhook', after: { deliveryId } })
  return { deliveryId }
}

/** Has a delivery that arrived, or was given up, made once more, with all its retries. */
export async function replayDelivery(tx: Transaction, context: Context, deliveryId: string) {
  await countSending(tx, context)
  const delivery = await selectDelivery(tx, deliveryId)
  if (delivery === undefined) throw new AppError('not_found')
  const endpoint = await lockActiveWebhook(tx, context, delivery.endpointId)
  if (!isWithin(delivery, endpoint)) throw new AppError('forbidden')
  // Read again under the lock: what waits is sent anyway.
  const current = await selectDelivery(tx, deliveryId)
  if (current === undefined) throw new AppError('not_found')
  if (current.state === 'waiting')
    throw new AppError('illegal_transition', { values: { state: current.state } })
  await updateDeliveries(tx, [
    { id: deliveryId, state: 'waiting', nextAttemptAt: context.now, retries: 0 },
  ])
  const after = { deliveryId }
  await audit(tx, context, endpoint.id, { action: 'exchange.replay-delivery', after })
  return { deliveryId }
}

/** Has all that failed since an instant made once more, as far as it is still kept. */
export async function replayFailed(
  tx: Transaction,
  context: Context,
  { webhookId, since }: { webhookId: string; since: string },
) {
  await countSending(tx, context)
  const endpoint = await lockActiveWebhook(tx, context, webhookId)
  const { now } = context
  const from = new Date(Math.max(Date.parse(since), keptSince(now).getTime()))
  const count = await replaySince(tx, endpoint, { since: from, now, most: mostReplayed })
  const after = { since: from.toISOString(), count }
  await audit(tx, context, webhookId, { action: 'exchange.replay-failed', after })
  return { count }
}

/** Nobody has the program bombard an address, or the name servers, of their choice. */
export function countSending(tx: Transaction, context: Context): Promise<void> {
  const organisationId = organisationOf(context.actor)
  return requireShare(tx, context, [subjectOf('webhook', 'organisation', organisationId)])
}

/** Whether a delivery is of no place, or of one within that of whoever saved the endpoint. */
function isWithin({ divisionCode: place }: DeliveryRow, { divisionCode: area }: WebhookRow) {
  return place === null || (area !== null && place.startsWith(area))
}

function audit(
  tx: Transaction,
  context: Context,
  subjectId: string,
  act: { action: `exchange.${string}`; after: object },
): Promise<void> {
  return recordAudit(tx, context, { ...act, subjectType: 'webhook', subjectId })
}

import { recordAudit } from '../evidence/index.ts'
import { type Context, systemActor } from '../platform/context.ts'
import { type Transaction, transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { type PostOutcome, post } from '../platform/outbound/post.ts'
import type { Resolve } from '../platform/outbound/resolve-host.ts'
import {
  type ClaimedDelivery,
  claimDeliveries,
  failWaiting,
  giveUpOutside,
  insertAttempts,
  lockClaimed,
  updateDeliveries,
} from './webhook-deliveries.queries.ts'
import { hasArrived, isGone, restAfterTurn, waitBeforeRetry } from './webhook-retries.ts'
import { signedHeaders } from './webhook-signature.ts'
import { claimWebhook, lockWebhook, updateWebhook, type WebhookRow } from './webhooks.queries.ts'

export type DeliveryDependencies = Pick<Dependencies, 'db' | 'clock' | 'newId' | 'config'> & {
  resolve: Resolve
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

const timeoutMs = 15 * second
/** After so long a server that claimed something is taken for dead. */
const leaseMs = minute
/** So many are sent to one endpoint side by side. */
const atOnce = 10
/** An endpoint at which nothing arrived for so long is disabled. */
const patienceMs = 72 * hour

interface Attempted {
  delivery: ClaimedDelivery
  outcome: PostOutcome
  attemptedAt: Date
  durationMs: number
}

/**
 * Makes the attempts that are due at one endpoint; returns whether there may be more to do. What is
 * claimed is claimed in the database, and no transaction is open while an answer is waited for.
 */
export async function deliverWebhooks(deps: DeliveryDependencies): Promise<boolean> {
  const claimed = await transaction(deps.db, async (tx) => {
    const now = deps.clock()
    const until = new Date(now.getTime() + leaseMs)
    const endpoint = await claimWebhook(tx, { now, until })
    if (endpoint === undefined) return null
    await giveUpOutside(tx, endpoint, now)
    const due = { endpointId: endpoint.id, now, until, most: atOnce }
    return { endpoint, deliveries: await claimDeliveries(tx, due) }
  })
  if (claimed === null) return false
  const { endpoint, deliveries } = claimed
  const attempted = await Promise.all(
    deliveries.map((delivery) => attempt(deps, endpoint, delivery)),
  )
  await transaction(deps.db, (tx) => recordAttempts(tx, deps, endpoint.id, attempted))
  return true
}

async function attempt(
  { clock, config, resolve }: DeliveryDependencies,
  endpoint: WebhookRow,
  delivery: ClaimedDelivery,
): Promise<Attempted> {
  const attemptedAt = clock()
  const started = performance.now()
  const { id, payload } = delivery
  const outcome = await post({
    url: endpoint.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Cunji-Webhooks/1',
      ...signedHeaders(config.linkSecret, endpoint, { id, payload, now: attemptedAt }),
    },
    body: payload,
    ...{ timeoutMs, resolve, loopback: config.webhookLoopback },
  })
  const durationMs = Math.round(performance.now() - started)
  return { delivery, outcome, attemptedAt, durationMs }
}

/** Keeps what came of the attempts, each once, and lets go of the endpoint. */
async function recordAttempts(
  tx: Transaction,
  deps: DeliveryDependencies,
  endpointId: string,
  attempted: readonly Attempted[],
): Promise<void> {
  const now = deps.clock()
  const endpoint = await lockWebhook(tx, endpointId)
  // It was removed while its receiver was waited for.
  if (endpoint === undefined) return
  const claimed = attempted.map(({ delivery }) => delivery)
  const ours = await lockClaimed(tx, claimed)
  const kept = attempted.filter(({ delivery }) => ours.has(delivery.id))
  await updateDeliveries(
    tx,
    kept.map((each) => stateAfter(each, now)),
  )
  await insertAttempts(
    tx,
    kept.map(({ delivery, outcome, attemptedAt, durationMs }) => ({
      ...{ deliveryId: delivery.id, number: delivery.attempts, attemptedAt, durationMs },
      status: 'status' in outcome ? outcome.status : null,
      fault: 'fault' in outcome ? outcome.fault : null,
    })),
  )
  await letGo(tx, deps, { endpoint, attempted: kept, now })
}

function stateAfter({ delivery, outcome }: Attempted, now: Date) {
  const { id, retries } = delivery
  if (hasArrived(outcome)) return { id, state: 'delivered' as const, nextAttemptAt: now, retries }
  const wait = waitBeforeRetry(retries, outcome, now)
  if (wait === null) return { id, state: 'failed' as const, nextAttemptAt: now, retries }
  const nextAttemptAt = new Date(now.getTime() + wait)
  return { id, state: 'waiting' as const, nextAttemptAt, retries: retries + 1 }
}

/**
 * An endpoint is free again after its rest. It is disabled when it said that it is gone, or when
 * nothing has arrived for days.
 */
async function letGo(
  tx: Transaction,
  deps: DeliveryDependencies,
  turn: { endpoint: WebhookRow; attempted: readonly Attempted[]; now: Date },
): Promise<void> {
  const { endpoint, now } = turn
  const outcomes = turn.attempted.map(({ outcome }) => outcome)
  const saysGone = outcomes.some(isGone)
  const isFailing = outcomes.length > 0 && (saysGone || !outcomes.some(hasArrived))
  const failures = isFailing ? endpoint.failures + 1 : 0
  const failingSince = isFailing ? (endpoint.failingSince ?? now) : null
  const availableAt = new Date(now.getTime() + restAfterTurn(outcomes, { failures, now }))
  const health = outcomes.length > 0 ? { failures, failingSince } : {}
  await updateWebhook(tx, endpoint.id, { availableAt, ...health })
  const isOver = failingSince !== null && now.getTime() - failingSince.getTime() >= patienceMs
  if (saysGone || isOver) await disable(tx, deps, endpoint, saysGone ? 'gone' : 'failing')
}

/** Tells it nothing any more, gives up what waits, and lets its organisation know. */
async function disable(
  tx: Transaction,
  { clock, newId }: DeliveryDependencies,
  { id, organisationId, url, description, state }: WebhookRow,
  disabledFor: 'failing' | 'gone',
): Promise<void> {
  if (state === 'disabled') return
  const actor = { ...systemActor, organisationId }
  const context: Context = { actor, requestId: `webhook-${id}`, now: clock(), newId }
  const givenUp = await failWaiting(tx, id)
  await updateWebhook(tx, id, { state: 'disabled', disabledFor })
  const subject = { subjectType: 'webhook', subjectId: id }
  await recordAudit(tx, context, {
    ...{ action: 'exchange.disable-webhook', ...subject },
    ...{ before: { state }, after: { state: disabledFor, givenUp } },
  })
  await publishEvent(tx, context, {
    ...{ topic: 'exchange.webhook-disabled', ...subject },
    payload: {
      organisationIds: [organisationId],
      ...{ name: description === '' ? new URL(url).host : description, host: new URL(url).host },
    },
  })
}

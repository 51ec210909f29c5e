import { eventsOf } from '../../shared/exchange/webhook-events.ts'
import { purchaseOrdersByIds } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import type { Listener, PublishedEvent } from '../platform/jobs/relay.ts'
import { insertDeliveries } from './webhook-deliveries.queries.ts'
import { type Happening, webhookSources } from './webhook-sources.ts'
import { type ListeningRow, selectListening } from './webhooks.queries.ts'

/** The events this domain handles: whatever programs outside may be told of. */
export function webhookListeners(): Listener[] {
  return Object.keys(webhookSources).map((topic) => ({ topic, handle: recordWebhookEvents }))
}

/** Leaves a delivery for each endpoint that is to be told, in the transaction given. */
async function recordWebhookEvents(
  tx: Transaction,
  context: Context,
  events: readonly PublishedEvent[],
): Promise<void> {
  const happenings = events.flatMap((event) => webhookSources[event.topic]?.(event) ?? [])
  const concerned = await withSidesOfOrders(tx, happenings)
  const listening = await selectListening(tx, {
    events: [...new Set(concerned.map(({ event }) => event))],
    organisationIds: [...new Set(concerned.flatMap(({ organisationIds }) => organisationIds))],
  })
  const rows = concerned.flatMap((happening) =>
    listening
      .filter((endpoint) => isFor(endpoint, happening))
      .map(({ id: endpointId, organisationKind }) => ({
        ...{ id: context.newId(), endpointId, event: happening.event },
        divisionCode: organisationKind === 'authority' ? (happening.countyCode ?? null) : null,
        payload: payloadOf(happening.event, happening.at, happening.data),
        ...{ createdAt: context.now, state: 'waiting' as const, nextAttemptAt: context.now },
      })),
  )
  await insertDeliveries(tx, rows)
}

/** What is sent: Standard Webhooks' three fields, with ids alone as data. */
export function payloadOf(type: string, at: Date, data: Record<string, string | number>): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data })
}

/** Both sides and the county of the order, where an event does not say them itself. */
async function withSidesOfOrders(
  reader: Reader,
  happenings: readonly Happening[],
): Promise<Happening[]> {
  const ids = [...new Set(happenings.flatMap(({ purchaseOrderId }) => purchaseOrderId ?? []))]
  const orders = new Map((await purchaseOrdersByIds(reader, ids)).map((row) => [row.id, row]))
  return happenings.map((happening) => {
    const order = orders.get(happening.purchaseOrderId ?? '')
    if (order === undefined) return happening
    const { unitId, cooperativeId, supervisingCountyCode } = order
    const organisationIds = [...new Set([...happening.organisationIds, unitId, cooperativeId])]
    return { ...happening, organisationIds, countyCode: supervisingCountyCode }
  })
}

/** Whether an endpoint is to be told: of its organisation's own, or of what it oversees. */
function isFor(endpoint: ListeningRow, { event, organisationIds, countyCode }: Happening): boolean {
  const { organisationId, organisationKind, divisionCode, events } = endpoint
  if (!events.includes(event) || !eventsOf(organisationKind).includes(event)) return false
  if (organisationKind === 'platform') return true
  if (organisationKind !== 'authority') return organisationIds.includes(organisationId)
  // As an official sees orders: those of the county, or of the counties below the place.
  if (divisionCode === null || countyCode === undefined) return false
  return countyCode.startsWith(divisionCode)
}

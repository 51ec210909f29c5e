import { z } from 'zod'
import { id } from '../../shared/scalars.ts'
import type { Listener, PublishedEvent } from '../platform/jobs/relay.ts'
import { notifyAudience } from './notify-audience.ts'

const placedOrders = z.object({
  unitId: id,
  purchaseOrders: z.array(z.object({ id, number: z.string(), cooperativeId: id })),
})

/** A requisition is placed in one event, and each of its cooperatives learns of its own order. */
export const placedOrdersListener: Listener = {
  topic: 'orders.purchase-orders-placed',
  handle: (tx, context, events) => notifyAudience(tx, context, events.flatMap(eventsOfOrders)),
}

function eventsOfOrders(event: PublishedEvent): PublishedEvent[] {
  const { unitId, purchaseOrders } = placedOrders.parse(event.payload)
  return purchaseOrders.map(({ id: subjectId, number, cooperativeId }) => ({
    ...event,
    topic: 'orders.purchase-order-placed',
    subjectType: 'purchase_order',
    subjectId,
    payload: { number, unitId, cooperativeId },
  }))
}

import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { waitingRow } from '../platform/db/waiting.ts'

/** What waits for an actor in orders: a row of kind and number each. */
export function waitingInOrders({ organisationKind, organisationId, personId }: Actor): SQL[] {
  if (organisationKind === 'unit')
    return [
      // Who requested never signs (§5.4).
      waitingRow(
        'requisitions',
        sql`from orders.requisitions where unit_id = ${organisationId}
          and state = 'submitted' and requested_by <> ${personId}`,
      ),
    ]
  if (organisationKind !== 'cooperative') return []
  // Said beside the state, by which PostgreSQL knows the index of what is due.
  const due = sql`cooperative_id = ${organisationId}
    and state in ('placed', 'confirmed', 'shipped')`
  return [
    waitingRow('orders', sql`from orders.purchase_orders where ${due} and state = 'placed'`),
    waitingRow('toPack', sql`from orders.purchase_orders where ${due} and state = 'confirmed'`),
  ]
}

import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { systemActor } from '../platform/context.ts'
import { arrayOf, execute, queryRows } from '../platform/db/rows.ts'
import { type Transaction, transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import type { Listener, PublishedEvent } from '../platform/jobs/relay.ts'
import { checkOrders } from './check-orders.ts'
import { thresholdListener } from './run-checks.ts'

/** What is checked in one transaction. */
const atOnce = 100

/** Whatever may make an order odd: it is checked again after each. */
const topics = [
  'orders.purchase-order-placed',
  'deliveries.shipment-dispatched',
  'deliveries.shipment-received',
  'deliveries.return-confirmed',
  'deliveries.correction-confirmed',
  'deliveries.surplus-confirmed',
  'billing.invoice-created',
  'billing.payment-confirmed',
  'billing.refund-confirmed',
  'billing.credit-note-created',
]

/**
 * Notes which orders are due for a check, the checks themselves keep nobody waiting; a threshold
 * that changed has old entries checked again.
 */
export function reviewListeners(): Listener[] {
  const noting = topics.map((topic): Listener => {
    return { topic, handle: (tx, context, events) => noteDue(tx, events, context.now) }
  })
  return [...noting, thresholdListener]
}

/**
 * An event names its order, is one, or names its invoice; with an invoice those orders are due too
 * that are billed by one of the same number.
 */
async function noteDue(
  tx: Transaction,
  events: readonly PublishedEvent[],
  now: Date,
): Promise<void> {
  const subjects = (type: string) =>
    events.filter(({ subjectType }) => subjectType === type).map(({ subjectId }) => subjectId)
  const named = (key: string) =>
    events.flatMap(({ payload }) => (typeof payload[key] === 'string' ? [payload[key]] : []))
  const orderIds = [...subjects('purchase_order'), ...named('purchaseOrderId')]
  const invoiceIds = [...subjects('invoice'), ...named('invoiceId')]
  await execute(
    tx,
    sql`
    insert into review.checks_due (purchase_order_id, due_since)
    select distinct due.id, ${now.toISOString()}::timestamptz
    from (
      select id from orders.purchase_orders_published
      where id = any(${arrayOf('uuid', [...new Set(orderIds)])})
      union all
      select o.purchase_order_id
      from billing.invoices_published i
        join billing.invoices_published same on same.number = i.number
        join billing.invoice_lines_published l on l.invoice_id = same.id
        join orders.order_lines_published o on o.id = l.order_line_id
      where i.id = any(${arrayOf('uuid', [...new Set(invoiceIds)])})
    ) due
    order by 1
    on conflict do nothing`,
  )
}

const dueOrder = z.object({ purchaseOrderId: z.uuid() })

/**
 * Checks the orders that are due, oldest first, so many at a time; true where there may be more.
 * What was cut off is still due, and what is checked twice opens nothing.
 */
export async function workOnChecks(
  deps: Pick<Dependencies, 'db' | 'clock' | 'newId'>,
): Promise<boolean> {
  const { db, clock, newId } = deps
  return transaction(db, async (tx) => {
    const due = await queryRows(
      tx,
      dueOrder,
      sql`
      delete from review.checks_due where purchase_order_id in (
        select purchase_order_id from review.checks_due
        order by due_since, purchase_order_id limit ${atOnce} for update skip locked)
      returning purchase_order_id`,
    )
    if (due.length === 0) return false
    const context = { actor: systemActor, requestId: 'review', now: clock(), newId }
    await checkOrders(tx, context, due.map(({ purchaseOrderId }) => purchaseOrderId).sort())
    return due.length === atOnce
  })
}

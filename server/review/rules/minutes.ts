import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { monthOfDay } from '../../../shared/months.ts'
import type { EvidenceFact } from '../../../shared/review/evidence.ts'
import { judgeMinutes } from '../../../shared/review/judge.ts'
import { arrayOf, queryRows } from '../../platform/db/rows.ts'
import { linesOf, orderDocument, type Rule } from '../finding.ts'

const received = z.object({
  receiptId: z.uuid(),
  receiptNumber: z.string(),
  receivedAt: z.date(),
  shipmentId: z.uuid(),
  shipmentNumber: z.string(),
  dispatchedAt: z.date().nullable(),
  purchaseOrderId: z.uuid(),
  paidOn: z.string().nullable(),
})

/**
 * §8: order and acceptance within minutes, which no lorry makes, or an acceptance of what was not
 * dispatched before.
 */
export const withinMinutes: Rule = async (reader, { orders, thresholds }) => {
  const receipts = await queryRows(
    reader,
    received,
    sql`
    select r.id as receipt_id, r.number as receipt_number, r.received_at,
      s.id as shipment_id, s.number as shipment_number, s.dispatched_at, r.purchase_order_id,
      (select min(f.occurred_on) from orders.order_lines_published l
        join attribution.recognition_facts_published f on f.order_line_id = l.id
        where l.purchase_order_id = r.purchase_order_id and f.kind = 'payment') as paid_on
    from deliveries.goods_receipts_published r
      join deliveries.shipments_published s on s.id = r.shipment_id
    where r.purchase_order_id = any(${arrayOf(
      'uuid',
      orders.map(({ id }) => id),
    )})
    order by r.received_at, r.id`,
  )
  return orders.flatMap((order) => {
    const first = receipts.find(({ purchaseOrderId }) => purchaseOrderId === order.id)
    if (first === undefined) return []
    const { receivedAt, dispatchedAt, paidOn } = first
    const threshold = thresholds.on('minutes_check', order.orderedOn)
    const times = { placedAt: order.placedAt, dispatchedAt, receivedAt }
    const odd = judgeMinutes(times, threshold.value)
    if (odd === null) return []
    const sent: EvidenceFact[] = dispatchedAt
      ? [{ name: 'dispatched_at', kind: 'instant', value: dispatchedAt.toISOString() }]
      : []
    const paid: EvidenceFact[] = paidOn ? [{ name: 'paid_on', kind: 'day', value: paidOn }] : []
    return [
      {
        ...{ rule: 'minutes' as const, matter: order.id, measure: null, order },
        ...{ month: monthOfDay(order.orderedOn), cents: order.goodsCents, lines: linesOf(order) },
        evidence: {
          threshold: threshold.kept,
          sides: [
            {
              ...{ name: 'ordered', isOfOthers: false, documents: [orderDocument(order)] },
              facts: [
                { name: 'placed_at', kind: 'instant', value: order.placedAt.toISOString() },
                { name: 'amount', kind: 'money', value: order.goodsCents },
              ],
            },
            {
              ...{ name: 'accepted', isOfOthers: false },
              documents: [
                { type: 'shipment', id: first.shipmentId, name: first.shipmentNumber },
                { type: 'goods_receipt', id: first.receiptId, name: first.receiptNumber },
              ],
              facts: [
                ...sent,
                { name: 'received_at', kind: 'instant', value: receivedAt.toISOString() },
                { name: 'after', kind: 'minutes', value: odd.minutes },
                ...paid,
              ],
            },
          ],
        },
      },
    ]
  })
}

import { monthOfDay } from '../../../shared/months.ts'
import { judgeRefund } from '../../../shared/review/judge.ts'
import { backAfterCloseOf } from '../../attribution/index.ts'
import { orderDocument, type Rule } from '../finding.ts'

/**
 * §8: money or goods that go back after the month that counted them was closed, beyond what a
 * spoiled part explains. An order and a closed month are one matter; what went back is measured.
 */
export const lateRefund: Rule = async (reader, { orders, thresholds }) => {
  const called = new Map(orders.map((order) => [order.id, order]))
  const back = await backAfterCloseOf(reader, [...called.keys()])
  return back.flatMap((row) => {
    const order = called.get(row.purchaseOrderId)
    const threshold = thresholds.on('refund_check', row.firstOn)
    const odd = judgeRefund(row, threshold.value)
    if (order === undefined || odd === null) return []
    return [
      {
        ...{ rule: 'late_refund' as const, matter: `${order.id} ${row.month}`, order },
        ...{ measure: row.backCents, month: monthOfDay(row.firstOn), cents: row.backCents },
        lines: row.orderLineIds.map((orderLineId) => ({ orderLineId, purchaseOrderId: order.id })),
        evidence: {
          threshold: threshold.kept,
          sides: [
            {
              ...{ name: 'counted', isOfOthers: false, documents: [orderDocument(order)] },
              facts: [
                { name: 'closed_month', kind: 'text', value: row.month },
                { name: 'closed_at', kind: 'instant', value: row.closedAt.toISOString() },
                { name: 'amount', kind: 'money', value: row.countedCents },
              ],
            },
            {
              ...{ name: 'went_back', isOfOthers: false, documents: [] },
              facts: [
                { name: 'first_back_on', kind: 'day', value: row.firstOn },
                { name: 'amount', kind: 'money', value: row.backCents },
                { name: 'share_back', kind: 'share', value: odd.share },
              ],
            },
          ],
        },
      },
    ]
  })
}

import { monthOfDay } from '../../../shared/months.ts'
import { judgeYearEnd } from '../../../shared/review/judge.ts'
import { addDays, daysBetween } from '../../../shared/scalars.ts'
import { linesOfOrders, tradeOfPairs } from '../../orders/index.ts'
import type { CheckedOrder, Finding, Rule } from '../finding.ts'

/** No more lines than these are reversed in one act. */
const mostLines = 200

/**
 * §8: what a unit orders from a cooperative in the last days of a year, far above what the two
 * trade in as many days before. A unit's burst with a cooperative is one matter a year.
 */
export const yearEnd: Rule = async (reader, { orders, thresholds }) => {
  const found: Finding[] = []
  const byYear = Map.groupBy(orders, ({ orderedOn }) => orderedOn.slice(0, 4))
  for (const [year, ofYear] of byYear) {
    const threshold = thresholds.on('year_end_check', `${year}-12-31`)
    const from = addDays(`${year}-12-31`, 1 - threshold.value.days)
    const late = new Map<string, CheckedOrder>()
    for (const order of ofYear)
      if (order.orderedOn >= from) late.set(`${order.unitId} ${order.cooperativeId}`, order)
    if (late.size === 0) continue
    const earlierDays = daysBetween(`${year}-01-01`, from)
    const odd = (await tradeOfPairs(reader, { pairs: [...late.values()], from })).flatMap(
      (trade) => {
        const verdict = judgeYearEnd({ ...trade, earlierDays }, threshold.value)
        return verdict ? [{ trade, verdict }] : []
      },
    )
    const lines = Map.groupBy(
      await linesOfOrders(
        reader,
        odd.flatMap(({ trade }) => trade.lastOrderIds),
      ),
      ({ purchaseOrderId }) => purchaseOrderId,
    )
    for (const { trade, verdict } of odd) {
      const key = `${trade.unitId} ${trade.cooperativeId}`
      const order = late.get(key)
      if (order === undefined) continue
      const concerned = trade.lastOrderIds.flatMap((id) => lines.get(id) ?? [])
      found.push({
        ...{ rule: 'year_end', matter: `${key} ${year}`, measure: trade.lastCents, order },
        ...{ month: monthOfDay(order.orderedOn), cents: trade.lastCents },
        lines: concerned.slice(0, mostLines).map(({ id, purchaseOrderId }) => {
          return { orderLineId: id, purchaseOrderId }
        }),
        evidence: {
          threshold: threshold.kept,
          sides: [
            {
              ...{ name: 'year_end_days', isOfOthers: false, documents: [] },
              facts: [
                { name: 'from_day', kind: 'day', value: from },
                { name: 'orders', kind: 'count', value: trade.lastOrders },
                { name: 'amount', kind: 'money', value: trade.lastCents },
              ],
            },
            {
              ...{ name: 'year_before', isOfOthers: false, documents: [] },
              facts: [
                { name: 'orders', kind: 'count', value: trade.earlierOrders },
                { name: 'amount', kind: 'money', value: trade.earlierCents },
                { name: 'year_before_amount', kind: 'money', value: trade.yearBeforeCents },
                { name: 'usual_amount', kind: 'money', value: verdict.usualCents },
              ],
            },
          ],
        },
      })
    }
  }
  return found
}

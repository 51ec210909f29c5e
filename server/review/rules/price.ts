import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { centsPerJin } from '../../../shared/money.ts'
import { monthOfDay, shiftMonth } from '../../../shared/months.ts'
import { judgePrice, leastSellers } from '../../../shared/review/judge.ts'
import { dayOf, daysBetween } from '../../../shared/scalars.ts'
import { comparableProducts } from '../../catalogue/index.ts'
import type { OrderLineRow } from '../../orders/index.ts'
import { arrayOf, queryRows } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import {
  type Batch,
  type CheckedOrder,
  type Finding,
  orderDocument,
  type Rule,
} from '../finding.ts'

/** Offers of today say something of an order that is at most so many days old. */
const freshDays = 3

/**
 * §8: a price above a part of the median of comparable offers. Of an older order, whose offers are
 * not known any more, what other sellers were paid for like goods in its month and the one before.
 */
export const price: Rule = async (reader, batch) => {
  const lines = batch.orders.flatMap((order) => order.lines.map((line) => ({ order, line })))
  const productIds = [...new Set(lines.map(({ line }) => line.productId))]
  const comparable = Map.groupBy(
    await comparableProducts(reader, productIds),
    ({ productId }) => productId,
  )
  const sold = await pricesSold(reader, batch, [
    ...new Set([...comparable.values()].flat().map(({ otherId }) => otherId)),
  ])
  return lines.flatMap(({ order, line }) => {
    const others = (comparable.get(line.productId) ?? []).filter(
      ({ cooperativeId }) => cooperativeId !== order.cooperativeId,
    )
    const isFresh = daysBetween(order.orderedOn, dayOf(batch.now)) <= freshDays
    const offered = others.flatMap(({ cooperativeId, centsPerJin }) =>
      centsPerJin === null ? [] : [{ sellerId: cooperativeId, price: centsPerJin }],
    )
    if (isFresh && new Set(offered.map(({ sellerId }) => sellerId)).size >= leastSellers)
      return findingOf(batch, { order, line, compared: offered, basis: 'offers' })
    const months = monthsOf(order)
    const paid = others.flatMap(({ otherId }) =>
      sold.filter(({ productId, month }) => productId === otherId && months.includes(month)),
    )
    const sellers = new Map(others.map(({ otherId, cooperativeId }) => [otherId, cooperativeId]))
    const compared = paid.map(({ productId, cents, grams }) => {
      const price = Math.round((cents * 500) / grams)
      return { sellerId: sellers.get(productId) ?? '', price }
    })
    return findingOf(batch, { order, line, compared, basis: 'sales' })
  })
}

interface Compared {
  order: CheckedOrder
  line: OrderLineRow
  /** 分 for 500 g. */
  compared: readonly { sellerId: string; price: number }[]
  basis: 'offers' | 'sales'
}

function findingOf(batch: Batch, { order, line, compared, basis }: Compared): Finding[] {
  const own = centsPerJin(line.unitPriceCents, line.packGrams)
  const threshold = batch.thresholds.on('price_check', order.orderedOn)
  const odd = judgePrice(own, compared, threshold.value)
  if (odd === null) return []
  const prices = compared.map(({ price }) => price)
  return [
    {
      ...{ rule: 'price', matter: line.id, measure: null, order },
      ...{ month: monthOfDay(order.orderedOn), cents: line.amountCents },
      lines: [{ orderLineId: line.id, purchaseOrderId: order.id }],
      evidence: {
        sides: [
          {
            ...{ name: 'price_here', isOfOthers: false, documents: [orderDocument(order)] },
            facts: [
              { name: 'goods', kind: 'text', value: line.productName },
              { name: 'price', kind: 'price', value: own },
              { name: 'times_median', kind: 'ratio', value: odd.ratio },
              { name: 'ordered_on', kind: 'day', value: order.orderedOn },
            ],
          },
          {
            ...{ name: basis === 'offers' ? 'price_offers' : 'price_sales', isOfOthers: false },
            documents: [],
            facts: [
              { name: 'median', kind: 'price', value: odd.median },
              { name: 'lowest', kind: 'price', value: Math.min(...prices) },
              { name: 'highest', kind: 'price', value: Math.max(...prices) },
              { name: 'compared', kind: 'count', value: compared.length },
            ],
          },
        ],
        threshold: threshold.kept,
      },
    },
  ]
}

const paidPrice = z.object({
  productId: z.uuid(),
  month: z.string(),
  cents: z.int(),
  grams: z.int(),
})

/** What products were paid in the months of the orders, out of what was recognised. */
function pricesSold(reader: Reader, { orders }: Batch, productIds: readonly string[]) {
  const months = [...new Set(orders.flatMap(monthsOf))]
  return queryRows(
    reader,
    paidPrice,
    sql`
    select product_id, month, sum(cents)::bigint as cents, sum(grams)::bigint as grams
    from attribution.ledger_rollups_published
    where product_id = any(${arrayOf('uuid', productIds)})
      and month = any(${arrayOf('text', months)})
    group by 1, 2 having sum(cents) > 0 and sum(grams) > 0`,
  )
}

function monthsOf({ orderedOn }: CheckedOrder): string[] {
  const month = monthOfDay(orderedOn)
  return [month, shiftMonth(month, -1)]
}

import type { z } from 'zod'
import { areaOf } from '../../shared/catalogue/delivery-area.ts'
import { deliveredCentsPerJin } from '../../shared/catalogue/price.ts'
import { nextCutOff } from '../../shared/orders/earliest-day.ts'
import type { quote, quotedLine } from '../../shared/orders/orders.schemas.ts'
import type { Context } from '../platform/context.ts'
import type { Database } from '../platform/db/transaction.ts'
import type { OrderRequest, PlannedLine, PlannedOrder } from './order-plan.ts'
import { decideOrder, requestedLineOf } from './write-order.ts'

type Quote = z.input<typeof quote>

/**
 * What an order would cost, how it would split and why it would be refused, with everything that
 * bites shown before it does (§5.1, §5.2). Nothing is kept.
 */
export async function quoteOf(
  db: Database,
  context: Context,
  request: OrderRequest & { channelId: string },
): Promise<Quote> {
  const { plan, context: read } = await decideOrder(db, context, request)
  return {
    at: context.now.toISOString(),
    lines: plan.lines.map((line) => lineView(line, read.deliverTo)),
    orders: plan.orders.map((order) => orderView(order, context.now)),
    goodsCents: plan.goodsCents,
    freightCents: plan.freightCents,
    needsApproval: plan.totalCents > read.freeUpToCents,
    refusals: plan.refusals,
  }
}

function lineView(line: PlannedLine, deliverTo: string): z.input<typeof quotedLine> {
  const { offer } = line
  const area = areaOf(offer.deliveryAreas, deliverTo)
  return {
    ...requestedLineOf(line),
    index: line.index,
    minimumQuantity: offer.minimumQuantity,
    basePriceCents: offer.priceCents,
    tiers: offer.tiers,
    packsLeft: line.packsLeft,
    deliveredCentsPerJin: deliveredCentsPerJin({
      priceCents: line.unitPriceCents,
      packGrams: offer.packGrams,
      freightCentsPerKg: area?.freightCentsPerKg ?? null,
    }),
  }
}

function orderView(order: PlannedOrder, now: Date): Quote['orders'][number] {
  const { cooperativeId: id, cooperativeName: name, goodsCents, freightCents, earliestDay } = order
  const { minimumOrderCents, cutOff, leadTimeDays } = order.terms
  const cutOffAt = nextCutOff(now, order.terms).toISOString()
  const terms = { minimumOrderCents, cutOff, cutOffAt, leadTimeDays, earliestDay }
  return { cooperative: { id, name }, goodsCents, freightCents, weightGrams: order.grams, ...terms }
}

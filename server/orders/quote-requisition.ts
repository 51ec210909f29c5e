import type { z } from 'zod'
import { areaOf } from '../../shared/catalogue/delivery-area.ts'
import { deliveredCentsPerJin } from '../../shared/catalogue/price.ts'
import type { quote, quotedLine } from '../../shared/orders/orders.schemas.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Asked, PlannedLine, PlannedOrder } from './order-plan.ts'
import { type PlacingDependencies, readGround } from './placing-ground.ts'
import { planRequisition } from './plan-requisition.ts'

type Quote = z.input<typeof quote>

/**
 * What an order would cost, how it would split and why it would be refused, with everything that
 * bites shown before it does (§5.1, §5.2). Read anew, never out of memory; nothing is kept.
 */
export async function quoteOf(
  deps: PlacingDependencies,
  context: Context,
  input: Asked & { channelId: string },
): Promise<Quote> {
  const packIds = input.lines.map((line) => line.packId)
  const { channelId } = input
  const question = { unitId: organisationOf(context.actor), channelId, packIds, now: context.now }
  const { offers, channel } = await readGround(deps, question, { fresh: true })
  const deliverTo = channel.divisionCode
  const plan = planRequisition(input, { offers, deliverTo, now: context.now })
  return {
    lines: plan.lines.map((line) => lineView(line, deliverTo)),
    orders: plan.orders.map(orderView),
    goodsCents: plan.goodsCents,
    freightCents: plan.freightCents,
    needsApproval: plan.goodsCents + plan.freightCents > channel.freeUpToCents,
    refusals: plan.problems,
  }
}

function lineView(line: PlannedLine, deliverTo: string): z.input<typeof quotedLine> {
  const { offer } = line
  const area = areaOf(offer.deliveryAreas, deliverTo)
  return {
    index: line.index,
    packId: offer.packId,
    productId: offer.productId,
    productName: offer.productName,
    packName: offer.packName,
    packGrams: offer.packGrams,
    cooperativeId: offer.cooperativeId,
    quantity: line.quantity,
    unitPriceCents: line.unitPriceCents,
    amountCents: line.amountCents,
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

function orderView(order: PlannedOrder): Quote['orders'][number] {
  const { terms } = (order.lines[0] as PlannedLine).offer
  return {
    cooperative: { id: order.cooperativeId, name: order.cooperativeName },
    goodsCents: order.goodsCents,
    freightCents: order.freightCents,
    weightGrams: order.grams,
    minimumOrderCents: terms.minimumOrderCents,
    cutOff: terms.cutOff,
    leadTimeDays: terms.leadTimeDays,
    earliestDay: order.earliestDay,
  }
}

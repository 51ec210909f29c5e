import { areaOf } from '../../shared/catalogue/delivery-area.ts'
import { freightCents, priceForQuantity } from '../../shared/catalogue/price.ts'
import type { FieldError } from '../../shared/errors.ts'
import { earliestDay } from '../../shared/orders/earliest-day.ts'
import type { Offer } from '../catalogue/index.ts'
import { type LotShelf, lotShelf } from './choose-lots.ts'
import type { Asked, Plan, PlannedLine, PlannedOrder, PlanningGround } from './order-plan.ts'
import { refusalsOfLine, refusalsOfOrder } from './refusals.ts'

/**
 * Decides the whole of what is asked (§5.2): prices, lots, freight, and every reason why it cannot
 * be had, each at the field it belongs to. Pure: the writing statement checks again what may have
 * moved since the ground was read.
 */
export function planRequisition(asked: Asked, ground: PlanningGround): Plan {
  const problems: FieldError[] = []
  const lines: PlannedLine[] = []
  const shelf = lotShelf(asked.neededOn)
  const seen = new Set<string>()
  for (const [index, line] of asked.lines.entries()) {
    const offer = ground.offers.get(line.packId)
    const path = ['lines', index, 'packId']
    if (offer === undefined) problems.push({ path, code: 'not_found' })
    else if (seen.has(line.packId)) problems.push({ path, code: 'duplicate' })
    else {
      const planned = planLine(index, line.quantity, offer, shelf)
      lines.push(planned)
      problems.push(...refusalsOfLine(planned, line, asked, ground))
    }
    seen.add(line.packId)
  }
  const orders = ordersOf(lines, ground)
  for (const order of orders) problems.push(...refusalsOfOrder(order, asked))
  return {
    lines,
    orders,
    goodsCents: sum(orders.map((order) => order.goodsCents)),
    freightCents: sum(orders.map((order) => order.freightCents)),
    problems,
  }
}

function planLine(index: number, quantity: number, offer: Offer, shelf: LotShelf): PlannedLine {
  const unitPriceCents = priceForQuantity(offer.priceCents, offer.tiers, quantity)
  return {
    index,
    offer,
    quantity,
    unitPriceCents,
    amountCents: unitPriceCents * quantity,
    packsLeft: shelf.packsLeft(offer),
    parts: shelf.take(offer, quantity),
  }
}

function ordersOf(lines: readonly PlannedLine[], ground: PlanningGround): PlannedOrder[] {
  const byCooperative = Map.groupBy(lines, (line) => line.offer.cooperativeId)
  return [...byCooperative.keys()].sort().map((cooperativeId) => {
    const own = byCooperative.get(cooperativeId) as PlannedLine[]
    const { terms, deliveryAreas, cooperativeName } = (own[0] as PlannedLine).offer
    const grams = sum(own.map((line) => line.quantity * line.offer.packGrams))
    const area = areaOf(deliveryAreas, ground.deliverTo)
    return {
      cooperativeId,
      cooperativeName,
      lines: own,
      goodsCents: sum(own.map((line) => line.amountCents)),
      freightCents: area === null ? 0 : freightCents(grams, area.freightCentsPerKg),
      grams,
      earliestDay: earliestDay(ground.now, terms),
    }
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

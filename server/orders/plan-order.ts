import { areaOf } from '../../shared/catalogue/delivery-area.ts'
import { freightCents, isPriceable, priceForQuantity } from '../../shared/catalogue/price.ts'
import type { FieldError } from '../../shared/errors.ts'
import { earliestDay, latestDay } from '../../shared/orders/earliest-day.ts'
import type { Offer, OfferedLot } from '../catalogue/index.ts'
import type {
  LotPart,
  OrderRequest,
  OrderRequestLine,
  Plan,
  PlannedLine,
  PlannedOrder,
  PlanningContext,
} from './order-plan.ts'
import { refusalsOfLine, refusalsOfOrder } from './refusals.ts'

/**
 * Plans the whole of what is asked for (§5.2): prices, lots, freight, and every reason why it
 * cannot be had, each at the field it belongs to. Pure: placing checks again, under its locks, what
 * may have changed since the context was read.
 */
export function planOrder(request: OrderRequest, context: PlanningContext): Plan {
  const refusals: FieldError[] = []
  const lines: PlannedLine[] = []
  const allocation = lotAllocation(request.neededOn)
  const seen = new Set<string>()
  const latest = latestDay(context.now)
  if (request.neededOn > latest)
    refusals.push({ path: ['neededOn'], code: 'too_far_ahead', values: { latest } })
  for (const [index, line] of request.lines.entries()) {
    const offer = context.offers.get(line.packId)
    const path = ['lines', index, 'packId']
    if (offer === undefined) refusals.push({ path, code: 'not_found' })
    else if (seen.has(line.packId)) refusals.push({ path, code: 'duplicate' })
    else if (!fitsOneLine(line, offer, context))
      refusals.push({ path: ['lines', index, 'quantity'], code: 'beyond_one_line' })
    else {
      const planned = planLine({ ...line, index }, offer, allocation)
      lines.push(planned)
      refusals.push(...refusalsOfLine(planned, request, context))
    }
    seen.add(line.packId)
  }
  const orders = ordersOf(lines, context)
  for (const order of orders) refusals.push(...refusalsOfOrder(order, request))
  const goodsCents = sum(orders.map((order) => order.goodsCents))
  const freightCents = sum(orders.map((order) => order.freightCents))
  const totalCents = goodsCents + freightCents
  return { lines, orders, goodsCents, freightCents, totalCents, refusals }
}

/**
 * Whether money, weight and freight stay within what one line may hold (§2.6). A line that does not
 * has no price and is left out of the sums, which 200 lines thereby never bring beyond 2^53.
 */
function fitsOneLine(line: OrderRequestLine, offer: Offer, context: PlanningContext): boolean {
  const { quantity } = line
  const grams = quantity * offer.packGrams
  const cents = priceForQuantity(offer.priceCents, offer.tiers, quantity) * quantity
  if (!isPriceable({ cents, grams })) return false
  const area = areaOf(offer.deliveryAreas, context.deliverTo)
  return area === null || isPriceable({ cents: freightCents(grams, area.freightCentsPerKg), grams })
}

function planLine(
  line: OrderRequestLine & { index: number },
  offer: Offer,
  allocation: LotAllocation,
): PlannedLine {
  const { quantity } = line
  const unitPriceCents = priceForQuantity(offer.priceCents, offer.tiers, quantity)
  return {
    ...line,
    offer,
    unitPriceCents,
    amountCents: unitPriceCents * quantity,
    packsLeft: allocation.packsLeft(offer),
    parts: allocation.take(offer, quantity),
  }
}

function ordersOf(lines: readonly PlannedLine[], context: PlanningContext): PlannedOrder[] {
  const byCooperative = Map.groupBy(lines, (line) => line.offer.cooperativeId)
  return [...byCooperative.values()]
    .flatMap(([first, ...rest]) => (first ? [orderOf(first.offer, [first, ...rest], context)] : []))
    .sort((a, b) => (a.cooperativeId < b.cooperativeId ? -1 : 1))
}

function orderOf(offer: Offer, lines: PlannedLine[], context: PlanningContext): PlannedOrder {
  const { cooperativeId, cooperativeName, terms, deliveryAreas } = offer
  const grams = sum(lines.map((line) => line.quantity * line.offer.packGrams))
  const area = areaOf(deliveryAreas, context.deliverTo)
  return {
    cooperativeId,
    cooperativeName,
    terms,
    lines,
    goodsCents: sum(lines.map((line) => line.amountCents)),
    freightCents: area === null ? 0 : freightCents(grams, area.freightCentsPerKg),
    grams,
    earliestDay: earliestDay(context.now, terms),
  }
}

/** The lots as one requisition empties them. */
interface LotAllocation {
  /** How many packs of the offer could still be taken. */
  packsLeft(offer: Offer): number
  /** Takes packs, all of them or, where there are too few, none. */
  take(offer: Offer, quantity: number): LotPart[]
}

/**
 * Allocates lots so that lines that share one count together (§5.3). A line takes what expires
 * first, in whole packs, and goes on to the next lot where one does not suffice. Lots that expire,
 * or whose certificate lapses, before the day are left alone.
 */
function lotAllocation(neededOn: string): LotAllocation {
  const takenGrams = new Map<string, number>()
  const packsIn = (lot: OfferedLot, packGrams: number): number => {
    if (!isFit(lot, neededOn)) return 0
    const freeGrams = lot.availableGrams - (takenGrams.get(lot.lotId) ?? 0)
    return Math.max(0, Math.floor(freeGrams / packGrams))
  }
  return {
    packsLeft: ({ lots, packGrams }) =>
      lots.reduce((total, lot) => total + packsIn(lot, packGrams), 0),

    take({ lots, packGrams }, quantity) {
      const parts: LotPart[] = []
      let missing = quantity
      for (const lot of lots) {
        const packs = Math.min(missing, packsIn(lot, packGrams))
        if (packs > 0) parts.push({ lotId: lot.lotId, quantity: packs, grams: packs * packGrams })
        missing -= packs
      }
      if (missing > 0) return []
      for (const { lotId, grams } of parts)
        takenGrams.set(lotId, (takenGrams.get(lotId) ?? 0) + grams)
      return parts
    },
  }
}

function isFit({ expiresOn, certificateValidTo }: OfferedLot, neededOn: string): boolean {
  return (
    (expiresOn === null || expiresOn >= neededOn) &&
    (certificateValidTo === null || certificateValidTo >= neededOn)
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

import { areaOf } from '../../shared/catalogue/delivery-area.ts'
import { isInSeason } from '../../shared/catalogue/season.ts'
import type { FieldError } from '../../shared/errors.ts'
import { centsToYuanText } from '../../shared/money.ts'
import type { Offer } from '../catalogue/index.ts'
import type { OrderRequest, PlannedLine, PlannedOrder, PlanningContext } from './order-plan.ts'

/** Why a line cannot be had as it is asked; empty when it can. */
export function refusalsOfLine(
  planned: PlannedLine,
  request: OrderRequest,
  context: PlanningContext,
): FieldError[] {
  const { index, offer } = planned
  const pack = ['lines', index, 'packId']
  if (!isForSale(offer)) return [{ path: pack, code: 'not_for_sale' }]
  const refusals: FieldError[] = []
  if (!isInSeason(offer.seasonWindows, request.neededOn)) {
    const seasons = offer.seasonWindows.map(({ starts, ends }) => `${starts} – ${ends}`).join(', ')
    refusals.push({ path: pack, code: 'out_of_season', values: { seasons } })
  }
  if (areaOf(offer.deliveryAreas, context.deliverTo) === null) {
    const values = { cooperative: offer.cooperativeName }
    refusals.push({ path: pack, code: 'not_delivered_there', values })
  }
  return [...refusals, ...refusalsOfQuantity(planned, request)]
}

function refusalsOfQuantity(planned: PlannedLine, request: OrderRequest): FieldError[] {
  const { offer, quantity, unitPriceCents, expectedUnitPriceCents: expected } = planned
  const path = ['lines', planned.index, 'quantity']
  const refusals: FieldError[] = []
  if (quantity < offer.minimumQuantity) {
    const values = { minimum: offer.minimumQuantity }
    refusals.push({ path, code: 'below_minimum_quantity', values })
  }
  if (planned.parts.length === 0) refusals.push(shortageOf(planned, request))
  if (expected !== undefined && expected !== unitPriceCents) {
    const values = { before: centsToYuanText(expected), now: centsToYuanText(unitPriceCents) }
    refusals.push({ path, code: 'price_changed', values })
  }
  return refusals
}

/** Too little stock, or enough only with lots that expire before the goods are needed. */
function shortageOf(planned: PlannedLine, request: OrderRequest): FieldError {
  const { offer, quantity, packsLeft } = planned
  const lapsedPacks = offer.lots
    .filter((lot) => lot.certificateValidTo !== null && lot.certificateValidTo < request.neededOn)
    .reduce((packs, lot) => packs + Math.floor(lot.availableGrams / offer.packGrams), 0)
  const lapsed = lapsedPacks > 0 && packsLeft + lapsedPacks >= quantity
  return {
    path: ['lines', planned.index, 'quantity'],
    code: lapsed ? 'certificate_lapsed' : 'out_of_stock',
    values: { left: packsLeft },
  }
}

/** Why one cooperative will not take its part: too small, or too late for the day. */
export function refusalsOfOrder(order: PlannedOrder, request: OrderRequest): FieldError[] {
  const { terms, cooperativeName: cooperative } = order
  const refusals: FieldError[] = []
  if (order.goodsCents < terms.minimumOrderCents) {
    const minimum = centsToYuanText(terms.minimumOrderCents)
    const missing = centsToYuanText(terms.minimumOrderCents - order.goodsCents)
    const path = ['lines', order.lines[0]?.index ?? 0, 'quantity']
    const values = { cooperative, minimum, missing }
    refusals.push({ path, code: 'below_minimum_order', values })
  }
  if (request.neededOn < order.earliestDay) {
    const values = { cooperative, earliest: order.earliestDay, cutOff: terms.cutOff }
    refusals.push({ path: ['neededOn'], code: 'too_soon', values })
  }
  return refusals
}

/** Whether a pack can be ordered at all: approved, offered, by an admitted cooperative. */
export function isForSale(
  offer: Pick<Offer, 'productState' | 'isPackOffered' | 'cooperativeState'>,
): boolean {
  return (
    offer.productState === 'approved' &&
    offer.isPackOffered &&
    offer.cooperativeState === 'admitted'
  )
}

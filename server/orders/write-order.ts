import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { documentNumbers } from '../platform/document-numbers.ts'
import type { KeptAnswer, KeyedRequest } from '../platform/http/idempotency.ts'
import type { Plan, PlannedOrder } from './order-plan.ts'
import {
  keptPlacement,
  type Placement,
  type PlacementAnswer,
  type PlacementLine,
  type PlacementOrder,
  writePlacement,
} from './placement.queries.ts'
import type { PlacingDependencies, PlacingGround } from './placing-ground.ts'

export interface OrderToWrite {
  requisition: Placement['requisition'] & { number: string }
  channelId: string
  neededOn: string
  ground: PlacingGround
  plan: Plan
  key: KeyedRequest | null
  status: 200 | 201
}

/**
 * Writes a plan as purchase orders with their lines, stock, budget, audit entry and announcements,
 * in one statement. Null: something moved since the ground was read.
 */
export async function writeOrder(
  deps: PlacingDependencies,
  context: Context,
  given: OrderToWrite,
): Promise<KeptAnswer | null> {
  const { plan, ground } = given
  const numbers = await documentNumbers(deps.db, {
    prefix: 'PO',
    at: context.now,
    count: plan.orders.length,
  })
  const orders = plan.orders.map((order, index) =>
    placementOrder(order, { id: context.newId(), number: numbers[index] as string, ground }),
  )
  const lines = plan.orders.flatMap((order, index) =>
    placementLines(context, order, (orders[index] as PlacementOrder).id),
  )
  const answer = { status: given.status, response: answerOf(given.requisition, plan, orders) }
  const outcome = await writePlacement(deps.sql, {
    requisition: given.requisition,
    unitId: organisationOf(context.actor),
    channelId: given.channelId,
    channelKind: ground.channel.kind,
    neededOn: given.neededOn,
    orderedOn: dayOf(context.now),
    at: context.now,
    goodsCents: plan.goodsCents,
    freightCents: plan.freightCents,
    creditVersion: ground.creditVersion,
    orders,
    lines,
    personId: context.actor.personId,
    roles: context.actor.roles,
    requestId: context.requestId,
    key: given.key,
    ...answer,
  })
  if (outcome.placed) {
    noteTaken(plan)
    return answer
  }
  const kept = await keptPlacement(deps.db, context, given.key)
  if (kept !== null) return kept
  if (outcome.fault === 'budget') throw new AppError('budget_exceeded')
  return null
}

function placementOrder(
  order: PlannedOrder,
  given: { id: string; number: string; ground: PlacingGround },
): PlacementOrder {
  const [first] = order.lines
  if (first === undefined) throw new Error('an order without lines')
  return {
    id: given.id,
    number: given.number,
    cooperativeId: order.cooperativeId,
    cooperativeName: order.cooperativeName,
    supervisingCountyCode: first.offer.supervisingCountyCode,
    termsVersion: first.offer.terms.version,
    goodsCents: order.goodsCents,
    freightCents: order.freightCents,
    credit: given.ground.creditFor(order.cooperativeId),
  }
}

function placementLines(
  context: Context,
  order: PlannedOrder,
  purchaseOrderId: string,
): PlacementLine[] {
  const parts = order.lines.flatMap((line) => line.parts.map((part) => ({ line, part })))
  return parts.map(({ line, part }, index) => ({
    id: context.newId(),
    purchaseOrderId,
    lineNumber: index + 1,
    packId: line.offer.packId,
    packVersion: line.offer.packVersion,
    productStamp: line.offer.productStamp,
    lotId: part.lotId,
    quantity: part.quantity,
    grams: part.grams,
    unitPriceCents: line.unitPriceCents,
  }))
}

/** The answer as `placement` in shared/orders/orders.schemas.ts promises it. */
function answerOf(
  requisition: { id: string; number: string },
  plan: Plan,
  orders: readonly PlacementOrder[],
): string {
  return JSON.stringify({
    id: requisition.id,
    number: requisition.number,
    state: 'placed',
    goodsCents: plan.goodsCents,
    freightCents: plan.freightCents,
    purchaseOrders: orders.map((order) => ({
      id: order.id,
      number: order.number,
      cooperative: { id: order.cooperativeId, name: order.cooperativeName },
      goodsCents: order.goodsCents,
      freightCents: order.freightCents,
    })),
  } satisfies PlacementAnswer)
}

/** What is remembered of the lots shall not promise again what was just taken. */
function noteTaken(plan: Plan): void {
  for (const { offer, parts } of plan.lines) {
    for (const { lotId, grams } of parts) {
      const lot = offer.lots.find((each) => each.lotId === lotId)
      if (lot !== undefined) lot.availableGrams -= grams
    }
  }
}

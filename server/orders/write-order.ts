import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type {
  placement as placementAnswer,
  requestedLine,
} from '../../shared/orders/orders.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { isRetryable } from '../platform/db/sqlstate.ts'
import { type Database, retried } from '../platform/db/transaction.ts'
import { documentNumbers } from '../platform/document-numbers.ts'
import { type KeptAnswer, type KeyedRequest, keptAnswer } from '../platform/http/idempotency.ts'
import type { OrderRequest, Plan, PlannedLine, PlannedOrder } from './order-plan.ts'
import {
  findOrderContext,
  type OrderContext,
  type Placement,
  placeOrder,
} from './placing.queries.ts'
import { planOrder } from './plan-order.ts'

export type PlacementAnswer = z.output<typeof placementAnswer>

/** A plan with the context it was made from. */
export interface Decision {
  plan: Plan
  context: OrderContext
}

/** Reads what a request hangs on and plans it; nothing is written. */
export async function decideOrder(
  db: Database,
  { actor, now }: Context,
  request: OrderRequest & { channelId: string },
): Promise<Decision> {
  const context = await findOrderContext(db, {
    unitId: organisationOf(actor),
    channelId: request.channelId,
    packIds: request.lines.map((line) => line.packId),
    today: dayOf(now),
  })
  if (context === undefined) throw fieldError(['channelId'], 'not_found')
  const offers = new Map(context.offers.map((offer) => [offer.packId, offer]))
  const plan = planOrder(request, { offers, deliverTo: context.channel.divisionCode, now })
  return { plan, context }
}

/**
 * Runs what reads, decides and places; anew where something changed between reading and placing,
 * as often as any transaction is tried.
 */
export async function decideAndPlace<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await retried(work)
  } catch (error) {
    if (isRetryable(error)) throw new AppError('offers_changed', { cause: error })
    throw error
  }
}

export interface OrderToWrite {
  requisition: Placement['requisition'] & { number: string }
  neededOn: string
  decision: Decision
  key: KeyedRequest | null
  status: 200 | 201
}

/**
 * Writes a plan as purchase orders with their lines, stock, budget, audit entry and events, in one
 * statement. Where the key was taken before, its answer is given again (§5.5).
 */
export async function writeOrder(
  db: Database,
  context: Context,
  order: OrderToWrite,
): Promise<KeptAnswer> {
  const { requisition, neededOn, key, status } = order
  const { plan, context: read } = order.decision
  const { budgetLeftCents } = read
  if (budgetLeftCents !== null && plan.totalCents > budgetLeftCents)
    throw new AppError('budget_exceeded')
  const wanted = { prefix: 'PO', at: context.now, count: plan.orders.length } as const
  const numbers = await documentNumbers(db, wanted)
  const orders = plan.orders.map((planned, index) => ({
    ...planned,
    id: context.newId(),
    number: numbers[index] ?? '',
  }))
  const response = JSON.stringify(answerOf(requisition, plan, orders))
  const placed = await placeOrder(db, {
    at: context.now,
    personId: context.actor.personId,
    roles: [...context.actor.roles],
    requestId: context.requestId,
    unitId: organisationOf(context.actor),
    key: key && { key: key.key, endpoint: key.endpointName, hash: key.hash, status, response },
    requisition,
    channel: read.channel,
    neededOn,
    orderedOn: dayOf(context.now),
    goodsCents: plan.goodsCents,
    freightCents: plan.freightCents,
    orders: orders.map((each) => ({
      id: each.id,
      number: each.number,
      cooperativeId: each.cooperativeId,
      supervisingCountyCode: each.supervisingCountyCode,
      goodsCents: each.goodsCents,
      freightCents: each.freightCents,
    })),
    lines: orders.flatMap((each) => linesOf(context, each)),
  })
  if (placed) return { status, response }
  const kept = key && (await keptAnswer(db, context, key))
  if (kept === null) throw new Error('the key was taken and is gone')
  return kept
}

type NumberedOrder = PlannedOrder & { id: string; number: string }

function linesOf(context: Context, order: NumberedOrder): Placement['lines'] {
  const parts = order.lines.flatMap((line) => line.parts.map((part) => ({ line, part })))
  return parts.map(({ line, part }, index) => ({
    ...requestedLineOf(line),
    id: context.newId(),
    purchaseOrderId: order.id,
    lineNumber: index + 1,
    lotId: part.lotId,
    category: line.offer.category,
    quantity: part.quantity,
    grams: part.grams,
    amountCents: line.unitPriceCents * part.quantity,
    packVersion: line.offer.packVersion,
    productVersion: line.offer.productVersion,
    termsEdition: order.terms.edition,
    supervisingCountyCode: order.supervisingCountyCode,
  }))
}

function answerOf(
  { id, number }: { id: string; number: string },
  { goodsCents, freightCents }: Plan,
  orders: readonly NumberedOrder[],
): PlacementAnswer {
  const purchaseOrders = orders.map((order) => ({
    id: order.id,
    number: order.number,
    cooperative: { id: order.cooperativeId, name: order.cooperativeName },
    goodsCents: order.goodsCents,
    freightCents: order.freightCents,
  }))
  return { id, number, state: 'placed', goodsCents, freightCents, purchaseOrders }
}

/** A line as a requisition keeps it, whatever the catalogue says later (§3.6). */
export function requestedLineOf(line: PlannedLine): z.output<typeof requestedLine> {
  const { packId, productId, cooperativeId, productName, packName, packGrams } = line.offer
  const { quantity, unitPriceCents, amountCents } = line
  const offered = { packId, productId, cooperativeId, productName, packName, packGrams }
  return { ...offered, quantity, unitPriceCents, amountCents }
}

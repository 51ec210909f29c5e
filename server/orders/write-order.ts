import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { requestedLine } from '../../shared/orders/orders.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { isRetryable } from '../platform/db/sqlstate.ts'
import { type Database, type Reader, retried } from '../platform/db/transaction.ts'
import { type KeyedRequest, type StoredAnswer, storedAnswer } from '../platform/http/idempotency.ts'
import type { OrderRequest, Plan, PlannedLine, PlannedOrder } from './order-plan.ts'
import {
  findOrderContext,
  type OrderContext,
  type Placement,
  placeOrder,
} from './placing.queries.ts'
import { planOrder } from './plan-order.ts'

type ChannelRequest = OrderRequest & { channelId: string }

/** A plan with the request and the context it was made from. */
export interface Decision {
  request: ChannelRequest
  plan: Plan
  context: OrderContext
}

/** Reads what a request hangs on and plans it; nothing is written. */
export async function decideOrder(
  reader: Reader,
  { actor, now }: Context,
  request: ChannelRequest,
): Promise<Decision> {
  const context = await findOrderContext(reader, {
    unitId: organisationOf(actor),
    channelId: request.channelId,
    packIds: request.lines.map((line) => line.packId),
    today: dayOf(now),
  })
  if (context === undefined) throw fieldError(['channelId'], 'not_found')
  const offers = new Map(context.offers.map((offer) => [offer.packId, offer]))
  const plan = planOrder(request, { offers, deliverTo: context.deliverTo, now })
  return { request, plan, context }
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

/**
 * Writes a plan as purchase orders with their lines, stock, budget, audit entry and events, in one
 * statement. Where the key was taken before, its answer is given again (§5.5).
 */
export async function writeOrder(
  db: Database,
  context: Context,
  { request, plan, context: read }: Decision,
  answerTo: { requisition: Placement['requisition']; key: KeyedRequest | null; status: 200 | 201 },
): Promise<StoredAnswer> {
  const { requisition, key, status } = answerTo
  const { budgetLeftCents } = read
  if (budgetLeftCents !== null && plan.totalCents > budgetLeftCents)
    throw new AppError('budget_exceeded')
  const orders = plan.orders.map((planned) => ({ ...planned, id: context.newId() }))
  const response = await placeOrder(db, context, {
    at: context.now,
    personId: context.actor.personId,
    roles: [...context.actor.roles],
    requestId: context.requestId,
    unitId: organisationOf(context.actor),
    key: key && { key: key.key, endpoint: key.endpointName, hash: key.hash, status },
    requisition,
    channelId: request.channelId,
    deliverTo: read.deliverTo,
    neededOn: request.neededOn,
    orderedOn: dayOf(context.now),
    goodsCents: plan.goodsCents,
    freightCents: plan.freightCents,
    requested: plan.lines.map(requestedLineOf),
    orders: orders.map(({ id, cooperativeId, cooperativeName, goodsCents, freightCents }) => ({
      id,
      cooperative: { id: cooperativeId, name: cooperativeName },
      goodsCents,
      freightCents,
    })),
    lines: orders.flatMap((order) => linesOf(context, order)),
  })
  if (response !== null) return { status, response }
  const earlierAnswer = key && (await storedAnswer(db, context, key))
  if (earlierAnswer === null) throw new Error('the key was taken and is gone')
  return earlierAnswer
}

function linesOf(context: Context, order: PlannedOrder & { id: string }): Placement['lines'] {
  const parts = order.lines.flatMap((line) => line.parts.map((part) => ({ line, part })))
  return parts.map(({ line, part }, index) => ({
    id: context.newId(),
    purchaseOrderId: order.id,
    lineNumber: index + 1,
    requestedPlace: line.index + 1,
    packId: line.packId,
    lotId: part.lotId,
    quantity: part.quantity,
    category: line.offer.category,
    grams: part.grams,
    packVersion: line.offer.packVersion,
    productVersion: line.offer.productVersion,
    termsEdition: order.terms.edition,
  }))
}

/** A line as a requisition keeps it, whatever the catalogue says later (§3.6). */
export function requestedLineOf(line: PlannedLine): z.output<typeof requestedLine> {
  const { packId, productId, cooperativeId, productName, packName, packGrams } = line.offer
  const { quantity, unitPriceCents, amountCents } = line
  const offered = { packId, productId, cooperativeId, productName, packName, packGrams }
  return { ...offered, quantity, unitPriceCents, amountCents }
}

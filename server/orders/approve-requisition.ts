import { AppError } from '../../shared/errors.ts'
import { requisitionAllows } from '../../shared/orders/order-states.ts'
import type { Context } from '../platform/context.ts'
import type { KeptAnswer, KeyedRequest } from '../platform/http/idempotency.ts'
import { requireOwnUnit, requireSigner } from './orders.policy.ts'
import { keptPlacement } from './placement.queries.ts'
import { type PlacingDependencies, readGround } from './placing-ground.ts'
import { planRequisition } from './plan-requisition.ts'
import { type RequisitionRow, requisitionById } from './requisitions.queries.ts'
import { writeOrder } from './write-order.ts'

const attempts = 3

/**
 * Signs a requisition and places it. Limits, budget, cut-off, stock and price are checked as they
 * are now (§5.4): the prices must be the ones that were asked for, or somebody asks anew.
 */
export async function approveRequisition(
  deps: PlacingDependencies,
  context: Context,
  input: { id: string; version: number },
  key: KeyedRequest | null,
): Promise<KeptAnswer> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const requisition = await requisitionById(deps.db, input.id)
    requireOwnUnit(context.actor, requisition)
    if (!requisitionAllows('approve', (requisition as RequisitionRow).state)) {
      const kept = await keptPlacement(deps.db, context, key)
      if (kept !== null) return kept
    }
    const answer = await sign(deps, context, {
      requisition: requisition as RequisitionRow,
      version: input.version,
      key,
    })
    if (answer !== null) return answer
  }
  throw new AppError('offers_changed')
}

async function sign(
  deps: PlacingDependencies,
  context: Context,
  given: { requisition: RequisitionRow; version: number; key: KeyedRequest | null },
): Promise<KeptAnswer | null> {
  const { requisition, key } = given
  const { id, number, unitId, channelId, neededOn, state, version } = requisition
  if (!requisitionAllows('approve', state))
    throw new AppError('illegal_transition', { values: { act: 'approve', state } })
  if (version !== given.version) throw new AppError('stale_version')
  requireSigner(context.actor, requisition)
  const lines = requisition.lines.map(({ packId, quantity, unitPriceCents }) => ({
    packId,
    quantity,
    expectedUnitPriceCents: unitPriceCents,
  }))
  const question = {
    unitId,
    channelId,
    packIds: lines.map((line) => line.packId),
    now: context.now,
  }
  const ground = await readGround(deps, question, { fresh: true })
  const plan = planRequisition(
    { neededOn, lines },
    { offers: ground.offers, deliverTo: ground.channel.divisionCode, now: context.now },
  )
  if (plan.problems.length > 0) throw new AppError('validation_failed', { fields: plan.problems })
  const { approverUpToCents } = ground.channel
  if (approverUpToCents !== null && plan.goodsCents + plan.freightCents > approverUpToCents)
    throw new AppError('above_approver_limit', { values: { approverUpToCents } })
  return writeOrder(deps, context, {
    requisition: { id, number, signedVersion: version },
    channelId,
    neededOn,
    ground,
    plan,
    key,
    status: 200,
  })
}

import type { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { mayBeCorrected, requisitionAllows } from '../../shared/orders/order-states.ts'
import type { placement } from '../../shared/orders/orders.schemas.ts'
import { requireLive } from '../accounts/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'
import { documentNumber } from '../platform/document-numbers.ts'
import {
  type KeyedRequest,
  keepAnswer,
  type StoredAnswer,
  takeKey,
} from '../platform/http/idempotency.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import type { OrderRequest, Plan } from './order-plan.ts'
import { requireOwnUnit, requireSigner } from './orders.policy.ts'
import { insertRequisition, isCorrected, requisitionById } from './requisitions.queries.ts'
import { nameOf } from './review.queries.ts'
import { decideAndPlace, decideOrder, requestedLineOf, writeOrder } from './write-order.ts'

export interface PlacingInput extends OrderRequest {
  channelId: string
  note: string
  /** The rejected or withdrawn requisition that it replaces. */
  correctsId?: string | null
}

/**
 * Places an order for the actor's unit, or submits it for a signature where it is above what the
 * unit lets pass (§5.4). Refused as `validation_failed` with every reason at its field, as
 * `budget_exceeded`, or as `offers_changed` where what it hangs on keeps changing; a correction as
 * `not_found`, `illegal_transition` or `already_corrected` too. Under a key that was taken before,
 * the answer of then (§5.5).
 */
export async function placeRequisition(
  db: Database,
  context: Context,
  input: PlacingInput,
  key: KeyedRequest | null,
): Promise<StoredAnswer> {
  const { note, correctsId = null } = input
  return decideAndPlace(async () => {
    if (correctsId !== null) await requireCorrectable(db, context, correctsId)
    const decision = await decideOrder(db, context, input)
    const { plan } = decision
    if (plan.refusals.length > 0) throw new AppError('validation_failed', { fields: plan.refusals })
    if (plan.totalCents > decision.context.freeUpToCents)
      return submitRequisition(db, context, { input, plan, key })
    const requisition = { id: context.newId(), note, correctsId }
    return writeOrder(db, context, decision, { requisition, key, status: 201 })
  })
}

/**
 * Signs a requisition and places it. Limits, budget, cut-off, stock and price are checked as they
 * are now (§5.4): the prices must be the ones that were asked for, or somebody asks anew. Refused
 * as placing is, and by `not_found`, `illegal_transition`, `stale_version`, `own_requisition`,
 * `above_approver_limit`. Under a key that was taken before, the answer of then (§5.5).
 */
export async function approveRequisition(
  db: Database,
  context: Context,
  input: { id: string; version: number },
  key: KeyedRequest | null,
): Promise<StoredAnswer> {
  return decideAndPlace(async () => {
    const requisition = requireOwnUnit(context.actor, await requisitionById(db, input.id))
    const { id, number, channelId, neededOn, state, version } = requisition
    if (!requisitionAllows('approve', state))
      throw new AppError('illegal_transition', { values: { act: 'approve', state } })
    if (version !== input.version) throw new AppError('stale_version')
    requireSigner(context.actor, requisition)
    const lines = requisition.lines.map(({ packId, quantity, unitPriceCents }) => ({
      packId,
      quantity,
      expectedUnitPriceCents: unitPriceCents,
    }))
    const decision = await decideOrder(db, context, { channelId, neededOn, lines })
    const { refusals, totalCents } = decision.plan
    if (refusals.length > 0) throw new AppError('validation_failed', { fields: refusals })
    const { approverUpToCents } = decision.context
    if (approverUpToCents !== null && totalCents > approverUpToCents)
      throw new AppError('above_approver_limit', { values: { approverUpToCents } })
    const signed = { id, number, signedVersion: version }
    return writeOrder(db, context, decision, { requisition: signed, key, status: 200 })
  })
}

/** What was rejected or withdrawn is corrected by the unit itself, and once. */
async function requireCorrectable(db: Database, context: Context, id: string): Promise<void> {
  const { state } = requireOwnUnit(context.actor, await requisitionById(db, id))
  if (!mayBeCorrected(state))
    throw new AppError('illegal_transition', { values: { act: 'correct', state } })
  if (await isCorrected(db, id)) throw new AppError('already_corrected')
}

/** Keeps a requisition until it is signed. Nothing is reserved: all is checked again then. */
async function submitRequisition(
  db: Database,
  context: Context,
  submitted: { input: PlacingInput; plan: Plan; key: KeyedRequest | null },
): Promise<StoredAnswer> {
  const { plan, key } = submitted
  const { goodsCents, freightCents } = plan
  const { channelId, neededOn, note, correctsId = null } = submitted.input
  const unitId = organisationOf(context.actor)
  return transaction(db, async (tx) => {
    await requireLive(tx, context)
    const earlierAnswer = key && (await takeKey(tx, context, key))
    if (earlierAnswer !== null) return earlierAnswer
    const id = context.newId()
    const number = await documentNumber(tx, 'RQ', context.now)
    const after = { number, state: 'submitted', goodsCents, freightCents } as const
    await insertRequisition(tx, {
      ...after,
      id,
      unitId,
      channelId,
      neededOn,
      note,
      lines: plan.lines.map(requestedLineOf),
      requestedBy: context.actor.personId,
      requestedAt: context.now,
      correctsId,
    })
    const subject = { subjectType: 'requisition', subjectId: id }
    await recordAudit(tx, context, { action: 'orders.submit-requisition', ...subject, after })
    const payload = { number, unitId, by: await nameOf(tx, context.actor.personId) }
    await publishEvent(tx, context, { topic: 'orders.requisition-submitted', ...subject, payload })
    const view: z.output<typeof placement> = { ...after, id, purchaseOrders: [] }
    const answer = { status: 201, response: JSON.stringify(view) }
    if (key !== null) await keepAnswer(tx, context, key.key, answer)
    return answer
  })
}

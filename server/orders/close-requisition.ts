import { AppError } from '../../shared/errors.ts'
import {
  type RequisitionAct,
  requisitionAllows,
  requisitionTransitions,
} from '../../shared/orders/order-states.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireOwnUnit, requireRequester, requireSigner } from './orders.policy.ts'
import { lockRequisition, updateRequisition } from './requisitions.queries.ts'
import { nameOf } from './review.queries.ts'

/** Refuses to sign a requisition, with the reason; who asked never decides (§5.4). */
export async function rejectRequisition(
  tx: Transaction,
  context: Context,
  input: { id: string; reason: string },
): Promise<void> {
  const requisition = await lockRequisition(tx, input.id)
  requireOwnUnit(context.actor, requisition)
  requireSigner(context.actor, requisition)
  await close(tx, context, { ...input, act: 'reject', requisition })
}

/** Takes back a requisition nobody has signed. */
export async function withdrawRequisition(
  tx: Transaction,
  context: Context,
  input: { id: string },
): Promise<void> {
  const requisition = await lockRequisition(tx, input.id)
  requireOwnUnit(context.actor, requisition)
  requireRequester(context.actor, requisition)
  await close(tx, context, { ...input, act: 'withdraw', reason: '', requisition })
}

async function close(
  tx: Transaction,
  context: Context,
  input: {
    act: Exclude<RequisitionAct, 'approve' | 'strike'>
    reason: string
    requisition: Awaited<ReturnType<typeof lockRequisition>>
  },
): Promise<void> {
  const { act, reason, requisition } = input
  const { id, number, unitId, state } = requisition
  if (!requisitionAllows(act, state))
    throw new AppError('illegal_transition', { values: { act, state } })
  const after = requisitionTransitions[act].to
  await updateRequisition(tx, requisition, {
    state: after,
    stateReason: reason,
    // Who takes back what they asked for themselves does not decide on it.
    decidedBy: act === 'reject' ? context.actor.personId : null,
    decidedAt: context.now,
  })
  const subject = { subjectType: 'requisition', subjectId: id }
  await recordAudit(tx, context, {
    action: `orders.${act}-requisition`,
    ...subject,
    before: { state },
    after: { state: after, reason },
  })
  const by = await nameOf(tx, context.actor.personId)
  const payload = { number, unitId, reason, by }
  await publishEvent(tx, context, { topic: `orders.requisition-${after}`, ...subject, payload })
}

import { AppError, fieldError } from '../../shared/errors.ts'
import { requisitionAllows } from '../../shared/orders/order-states.ts'
import { mostComments } from '../../shared/orders/review.api.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireOwnUnit, requireSigner } from './orders.policy.ts'
import { lockRequisition, updateRequisition } from './requisitions.queries.ts'
import { countComments, insertComment, insertStruckLine, nameOf } from './review.queries.ts'
import { decideOrder } from './write-order.ts'

/**
 * Says something about a requisition of the actor's unit without deciding it; those on the other
 * side of the signature get a notice. Refused as `too_many_comments`.
 */
export async function commentOnRequisition(
  tx: Transaction,
  context: Context,
  input: { id: string; text: string },
): Promise<void> {
  const requisition = requireOwnUnit(context.actor, await lockRequisition(tx, input.id))
  const { id, number, unitId, requestedBy } = requisition
  if ((await countComments(tx, id)) >= mostComments) throw new AppError('too_many_comments')
  const { personId } = context.actor
  const { text } = input
  const comment = { id: context.newId(), requisitionId: id, personId, text }
  await insertComment(tx, { ...comment, createdAt: context.now })
  const subject = { subjectType: 'requisition', subjectId: id }
  await recordAudit(tx, context, {
    action: 'orders.comment-requisition',
    ...subject,
    after: { text },
  })
  const side = personId === requestedBy ? 'requester' : 'approver'
  const payload = { number, unitId, side, by: await nameOf(tx, personId) }
  await publishEvent(tx, context, { topic: 'orders.requisition-commented', ...subject, payload })
}

/**
 * Strikes a line from a requisition that waits for a signature (§5.4); the rest can then be signed.
 * What waits has taken neither stock nor budget, so nothing is given back: signing takes what is
 * left, and no more. The last line is not struck: that is rejecting.
 */
export async function strikeLine(
  tx: Transaction,
  context: Context,
  input: { id: string; packId: string; reason: string; version: number },
): Promise<void> {
  const requisition = requireOwnUnit(context.actor, await lockRequisition(tx, input.id))
  requireSigner(context.actor, requisition)
  const { id, number, unitId, state, version, channelId, neededOn } = requisition
  if (!requisitionAllows('strike', state))
    throw new AppError('illegal_transition', { values: { act: 'strike', state } })
  if (version !== input.version) throw new AppError('stale_version')
  const struck = requisition.lines.find((line) => line.packId === input.packId)
  if (struck === undefined) throw fieldError(['packId'], 'not_found')
  const lines = requisition.lines.filter((line) => line !== struck)
  if (lines.length === 0) throw new AppError('last_line')
  const goodsCents = lines.reduce((sum, line) => sum + line.amountCents, 0)
  const { plan } = await decideOrder(tx, context, { channelId, neededOn, lines })
  const { freightCents } = plan
  await updateRequisition(tx, requisition, { lines, goodsCents, freightCents })
  const { personId } = context.actor
  const { packId, reason } = input
  const act = { reason, struckBy: personId, struckAt: context.now }
  await insertStruckLine(tx, { requisitionId: id, packId, line: struck, ...act })
  const subject = { subjectType: 'requisition', subjectId: id }
  await recordAudit(tx, context, {
    action: 'orders.strike-line',
    ...subject,
    before: { goodsCents: requisition.goodsCents, freightCents: requisition.freightCents },
    after: { goodsCents, freightCents, packId, productName: struck.productName, reason },
  })
  const by = await nameOf(tx, personId)
  const payload = { number, unitId, product: struck.productName, reason, by }
  await publishEvent(tx, context, { topic: 'orders.requisition-line-struck', ...subject, payload })
}

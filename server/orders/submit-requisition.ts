import { recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import { type Database, transaction } from '../platform/db/transaction.ts'
import { documentNumber } from '../platform/document-numbers.ts'
import {
  type KeptAnswer,
  type KeyedRequest,
  keepAnswer,
  takeKey,
} from '../platform/http/idempotency.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import type { Plan } from './order-plan.ts'
import { requisitions } from './orders.tables.ts'
import type { PlacementAnswer } from './placement.queries.ts'
import { requestedLines } from './requested-line.ts'

/**
 * Keeps a requisition that is above what the unit lets pass without a signature (§5.4). Nothing is
 * reserved: everything is checked again when it is signed.
 */
export async function submitRequisition(
  db: Database,
  context: Context,
  given: {
    input: { channelId: string; neededOn: string; note: string }
    plan: Plan
    key: KeyedRequest | null
  },
): Promise<KeptAnswer> {
  const { input, plan, key } = given
  return transaction(db, async (tx) => {
    const kept = key && (await takeKey(tx, context, key))
    if (kept !== null) return kept
    const id = context.newId()
    const number = await documentNumber(tx, 'RQ', context.now)
    const { goodsCents, freightCents } = plan
    await tx.insert(requisitions).values({
      id,
      number,
      unitId: organisationOf(context.actor),
      channelId: input.channelId,
      neededOn: input.neededOn,
      note: input.note,
      state: 'submitted',
      lines: requestedLines(plan),
      goodsCents,
      freightCents,
      requestedBy: context.actor.personId,
      requestedAt: context.now,
    })
    const subject = { subjectType: 'requisition', subjectId: id }
    const after = { number, state: 'submitted', goodsCents, freightCents }
    await recordAudit(tx, context, { action: 'orders.submit-requisition', ...subject, after })
    const payload = { number, unitId: organisationOf(context.actor) }
    await publishEvent(tx, context, { topic: 'orders.requisition-submitted', ...subject, payload })
    const view: PlacementAnswer = { ...after, id, state: 'submitted', purchaseOrders: [] }
    const answer = { status: 201, response: JSON.stringify(view) }
    if (key !== null) await keepAnswer(tx, context, key.key, answer)
    return answer
  })
}

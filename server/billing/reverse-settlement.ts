import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { insertSettlements, isReversed, lockSettlement } from './settlements.queries.ts'

/** Takes a wrong settlement back by a row of the opposite amount on this day, with a reason. */
export async function reverseSettlement(
  tx: Transaction,
  context: Context,
  input: { settlementId: string; reason: string },
): Promise<string> {
  const row = await lockSettlement(tx, input.settlementId)
  if (row === undefined || row.cooperativeId !== context.actor.organisationId)
    throw new AppError('not_found')
  if (row.reversesId !== null || (await isReversed(tx, row.id)))
    throw new AppError('illegal_transition', { values: { state: 'reversed' } })
  const id = context.newId()
  await insertSettlements(tx, [
    {
      ...row,
      id,
      amountCents: -row.amountCents,
      settledOn: dayOf(context.now),
      reversesId: row.id,
      reason: input.reason,
      recordedBy: context.actor.personId,
      recordedAt: context.now,
    },
  ])
  await recordAudit(tx, context, {
    action: 'billing.reverse-settlement',
    subjectType: 'settlement',
    subjectId: row.id,
    after: { reversedBy: id, reason: input.reason },
  })
  await publishEvent(tx, context, {
    topic: 'billing.settlement-reversed',
    subjectType: 'settlement',
    subjectId: row.id,
    payload: { reversedBy: id },
  })
  return id
}

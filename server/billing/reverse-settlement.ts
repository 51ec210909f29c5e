import { holdsIdentityNumber } from '../../shared/billing/settlement-rules.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { postSettlements } from './post-entries.ts'
import {
  insertSettlements,
  isReversed,
  lockConfirmations,
  lockSettlements,
  type SettlementRow,
  updateConfirmations,
} from './settlements.queries.ts'

/**
 * Takes a wrong settlement back by a row of the opposite amount on this day, with a reason; one for
 * a lot with all rows of its transfer. Returns the id of the row that takes back the named one.
 */
export async function reverseSettlement(
  tx: Transaction,
  context: Context,
  input: { settlementId: string; reason: string },
): Promise<string> {
  const rows = await lockSettlements(tx, input.settlementId)
  const named = rows.find((row) => row.id === input.settlementId)
  if (named === undefined || named.cooperativeId !== context.actor.organisationId)
    throw new AppError('not_found')
  const ids = rows.map((row) => row.id)
  if (named.reversesId !== null || (await isReversed(tx, ids)))
    throw new AppError('illegal_transition', { values: { state: 'reversed' } })
  if (holdsIdentityNumber(input.reason)) throw fieldError(['reason'], 'identity_number')
  const counted = await withdrawWaiting(tx, context, named)
  const reversals = rows.map((row) => {
    const { countyCode: _county, householdKey: _key, ...written } = row
    return {
      ...written,
      id: context.newId(),
      amountCents: -row.amountCents,
      settledOn: dayOf(context.now),
      reversesId: row.id,
      reason: input.reason,
      recordedBy: context.actor.personId,
      recordedAt: context.now,
    }
  })
  await insertSettlements(tx, reversals)
  if (counted) await postSettlements(tx, context, reversals)
  const id = reversals.find((row) => row.reversesId === named.id)?.id ?? ''
  await recordAudit(tx, context, {
    action: 'billing.reverse-settlement',
    subjectType: 'settlement',
    subjectId: named.id,
    after: { reversedBy: reversals.map((row) => row.id), reason: input.reason },
  })
  await publishEvent(tx, context, {
    topic: 'billing.settlement-reversed',
    subjectType: 'settlement',
    subjectId: named.id,
    payload: { reversedBy: id },
  })
  return id
}

/** What nobody has decided on need not be: taken back, it waits no longer. Whether it counted. */
async function withdrawWaiting(
  tx: Transaction,
  context: Context,
  { id, purchaseOrderId }: SettlementRow,
): Promise<boolean> {
  const [confirmation] = await lockConfirmations(tx, [id])
  // It never counted: there is nothing to take back.
  if (confirmation?.state === 'rejected')
    throw new AppError('illegal_transition', { values: { state: 'rejected' } })
  if (confirmation?.state === 'waiting') {
    const decided = { decidedBy: context.actor.personId, decidedAt: context.now }
    await updateConfirmations(tx, [id], { ...decided, state: 'withdrawn' })
  }
  return purchaseOrderId !== null || confirmation?.state === 'confirmed'
}

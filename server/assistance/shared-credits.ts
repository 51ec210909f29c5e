import type { z } from 'zod'
import type { sharedCreditBody } from '../../shared/assistance/assistance.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockOrganisation, unitById, unitsByIds } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireFreePeriod } from './periods.ts'
import {
  insertSharedCredit,
  selectSharedCredits,
  updateSharedCreditEnd,
} from './shared-credits.queries.ts'

/** Shares in basis points that sum to 10,000, over some days (§3.9). */
export type SharedCreditInput = z.output<typeof sharedCreditBody>

/** Shares what a unit buys among units, by shares that sum to 10,000, over some days (§3.9). */
export async function recordSharedCredit(
  tx: Transaction,
  context: Context,
  { buyerUnitId, parts, fromDate, toDate }: SharedCreditInput,
): Promise<{ sharedCreditId: string }> {
  if ((await unitById(tx, buyerUnitId)) === null) throw fieldError(['buyerUnitId'], 'not_found')
  const units = await unitsByIds(
    tx,
    parts.map((part) => part.unitId),
  )
  const unknown = parts.findIndex((part) => !units.has(part.unitId))
  if (unknown >= 0) throw fieldError(['parts', unknown, 'unitId'], 'not_found')
  // The unit is locked, so that two sharings of it cannot be made at once.
  await lockOrganisation(tx, buyerUnitId)
  const others = await selectSharedCredits(tx, buyerUnitId)
  requireFreePeriod({ fromDate, toDate }, others)
  const id = context.newId()
  const row = { id, buyerUnitId, fromDate, toDate, createdAt: context.now }
  await insertSharedCredit(tx, row, parts)
  await recordAudit(tx, context, {
    action: 'assistance.record-shared-credit',
    subjectType: 'shared_credit',
    subjectId: id,
    after: { buyerUnitId, fromDate, toDate, parts },
  })
  return { sharedCreditId: id }
}

/** Ends a sharing with its last day. */
export async function endSharedCredit(
  tx: Transaction,
  context: Context,
  input: { buyerUnitId: string; sharedCreditId: string; toDate: string },
): Promise<void> {
  const { buyerUnitId, sharedCreditId, toDate } = input
  await lockOrganisation(tx, buyerUnitId)
  const all = await selectSharedCredits(tx, buyerUnitId)
  const sharing = all.find((candidate) => candidate.id === sharedCreditId)
  if (sharing === undefined) throw new AppError('not_found')
  if (sharing.toDate !== null && sharing.toDate <= toDate) throw new AppError('illegal_transition')
  if (toDate < sharing.fromDate) throw fieldError(['toDate'], 'dates_out_of_order')
  await updateSharedCreditEnd(tx, sharedCreditId, toDate)
  await recordAudit(tx, context, {
    action: 'assistance.end-shared-credit',
    subjectType: 'shared_credit',
    subjectId: sharedCreditId,
    before: { toDate: sharing.toDate },
    after: { toDate },
  })
}

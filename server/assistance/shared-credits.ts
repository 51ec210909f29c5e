import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockOrganisation, unitById, unitsByIds } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { organisationSides, type Side } from './assistance.policy.ts'
import { type Period, requireEnd, requireFreePeriod } from './periods.ts'
import {
  insertSharedCredit,
  selectParts,
  selectSharedCredit,
  selectSharedCreditsOf,
  updateSharedCreditEnd,
} from './shared-credits.queries.ts'
import { publishEnd } from './tell-sides.ts'

/** Shares in basis points that sum to 10,000, over some days (§3.9). */
export interface SharedCreditInput extends Period {
  buyerUnitId: string
  parts: { unitId: string; shareBasisPoints: number }[]
}

/** Holds the buyer, whose purchases are shared in one way at a time. */
export async function requireSharing(
  tx: Transaction,
  { buyerUnitId, parts, ...period }: SharedCreditInput,
): Promise<void> {
  if ((await unitById(tx, buyerUnitId)) === null) throw fieldError(['buyerUnitId'], 'not_found')
  const units = await unitsByIds(
    tx,
    parts.map((part) => part.unitId),
  )
  const unknown = parts.findIndex((part) => !units.has(part.unitId))
  if (unknown >= 0) throw fieldError(['parts', unknown, 'unitId'], 'not_found')
  await lockOrganisation(tx, buyerUnitId)
  requireFreePeriod(period, await selectSharedCreditsOf(tx, buyerUnitId))
}

/** Shares what a unit buys once all of the units have agreed (§3.9, §3.17). Returns the id. */
export async function recordSharedCredit(
  tx: Transaction,
  context: Context,
  { buyerUnitId, parts, fromDate, toDate }: SharedCreditInput,
): Promise<string> {
  const id = context.newId()
  const row = { id, buyerUnitId, fromDate, toDate, createdAt: context.now }
  await insertSharedCredit(tx, row, parts)
  await recordAudit(tx, context, {
    action: 'assistance.record-shared-credit',
    subjectType: 'shared_credit',
    subjectId: id,
    after: { buyerUnitId, fromDate, toDate, parts },
  })
  return id
}

/** Whose consent a sharing has: the buyer's and that of each unit with a part. */
export async function sharingSides(
  reader: Reader,
  sharing: { id: string; buyerUnitId: string },
): Promise<Side[]> {
  const parts = await selectParts(reader, [sharing.id])
  return organisationSides([sharing.buyerUnitId, ...parts.map((part) => part.unitId)])
}

/** Ends a sharing with its last day. */
export async function endSharedCredit(
  tx: Transaction,
  context: Context,
  { sharedCreditId, toDate }: { sharedCreditId: string; toDate: string },
): Promise<void> {
  const { buyerUnitId } = await requireSharedCredit(tx, sharedCreditId)
  await lockOrganisation(tx, buyerUnitId)
  const sharing = await requireSharedCredit(tx, sharedCreditId)
  requireEnd(sharing, { toDate, today: dayOf(context.now) })
  await updateSharedCreditEnd(tx, sharedCreditId, toDate)
  await recordAudit(tx, context, {
    action: 'assistance.end-shared-credit',
    subjectType: 'shared_credit',
    subjectId: sharedCreditId,
    before: { toDate: sharing.toDate },
    after: { toDate },
  })
  const sides = await sharingSides(tx, sharing)
  const relationId = sharedCreditId
  await publishEnd(tx, context, { kind: 'shared_credit', relationId, toDate, sides })
}

async function requireSharedCredit(tx: Transaction, id: string) {
  const sharing = await selectSharedCredit(tx, id)
  if (sharing === null) throw new AppError('not_found')
  return sharing
}

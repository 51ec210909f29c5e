import type { z } from 'zod'
import type { pairingBody } from '../../shared/assistance/assistance.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockOrganisation, organisationById } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireDivision } from '../villages/index.ts'
import { insertPairing, lockPairing, selectPairings, updatePairing } from './pairings.queries.ts'
import { requireFreePeriod } from './periods.ts'

/** Who is paired with which place over which days, as the contract takes it. */
export type PairingInput = z.output<typeof pairingBody>

/** Below a county, help has a place; above, everything would count as paired. */
const highestLevel = 3

/** Pairs a unit or group with a village, township or county; once at a time with the same. */
export async function createPairing(
  tx: Transaction,
  context: Context,
  input: PairingInput,
): Promise<{ pairingId: string }> {
  const { organisationId, divisionCode } = input
  const organisation = await organisationById(tx, organisationId)
  if (organisation?.kind !== 'unit' && organisation?.kind !== 'group')
    throw fieldError(['organisationId'], 'not_found')
  const division = await requireDivision(tx, divisionCode, ['divisionCode'])
  if (division.level < highestLevel) throw fieldError(['divisionCode'], 'level_too_high')
  await lockOrganisation(tx, organisationId)
  const own = await selectPairings(tx, { organisationIds: [organisationId] })
  requireFreePeriod(
    input,
    own.filter((pairing) => pairing.divisionCode === divisionCode),
  )
  const id = context.newId()
  await insertPairing(tx, { ...input, id, createdAt: context.now })
  await recordAudit(tx, context, {
    action: 'assistance.create-pairing',
    subjectType: 'pairing',
    subjectId: id,
    after: input,
  })
  return { pairingId: id }
}

/** Ends a pairing with its last day; what was credited before stays (§3.6). */
export async function endPairing(
  tx: Transaction,
  context: Context,
  { pairingId, toDate }: { pairingId: string; toDate: string },
): Promise<void> {
  const pairing = await lockPairing(tx, pairingId)
  if (pairing === null) throw new AppError('not_found')
  if (pairing.endedAt !== null) throw new AppError('illegal_transition')
  if (toDate < pairing.fromDate) throw fieldError(['toDate'], 'dates_out_of_order')
  await updatePairing(tx, pairingId, { toDate, endedAt: context.now })
  await recordAudit(tx, context, {
    action: 'assistance.end-pairing',
    subjectType: 'pairing',
    subjectId: pairingId,
    before: { toDate: pairing.toDate },
    after: { toDate },
  })
}

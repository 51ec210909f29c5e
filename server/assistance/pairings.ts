import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockOrganisation, organisationById } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireDivision } from '../villages/index.ts'
import { pairingSides } from './assistance.policy.ts'
import { insertPairing, lockPairing, selectPairingsOf, updatePairing } from './pairings.queries.ts'
import { type Period, requireEnd, requireFreePeriod } from './periods.ts'
import { publishEnd } from './tell-sides.ts'

/** Who is paired with which place over which days. */
export interface PairingInput extends Period {
  organisationId: string
  divisionCode: string
  kind: 'designated' | 'east_west' | 'provincial' | 'volunteer'
  firstSecretaryName: string | null
}

/** Below a county, help has a place; above, everything would count as paired. */
const highestLevel = 3

/** Holds the unit or group that helps, which is paired with the same place once at a time. */
export async function requirePairing(
  tx: Transaction,
  { organisationId, divisionCode, ...period }: Omit<PairingInput, 'kind' | 'firstSecretaryName'>,
): Promise<void> {
  const organisation = await organisationById(tx, organisationId)
  if (organisation?.kind !== 'unit' && organisation?.kind !== 'group')
    throw fieldError(['organisationId'], 'not_found')
  const division = await requireDivision(tx, divisionCode, ['divisionCode'])
  if (division.level < highestLevel) throw fieldError(['divisionCode'], 'level_too_high')
  await lockOrganisation(tx, organisationId)
  const own = await selectPairingsOf(tx, organisationId)
  requireFreePeriod(
    period,
    own.filter((pairing) => pairing.divisionCode === divisionCode),
  )
}

/** Pairs a unit or group with a place once both sides have agreed (§3.17). Returns the id. */
export async function createPairing(
  tx: Transaction,
  context: Context,
  input: PairingInput,
): Promise<string> {
  const id = context.newId()
  await insertPairing(tx, { ...input, id, createdAt: context.now })
  await recordAudit(tx, context, {
    action: 'assistance.create-pairing',
    subjectType: 'pairing',
    subjectId: id,
    after: input,
  })
  return id
}

/** Ends a pairing with its last day; what was credited before stays (§3.6). */
export async function endPairing(
  tx: Transaction,
  context: Context,
  { pairingId, toDate }: { pairingId: string; toDate: string },
): Promise<void> {
  const pairing = await lockPairing(tx, pairingId)
  if (pairing === null) throw new AppError('not_found')
  requireEnd(pairing, { toDate, today: dayOf(context.now) })
  await updatePairing(tx, pairingId, { toDate, endedAt: context.now })
  await recordAudit(tx, context, {
    action: 'assistance.end-pairing',
    subjectType: 'pairing',
    subjectId: pairingId,
    before: { toDate: pairing.toDate },
    after: { toDate },
  })
  const sides = pairingSides(pairing)
  await publishEnd(tx, context, { kind: 'pairing', relationId: pairingId, toDate, sides })
}

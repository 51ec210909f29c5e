import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import {
  existingPairings,
  mayProposePairing,
  type ProposedPairing,
  recordsByDocument,
} from '../../../assistance/index.ts'
import { organisationsByIds } from '../../../organisations/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Reader } from '../../../platform/db/transaction.ts'
import { type CheckedRow, type Decision, defineKind } from '../kind.ts'
import { applyPairings, type Plan, pairingHinders, undoPairings } from './apply-pairings.ts'
import { type PairingValues, pairingFields } from './pairing-fields.ts'

type Row = CheckedRow<PairingValues>

/** Below a county, help has a place; above, everything would count as paired. */
const shortestCode = 6

/**
 * Pairings with their first secretaries. A side's own import proposes them, and the other side
 * agrees to each; the platform's records them for both by a document (§3.17).
 */
export const pairingsKind = defineKind({
  name: 'pairings',
  titles: { 'zh-CN': '结对帮扶与第一书记', en: 'Pairings and first secretaries' },
  fields: pairingFields,
  mayImport: ({ roles }) =>
    roles.some((role) =>
      ['official', 'unit_leader', 'group_coordinator', 'platform_admin'].includes(role),
    ),
  needsDocument: recordsByDocument,
  check: checkPairings,
  apply: applyPairings,
  hinders: pairingHinders,
  undo: undoPairings,
})

async function checkPairings({
  reader,
  context,
  rows,
}: {
  reader: Reader
  context: Context
  rows: Row[]
}): Promise<Decision<Plan>[]> {
  const isRecorded = recordsByDocument(context.actor)
  const own = await ownHelper(reader, context)
  const plans = rows.map(({ values }) => planOf(context, values, values.organisation ?? own))
  const existing = await existingPairings(
    reader,
    plans.flatMap((plan) => plan?.about ?? []),
  )
  return plans.map((plan, at) => {
    if (plan === null) return fault('', 'organisation', 'required')
    const { about, fromDate, toDate } = plan
    const key = `${about.organisationId} ${about.divisionCode}`
    const faults = faultsOf(context, plan)
    if (faults.length > 0) return { outcome: 'fault', key, faults }
    const proposalId = existing.proposalOf(about)
    if (proposalId !== undefined && !isRecorded)
      return { outcome: 'same', key, subject: { type: 'proposal', id: proposalId } }
    const there = existing.overlapping(about, { fromDate, toDate })
    const { kind, secretary, from, organisation } = rows[at]?.values ?? {}
    const derived = {
      ...(!organisation && own !== null && { organisation: own }),
      ...(!kind && { kind: about.pairingKind }),
      ...(!from && { from: fromDate }),
    }
    if (there === undefined) return { outcome: 'create', key, plan, derived }
    const isSame =
      (!kind || kind === there.kind) && (!secretary || secretary === there.firstSecretaryName)
    return isSame ? { outcome: 'same', key } : fault(key, 'from', 'overlapping_dates')
  })
}

function fault(key: string, field: string, code: RowRemark['code']): Decision<Plan> {
  return { outcome: 'fault', key, faults: [{ field, code }] }
}

/** A unit or group that proposes its own pairings need not name itself. */
async function ownHelper(reader: Reader, { actor }: Context) {
  const { organisationId, organisationKind: kind } = actor
  if (organisationId === null || (kind !== 'unit' && kind !== 'group')) return null
  return (await organisationsByIds(reader, [organisationId])).get(organisationId) ?? null
}

function planOf(
  context: Context,
  { place, kind, from, to, secretary }: PairingValues,
  organisation: { id: string } | null,
): ProposedPairing | null {
  if (organisation === null) return null
  return {
    id: context.newId(),
    about: {
      ...{ kind: 'pairing', organisationId: organisation.id, divisionCode: place.code },
      ...{ pairingKind: kind ?? 'designated', firstSecretaryName: secretary },
    },
    fromDate: from ?? dayOf(context.now),
    toDate: to,
  }
}

function faultsOf(context: Context, { about, fromDate, toDate }: ProposedPairing): RowRemark[] {
  const faults: RowRemark[] = []
  // Of whom the actor is no side, another's organisation looks like one that is not there.
  if (!mayProposePairing(context, about)) faults.push({ field: 'organisation', code: 'not_a_side' })
  if (about.divisionCode.length < shortestCode)
    faults.push({ field: 'place', code: 'level_too_high' })
  const isPast = toDate !== null && toDate < dayOf(context.now)
  if (isPast && !recordsByDocument(context.actor)) faults.push({ field: 'to', code: 'in_the_past' })
  else if (toDate !== null && toDate < fromDate)
    faults.push({ field: 'to', code: 'dates_out_of_order' })
  return faults
}

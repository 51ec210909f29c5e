import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import {
  existingPairings,
  mayProposePairing,
  type Period,
  type ProposedPairing,
  periodsOverlap,
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
  compare: comparePairings,
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
    if (plan === null) return faulty('', { field: 'organisation', code: 'required' })
    const { about, fromDate, toDate } = plan
    const key = `${about.organisationId} ${about.divisionCode} ${fromDate} ${toDate}`
    const faults = faultsOf(context, plan)
    if (faults.length > 0) return { outcome: 'fault', key, faults }
    const { kind, secretary, from, organisation } = rows[at]?.values ?? {}
    const wanted = { kind, secretary, from, toDate, isRecorded }
    const proposal = existing.proposalOf(about)
    if (proposal !== undefined && !isRecorded)
      return isAlready(wanted, proposal)
        ? { outcome: 'same', key, subject: { type: 'proposal', id: proposal.id } }
        : faulty(key, awaited(proposal.fromDate))
    const there = existing.overlapping(about, { fromDate, toDate })
    const derived = {
      ...(!organisation && own !== null && { organisation: own }),
      ...(!kind && { kind: about.pairingKind }),
      ...(!from && { from: fromDate }),
    }
    if (there === undefined)
      return { outcome: 'create', key, plan, derived, notes: notesOf(context, plan) }
    return isAlready(wanted, there)
      ? { outcome: 'same', key }
      : faulty(key, overlapWith(there, from === there.fromDate && toDate !== there.toDate))
  })
}

function faulty(key: string, remark: RowRemark): Decision<Plan> {
  return { outcome: 'fault', key, faults: [remark] }
}

/** What is written is what stands: its days agree too, of what was agreed to later the last one. */
function isAlready(
  wanted: Record<'kind' | 'secretary' | 'from', string | null | undefined> & {
    toDate: string | null
    isRecorded: boolean
  },
  there: Period & { kind: string; firstSecretaryName: string | null },
): boolean {
  const { kind, secretary, from, toDate, isRecorded } = wanted
  const beginsThen = !from || from === there.fromDate || (!isRecorded && from < there.fromDate)
  return (
    beginsThen &&
    toDate === there.toDate &&
    (!kind || kind === there.kind) &&
    (!secretary || secretary === there.firstSecretaryName)
  )
}

/** The pairing in the way by its days, with what can be done about it. */
function overlapWith({ fromDate: from, toDate: to }: Period, isOfEnd: boolean): RowRemark {
  const field = isOfEnd ? 'to' : 'from'
  return to === null
    ? { field, code: 'overlaps_running_pairing', values: { from } }
    : { field, code: 'overlaps_pairing', values: { from, to } }
}

function awaited(from: string): RowRemark {
  return { field: 'from', code: 'pairing_awaited', values: { from } }
}

/**
 * Of one helper and place the days of two rows must not meet; of what the other side has to agree
 * to, only one is proposed at once.
 */
function comparePairings(rows: readonly { number: number; plan: Plan }[]) {
  const bySubject = Map.groupBy(
    rows,
    ({ plan: { about } }) => `${about.organisationId} ${about.divisionCode}`,
  )
  const faults = [...bySubject.values()].flatMap((own) =>
    own.flatMap(({ number, plan }, at): [number, { fault: RowRemark }][] => {
      const before = own.slice(0, at)
      const met = before.find((other) => periodsOverlap(other.plan, plan))
      const [first] = before
      if (met !== undefined)
        return [
          [number, { fault: { field: 'from', code: 'overlaps_row', values: { row: met.number } } }],
        ]
      if (first === undefined || plan.isRecorded === true) return []
      return [[number, { fault: awaited(first.plan.fromDate) }]]
    }),
  )
  return new Map(faults)
}

const longAgo = 10

/** A year is easily mistyped: what began more than ten years ago is shown to be looked at. */
function notesOf({ now }: Context, { fromDate }: ProposedPairing): RowRemark[] {
  const years = yearOf(dayOf(now)) - yearOf(fromDate)
  return years <= longAgo ? [] : [{ field: 'from', code: 'begins_long_ago', values: { years } }]
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4))
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
): Plan | null {
  if (organisation === null) return null
  return {
    ...{ id: context.newId(), isRecorded: recordsByDocument(context.actor) },
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

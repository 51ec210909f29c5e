import type { Target, TargetChange } from '../../shared/assistance/targets.schemas.ts'
import { dayOf } from '../../shared/scalars.ts'
import { peopleNames } from '../accounts/index.ts'
import type { FileGrant } from '../evidence/index.ts'
import { unitById } from '../organisations/index.ts'
import { type Context, supervises } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { administers, mayEditTarget } from './assistance.policy.ts'
import { selectHelpersOfArea } from './pairings.queries.ts'
import { labels } from './read-assistance.ts'
import { ownOrganisations } from './scope.ts'
import {
  selectAmountsBefore,
  selectIsWaitingFor,
  selectStanding,
  selectTargetsOfDocument,
  type TargetValueRow,
} from './target-values.queries.ts'
import { selectTargetsByIds, type TargetRow } from './targets.queries.ts'
import { mayConfirm } from './targets.ts'

export async function targetViews(
  reader: Reader,
  context: Context,
  rows: readonly TargetRow[],
): Promise<Target[]> {
  const { actor, now } = context
  const ownIds = await ownOrganisations(reader, context)
  const standing = await selectStanding(
    reader,
    rows.map(({ id }) => id),
    dayOf(now),
  )
  const { reference, place } = await labels(
    reader,
    rows.map((row) => row.organisationId),
    rows.map((row) => row.divisionCode),
  )
  return rows.map((row) => {
    const { amount = null, waitingAmount = null, waitingFrom = null } = standing.get(row.id) ?? {}
    return {
      id: row.id,
      organisation: row.organisationId === null ? null : reference(row.organisationId),
      place: row.divisionCode === null ? null : place(row.divisionCode),
      ...{ year: row.year, measure: row.measure, amount },
      waiting: waitingFrom === null ? null : { amount: waitingAmount, validFrom: waitingFrom },
      mayEdit: mayEditTarget(actor, row, ownIds),
    }
  })
}

export async function changeViews(
  reader: Reader,
  context: Context,
  rows: readonly TargetValueRow[],
): Promise<TargetChange[]> {
  const { actor } = context
  const people = rows.flatMap(({ proposedBy, decidedBy }) => [proposedBy, decidedBy])
  const names = await peopleNames(
    reader,
    [...new Set(people)].filter((id) => id !== null),
  )
  const { reference, place } = await labels(
    reader,
    rows.flatMap((row) => [row.organisationId, row.confirmingOrganisationId]),
    rows.map((row) => row.confirmingDivisionCode),
  )
  const named = (id: string | null) => (id === null ? null : (names.get(id) ?? null))
  return rows.map((row) => {
    const { confirmingOrganisationId: organisationId, confirmingDivisionCode: code } = row
    const isOpen = row.state === 'proposed'
    return {
      ...{ id: row.id, validFrom: row.validFrom, amount: row.amount },
      ...{ shareBasisPoints: row.shareBasisPoints, reason: row.reason },
      document:
        row.documentName === null ? null : { name: row.documentName, fileId: row.documentFileId },
      ...{ source: row.source, state: row.state, by: named(row.proposedBy) },
      byOrganisation: row.organisationId === null ? null : reference(row.organisationId),
      proposedAt: row.proposedAt.toISOString(),
      confirming: {
        organisation: organisationId === null ? null : reference(organisationId),
        place: code === null ? null : place(code),
      },
      decidedBy: named(row.decidedBy),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      decidedReason: row.decidedReason,
      mayAnswer: isOpen && row.proposedBy !== actor.personId && mayConfirm(context, row),
      mayWithdraw: isOpen && row.organisationId === actor.organisationId,
    }
  })
}

/** Changes with the targets that they are of, and what was in force on their first days. */
export async function waitingViews(
  reader: Reader,
  context: Context,
  rows: readonly TargetValueRow[],
) {
  const targets = await selectTargetsByIds(
    reader,
    rows.map(({ targetId }) => targetId),
  )
  const targetOf = new Map(
    (await targetViews(reader, context, targets)).map((row) => [row.id, row]),
  )
  const before = await selectAmountsBefore(reader, rows)
  const views = await changeViews(reader, context, rows)
  return views.flatMap((view, at) => {
    const target = targetOf.get(rows[at]?.targetId ?? '')
    if (target === undefined) return []
    return [{ ...view, target, amountBefore: before.get(view.id) ?? null }]
  })
}

/**
 * Who reads what a target was (§3.9): whose it is, its group and the unit above, the officials of
 * its place or of a place where it helps, the side that is to confirm a change, and the platform.
 */
export async function mayReadTarget(
  reader: Reader,
  context: Context,
  target: TargetRow,
): Promise<boolean> {
  const { actor, now } = context
  const { organisationId, divisionCode } = target
  if (administers(actor)) return true
  if (divisionCode !== null && supervises(actor, divisionCode)) return true
  if (await selectIsWaitingFor(reader, actor, target.id)) return true
  if (organisationId === null) return false
  if (actor.organisationKind === 'authority') {
    const area = actor.divisionCode ?? ''
    const question = { organisationIds: [organisationId], area, on: dayOf(now) }
    return (await selectHelpersOfArea(reader, question)).has(organisationId)
  }
  if ((await ownOrganisations(reader, context)).includes(organisationId)) return true
  const unit = await unitById(reader, organisationId)
  return unit !== null && unit.parentId !== null && unit.parentId === actor.organisationId
}

/** The document of a change shows itself to who reads the target's history. */
export const mayReadTargetDocument: FileGrant = async (reader, context, file) => {
  const ids = await selectTargetsOfDocument(reader, file.id)
  for (const target of await selectTargetsByIds(reader, ids))
    if (await mayReadTarget(reader, context, target)) return true
  return false
}

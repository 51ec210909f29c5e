import type { z } from 'zod'
import { needsConfirmation, targetDay } from '../../shared/assistance/target-changes.ts'
import { splitByShares } from '../../shared/assistance/target-shares.ts'
import type { splitBody } from '../../shared/assistance/targets.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudits } from '../evidence/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import { recordsByDocument } from './assistance.policy.ts'
import { selectGroupMembers } from './groups.queries.ts'
import { nobodyAbove, sideAboveTarget } from './side-above-target.ts'
import { insertTargetValues, selectAmountOn } from './target-values.queries.ts'
import {
  insertMissingTargets,
  lockTarget,
  lockUnitTargets,
  type UnitTargetRow,
} from './targets.queries.ts'
import { requireReasons } from './targets.ts'

export type SplitInput = z.output<typeof splitBody> & { groupId: string }

/**
 * Splits what is in force of a group's target over its members by their shares (§3.9), to the last
 * cent or gram (§2.3); what no share takes up stays unassigned. What a member's target is raised
 * to holds at once, a first one for the whole year; what it is lowered to waits as any other
 * change. Throws `not_found` where the group has no target, and `already_proposed` where a change
 * waits of a member's target that this one changes.
 */
export async function splitTarget(
  tx: Transaction,
  context: Context,
  input: SplitInput,
): Promise<void> {
  const { groupId, year, measure } = input
  const today = dayOf(context.now)
  const validFrom = input.validFrom ?? targetDay(year, today)
  if (validFrom !== targetDay(year, validFrom)) throw fieldError(['validFrom'], 'not_an_option')
  const memberIds = await requireMembers(tx, input, today)
  const whole = await lockTarget(tx, { organisationId: groupId, divisionCode: null, year, measure })
  const amount = whole && (await selectAmountOn(tx, whole.id, validFrom))
  if (amount === null) throw new AppError('not_found')
  const { amounts } = splitByShares(amount, input.parts)
  for (const [at, { unitId, shareBasisPoints }] of input.parts.entries())
    if (shareBasisPoints > 0 && amounts.get(unitId) === 0)
      throw fieldError(['parts', at, 'shareBasisPoints'], 'too_small')
  const keys = memberIds.map((unitId) => ({ unitId, year }))
  const stood = await lockUnitTargets(tx, keys, { measure, on: validFrom })
  await requireAllWithTarget(tx, input, stood)
  const parts = await changedParts(tx, context, { ...input, validFrom, amounts, stood })
  const isFirst = parts.every((part) => part.before === undefined)
  const isMoved = parts.some((part) => part.waits)
  await requireReasons(tx, context, input, { isFirst, isMoved })
  await writeParts(tx, context, { ...input, parts })
}

/** Returns the members of today. */
async function requireMembers(
  tx: Transaction,
  { groupId, parts }: SplitInput,
  today: string,
): Promise<string[]> {
  const members = await selectGroupMembers(tx, groupId, { from: today, to: today })
  const ids = new Set(members.map(({ unitId }) => unitId))
  for (const [at, { unitId }] of parts.entries())
    if (!ids.has(unitId)) throw fieldError(['parts', at, 'unitId'], 'not_found')
  return [...ids]
}

/** Who were left out would keep a target that is no part of the whole. */
async function requireAllWithTarget(
  tx: Transaction,
  { parts }: SplitInput,
  stood: readonly UnitTargetRow[],
): Promise<void> {
  const named = new Set(parts.map(({ unitId }) => unitId))
  const leftOut = stood.find(({ unitId, amount }) => amount !== null && !named.has(unitId))
  if (leftOut === undefined) return
  const names = await organisationNames(tx, [leftOut.unitId])
  throw fieldError(['parts'], 'member_left_out', { name: names.get(leftOut.unitId) ?? '' })
}

interface Part {
  unitId: string
  /** Null: it has none, and its target is taken back. */
  shareBasisPoints: number | null
  amount: number | null
  targetId: string
  validFrom: string
  /** What was in force on the first day; undefined: the member had no target. */
  before: number | null | undefined
  waits: boolean
}

/**
 * The members whose targets differ from their parts, in amount or in share, with targets of their
 * own held or made.
 */
async function changedParts(
  tx: Transaction,
  context: Context,
  input: SplitInput & {
    validFrom: string
    amounts: ReadonlyMap<string, number>
    stood: readonly UnitTargetRow[]
  },
): Promise<Part[]> {
  const { year, measure, validFrom, amounts, stood } = input
  const byUnit = new Map<string, UnitTargetRow>(stood.map((row) => [row.unitId, row]))
  const parts = input.parts.flatMap(({ unitId, shareBasisPoints }): Part[] => {
    const row = byUnit.get(unitId)
    const amount = amounts.get(unitId) || null
    const share = shareBasisPoints || null
    const before = row?.amount ?? null
    if (before === amount && (row?.shareBasisPoints ?? null) === share) return []
    if (row?.isWaiting) throw new AppError('already_proposed')
    const isFirst = row === undefined
    const part = {
      ...{ unitId, shareBasisPoints: share, amount, before: row?.amount },
      targetId: row?.targetId ?? context.newId(),
      // A first value holds the whole year.
      validFrom: isFirst ? `${year}-01-01` : validFrom,
    }
    const standing = { before, isFirst, today: dayOf(context.now) }
    // Another share of the same amount moves no figure, whatever its day.
    return [{ ...part, waits: before !== amount && needsConfirmation(part, standing) }]
  })
  const made = parts.filter(({ before }) => before === undefined)
  await insertMissingTargets(
    tx,
    context,
    measure,
    made.map(({ targetId: id, unitId }) => ({ id, unitId, year })),
  )
  return parts
}

async function writeParts(
  tx: Transaction,
  context: Context,
  input: Omit<SplitInput, 'parts'> & { parts: readonly Part[] },
): Promise<void> {
  const { parts, reason, document, groupId, year } = input
  const [first] = parts
  if (first === undefined) return
  const isRecorded = recordsByDocument(context.actor)
  const waits = (part: Part) => part.waits && !isRecorded
  // Of all members the same: the group itself proposes it.
  const owner = { organisationId: first.unitId, divisionCode: null }
  const side = parts.some(waits) ? await sideAboveTarget(tx, context, owner) : nobodyAbove
  const { personId, organisationId } = context.actor
  const values = parts.map((part) => ({
    ...{ id: context.newId(), targetId: part.targetId, validFrom: part.validFrom },
    amount: part.amount,
    ...{ shareBasisPoints: part.shareBasisPoints, reason, source: 'form' as const },
    ...{ documentName: document?.name ?? null, documentFileId: document?.fileId ?? null },
    ...{ organisationId, proposedBy: personId, proposedAt: context.now },
    state: waits(part) ? ('proposed' as const) : ('in_force' as const),
    confirmingOrganisationId: waits(part) ? side.organisationId : null,
    confirmingDivisionCode: waits(part) ? side.divisionCode : null,
    decidedBy: waits(part) ? null : personId,
    decidedAt: waits(part) ? null : context.now,
  }))
  await insertTargetValues(tx, values)
  await recordAudits(
    tx,
    context,
    parts.map((part) => ({
      action: waits(part) ? 'assistance.propose-target' : 'assistance.save-target',
      ...{ subjectType: 'target', subjectId: part.unitId },
      before: { amount: part.before ?? null },
      after: {
        ...{ organisationId: part.unitId, year, measure: input.measure, amount: part.amount },
        ...{ validFrom: part.validFrom, shareBasisPoints: part.shareBasisPoints },
        ...{ groupId, reason },
        document: document?.name ?? null,
      },
    })),
  )
  const own = organisationId ?? groupId
  const names = await organisationNames(tx, [own, ...parts.map(({ unitId }) => unitId)])
  await publishEvents(
    tx,
    context,
    parts.map((part, at) => ({
      topic: `assistance.target-change${waits(part) ? '-proposed' : 'd'}`,
      ...{ subjectType: 'target_change', subjectId: values[at]?.id ?? '' },
      payload: {
        ...{ by: names.get(own) ?? '', whose: names.get(part.unitId) ?? '', year },
        organisationIds: waits(part) ? without(side.organisationId) : [part.unitId],
        divisionCodes: waits(part) ? without(side.divisionCode) : [],
      },
    })),
  )
}

const without = (value: string | null) => (value === null ? [] : [value])

import { targetDay } from '../../shared/assistance/target-changes.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudits } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { insertTargetValues } from './target-values.queries.ts'
import {
  deleteTargetsOf,
  insertMissingTargets,
  lockUnitTargets,
  type UnitTargetRow,
} from './targets.queries.ts'

/** A target in money of one unit; null: there was none, or there is to be none. */
export interface UnitTarget {
  unitId: string
  year: number
  amountCents: number | null
}

/**
 * Records targets in money of many units by a sheet, and returns what was in force before: a first
 * one for its whole year, others from today on. The platform alone imports units (§3.9). Those of
 * which a change waits to be confirmed stay, and are left out of the answer.
 */
export async function saveUnitTargets(
  tx: Transaction,
  context: Context,
  wanted: readonly UnitTarget[],
): Promise<UnitTarget[]> {
  const stood = await lockUnitTargets(tx, wanted, { measure, on: dayOf(context.now) })
  const waiting = new Set(stood.filter(({ isWaiting }) => isWaiting).map(keyOf))
  const saved = wanted.filter((row) => !waiting.has(keyOf(row)))
  await record(tx, context, saved, stood, ({ year }, row) =>
    targetDay(year, row === undefined ? `${year}-01-01` : dayOf(context.now)),
  )
  const before = new Map(stood.map((row) => [keyOf(row), row.amount]))
  return saved.map(({ unitId, year }) => ({
    ...{ unitId, year, amountCents: before.get(keyOf({ unitId, year })) ?? null },
  }))
}

/** Puts back what stood before a sheet, from the same day on; a change made since stays. */
export async function takeUnitTargetsBack(
  tx: Transaction,
  context: Context,
  wanted: readonly UnitTarget[],
): Promise<void> {
  const stood = await lockUnitTargets(tx, wanted, { measure, on: dayOf(context.now) })
  const isOfSheet = new Map(
    stood.map((row) => [keyOf(row), row.source !== 'form' && !row.isWaiting]),
  )
  const untouched = wanted.filter((row) => isOfSheet.get(keyOf(row)) === true)
  await record(tx, context, untouched, stood, ({ year }, row) => row?.validFrom ?? `${year}-01-01`)
}

/** Removes what a sheet undertook for units that go with it. */
export async function removeUnitTargets(
  tx: Transaction,
  context: Context,
  unitIds: readonly string[],
): Promise<void> {
  if (unitIds.length === 0) return
  await deleteTargetsOf(tx, unitIds)
  await recordAudits(
    tx,
    context,
    unitIds.map((unitId) => ({
      action: 'assistance.save-target',
      ...{ subjectType: 'target', subjectId: unitId },
      after: { organisationId: unitId, measure, amount: null },
    })),
  )
}

/** Sheets of units state targets in money. */
const measure = 'money' as const

const keyOf = ({ unitId, year }: { unitId: string; year: number }) => `${unitId} ${year}`

async function record(
  tx: Transaction,
  context: Context,
  wanted: readonly UnitTarget[],
  stood: readonly UnitTargetRow[],
  dayFor: (wanted: UnitTarget, row: UnitTargetRow | undefined) => string,
): Promise<void> {
  const byKey = new Map(stood.map((row) => [keyOf(row), row]))
  const changed = wanted.filter(
    (row) => (byKey.get(keyOf(row))?.amount ?? null) !== row.amountCents,
  )
  if (changed.length === 0) return
  const made = changed.flatMap(({ unitId, year }) =>
    byKey.has(keyOf({ unitId, year })) ? [] : [{ id: context.newId(), unitId, year }],
  )
  await insertMissingTargets(tx, context, measure, made)
  const idOf = new Map([
    ...made.map((row) => [keyOf(row), row.id] as const),
    ...stood.map((row) => [keyOf(row), row.targetId] as const),
  ])
  const { personId, organisationId } = context.actor
  const decided = { decidedBy: personId, decidedAt: context.now }
  await insertTargetValues(
    tx,
    changed.map((row) => ({
      ...{ id: context.newId(), targetId: idOf.get(keyOf(row)) ?? '', amount: row.amountCents },
      ...{ validFrom: dayFor(row, byKey.get(keyOf(row))), source: 'import' as const },
      ...{ state: 'in_force' as const, organisationId },
      ...{ proposedBy: personId, proposedAt: context.now, ...decided },
    })),
  )
  await recordAudits(
    tx,
    context,
    changed.map((row) => ({
      action: 'assistance.save-target',
      ...{ subjectType: 'target', subjectId: row.unitId },
      before: { amount: byKey.get(keyOf(row))?.amount ?? null },
      after: {
        ...{ organisationId: row.unitId, year: row.year, measure },
        amount: row.amountCents,
      },
    })),
  )
}

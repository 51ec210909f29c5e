import type { z } from 'zod'
import type { targetBody } from '../../shared/assistance/assistance.schemas.ts'
import { fieldError } from '../../shared/errors.ts'
import { recordAudit, recordAudits } from '../evidence/index.ts'
import { organisationById } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireDivision } from '../villages/index.ts'
import {
  deleteTarget,
  deleteUnitTargets,
  insertTarget,
  lockTarget,
  lockUnitTargets,
  updateTarget,
  upsertUnitTargets,
} from './targets.queries.ts'

/** A target of a year, in cents of money or grams of weight; null takes it back. */
export type TargetInput = z.output<typeof targetBody>

/** Sets, changes or (with null) takes back what a unit, group or area undertakes in a year. */
export async function saveTarget(
  tx: Transaction,
  context: Context,
  input: TargetInput,
): Promise<void> {
  const { organisationId, divisionCode, amount } = input
  if (organisationId !== null) {
    const organisation = await organisationById(tx, organisationId)
    if (organisation?.kind !== 'unit' && organisation?.kind !== 'group')
      throw fieldError(['organisationId'], 'not_found')
  }
  if (divisionCode !== null) await requireDivision(tx, divisionCode, ['divisionCode'])
  const before = await lockTarget(tx, input)
  if (amount === null) {
    if (before !== null) await deleteTarget(tx, before.id)
  } else if (before === null)
    await insertTarget(tx, { ...input, amount, id: context.newId(), createdAt: context.now })
  else await updateTarget(tx, before.id, amount)
  await recordAudit(tx, context, {
    action: 'assistance.save-target',
    subjectType: 'target',
    subjectId: organisationId ?? divisionCode ?? '',
    before: before && { amount: before.amount },
    after: input,
  })
}

/** A target in money of one unit; null: there was none, or there is to be none. */
export interface UnitTarget {
  unitId: string
  year: number
  amountCents: number | null
}

/** Sets or takes back targets in money of many units, and returns what stood there before. */
export async function saveUnitTargets(
  tx: Transaction,
  context: Context,
  wanted: readonly UnitTarget[],
): Promise<UnitTarget[]> {
  if (wanted.length === 0) return []
  const before = await lockUnitTargets(tx, wanted)
  const amountOf = new Map(before.map((row) => [`${row.unitId} ${row.year}`, row.amountCents]))
  const gone = wanted.filter(({ amountCents }) => amountCents === null)
  await deleteUnitTargets(tx, gone)
  await upsertUnitTargets(
    tx,
    wanted.flatMap(({ unitId, year, amountCents }) =>
      amountCents === null
        ? []
        : [
            {
              ...{ id: context.newId(), organisationId: unitId, divisionCode: null, year },
              ...{ measure: 'money' as const, amount: amountCents, createdAt: context.now },
            },
          ],
    ),
  )
  const stood = wanted.map(({ unitId, year }) => ({
    ...{ unitId, year, amountCents: amountOf.get(`${unitId} ${year}`) ?? null },
  }))
  await recordAudits(
    tx,
    context,
    wanted.map(({ unitId, year, amountCents }, at) => ({
      ...{ action: 'assistance.save-target', subjectType: 'target', subjectId: unitId },
      before: { amount: stood[at]?.amountCents ?? null },
      after: { organisationId: unitId, year, measure: 'money', amount: amountCents },
    })),
  )
  return stood
}

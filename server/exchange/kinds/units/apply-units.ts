import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { organisationsWithPeople } from '../../../accounts/index.ts'
import {
  removeUnitTargets,
  saveUnitTargets,
  takeUnitTargetsBack,
  unitsInAssistance,
} from '../../../assistance/index.ts'
import { beginBudgets, removeBudgets } from '../../../orders/index.ts'
import {
  closeManyChannels,
  createUnits,
  openChannels,
  removeUnits,
  saveUnits,
  selectUnitUses,
} from '../../../organisations/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Reader, Transaction } from '../../../platform/db/transaction.ts'
import type { Applied, AppliedRow, PlannedRow } from '../kind.ts'
import { changeWaits, type UnitPlan } from './check-units.ts'

const channelNames = { canteen: '食堂', contractor: '食堂承包方', union: '工会', staff: '职工' }

export async function applyUnits(
  tx: Transaction,
  context: Context,
  { rows }: { rows: PlannedRow<UnitPlan>[] },
): Promise<Applied<UnitPlan>[]> {
  const refused = await createUnits(
    tx,
    context,
    rows.flatMap(({ plan, dependsOnId }) =>
      plan.identity === null
        ? []
        : [
            {
              ...{ id: plan.unitId, ...plan.identity, ...plan.details },
              parentId: dependsOnId ?? plan.identity.parentId,
              channels: channelsOf(plan),
            },
          ],
    ),
  )
  const changed = rows.filter(({ plan }) => plan.identity === null)
  await saveUnits(
    tx,
    context,
    changed.flatMap(({ plan }) =>
      plan.detailsBefore === null
        ? []
        : [{ id: plan.unitId, before: plan.detailsBefore, after: plan.details }],
    ),
  )
  await openChannels(
    tx,
    context,
    changed.flatMap(({ plan }) =>
      channelsOf(plan).map((channel) => ({ ...channel, unitId: plan.unitId })),
    ),
  )
  const done = rows.filter(({ plan }) => !refused.has(plan.unitId))
  const before = await saveUnitTargets(tx, context, targetsOf(done))
  const stood = new Map(before.map((row) => [keyOf(row), row.amountCents]))
  await beginBudgets(
    tx,
    context,
    done.flatMap(({ plan: { unitId, year, budgetCents } }) =>
      budgetCents === null ? [] : [{ unitId, year, budgetCents }],
    ),
  )
  return rows.map(({ number, plan }) => {
    const refusal = refused.get(plan.unitId)
    if (refusal !== undefined) return { number, faults: [refusal] }
    const subject = { type: 'unit', id: plan.unitId }
    const targetBefore = stood.get(keyOf(plan))
    if (plan.targetCents === null || targetBefore !== undefined)
      return { number, subject, plan: { ...plan, targetBefore: targetBefore ?? null } }
    // A change of the target was proposed after the sheet was checked.
    return { number, subject, plan: { ...plan, targetCents: null }, notes: [changeWaits] }
  })
}

const keyOf = ({ unitId, year }: { unitId: string; year: number }) => `${unitId} ${year}`

function targetsOf(rows: readonly { plan: UnitPlan }[]) {
  return rows.flatMap(({ plan: { unitId, year, targetCents } }) =>
    targetCents === null ? [] : [{ unitId, year, amountCents: targetCents }],
  )
}

function channelsOf({ channels, details, identity, divisionCode }: UnitPlan) {
  const { contactName, contactPhone } = details
  return channels.map(({ id, kind, address }) => ({
    ...{ id, kind, address, divisionCode, contactName, contactPhone, creditCode: null },
    name:
      identity === null
        ? channelNames[kind]
        : `${identity.name.slice(0, 100)}${channelNames[kind]}`,
  }))
}

/** What hangs on the units that were made, or was changed since on those that were there. */
export async function unitHinders(
  reader: Reader,
  rows: AppliedRow<UnitPlan>[],
): Promise<Map<number, RowRemark[]>> {
  const ids = rows.map(({ subjectId }) => subjectId)
  const made = new Set(
    rows.filter(({ outcome }) => outcome === 'create').map((row) => row.subjectId),
  )
  const uses = new Map((await selectUnitUses(reader, ids)).map((row) => [row.id, row]))
  const withPeople = await organisationsWithPeople(reader, ids)
  const inAssistance = await unitsInAssistance(reader, ids)
  const remark = (code: RowRemark['code']): RowRemark => ({ field: null, code })
  return new Map(
    rows.flatMap(({ number, subjectId, outcome, plan }): [number, RowRemark[]][] => {
      const use = uses.get(subjectId)
      const reasons: RowRemark[] = []
      if (outcome === 'create') {
        if (withPeople.has(subjectId)) reasons.push(remark('has_people'))
        if (use?.unitsBelow.some((id) => !made.has(id))) reasons.push(remark('has_units_below'))
        if (use?.isBeingChanged || inAssistance.has(subjectId)) reasons.push(remark('in_use'))
      }
      const { details } = plan
      const isChanged =
        (outcome === 'create' || plan.detailsBefore !== null) &&
        (Object.keys(details) as (keyof typeof details)[]).some(
          (key) => use?.[key] !== details[key],
        )
      if (isChanged) reasons.push(remark('changed_since'))
      return reasons.length === 0 ? [] : [[number, reasons]]
    }),
  )
}

export async function undoUnits(
  tx: Transaction,
  context: Context,
  rows: AppliedRow<UnitPlan>[],
): Promise<void> {
  const made = rows.filter(({ outcome }) => outcome === 'create').map((row) => row.subjectId)
  const changed = rows.filter(({ outcome }) => outcome === 'change')
  await takeUnitTargetsBack(
    tx,
    context,
    changed.flatMap(({ plan: { unitId, year, targetCents, targetBefore = null } }) =>
      targetCents === null ? [] : [{ unitId, year, amountCents: targetBefore }],
    ),
  )
  await closeManyChannels(
    tx,
    context,
    changed.flatMap(({ plan }) => plan.channels.map(({ id }) => id)),
  )
  await saveUnits(
    tx,
    context,
    changed.flatMap(({ plan: { unitId, details, detailsBefore } }) =>
      detailsBefore === null ? [] : [{ id: unitId, before: details, after: detailsBefore }],
    ),
  )
  const budgeted = rows.filter(({ plan }) => plan.identity !== null && plan.budgetCents !== null)
  await removeBudgets(
    tx,
    context,
    budgeted.map((row) => row.subjectId),
  )
  await removeUnitTargets(
    tx,
    context,
    rows.flatMap(({ outcome, subjectId, plan }) =>
      outcome === 'create' && plan.targetCents !== null ? [subjectId] : [],
    ),
  )
  await removeUnits(tx, context, made)
}

import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { dayOf } from '../../../../shared/scalars.ts'
import { targetsOf, waitingTargets } from '../../../assistance/index.ts'
import { type KnownUnit, selectKnownUnits, type UnitDetails } from '../../../organisations/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Reader } from '../../../platform/db/transaction.ts'
import type { CheckedRow, Decision } from '../kind.ts'
import type { UnitValues } from './unit-fields.ts'

/** What a row of units does. */
export interface UnitPlan {
  unitId: string
  year: number
  /** Of a new unit. */
  identity: {
    name: string
    creditCode: string | null
    divisionCode: string
    parentId: string | null
  } | null
  details: UnitDetails
  /** Of a unit that is there, as they were; null: they stay. */
  detailsBefore: UnitDetails | null
  channels: { id: string; kind: NonNullable<UnitValues['channels']>[number]; address: string }[]
  divisionCode: string
  budgetCents: number | null
  targetCents: number | null
  /** What stood there when it was applied. */
  targetBefore?: number | null
}

/** Nobody changes a target over a change that waits to be confirmed, no sheet either (§3.9). */
export const changeWaits: RowRemark = { field: 'target', code: 'change_waits' }

type Row = CheckedRow<UnitValues>

export async function checkUnits({
  reader,
  context,
  rows,
}: {
  reader: Reader
  context: Context
  rows: Row[]
}): Promise<Decision<UnitPlan>[]> {
  if (rows.length === 0) return []
  const questions = rows.map(({ number, values }) => ({
    number,
    name: values.name,
    creditCode: values.creditCode,
    divisionCode: values.place.code,
  }))
  const known = await selectKnownUnits(reader, questions)
  const byNumber = Map.groupBy(known, ({ number }) => number)
  const targets = await targetsOfUnits(reader, context, rows, known)
  return rows.map((row) => {
    const found = byNumber.get(row.number) ?? []
    const existing = found.find(({ isByCode }) => isByCode) ?? found[0]
    if (existing === undefined) return toCreate(context, row)
    const isSeveral = new Set(found.map(({ id }) => id)).size > 1
    const faults = identityFaults(row, existing, isSeveral)
    const key = `unit ${existing.id}`
    if (faults.length > 0) return { outcome: 'fault', key, faults }
    const target = targets.get(`${existing.id} ${yearOf(row, context)}`)
    return toChange(context, row, existing, target)
  })
}

function yearOf({ values }: Row, { now }: Context): number {
  return values.year ?? Number(now.toISOString().slice(0, 4))
}

interface KnownTarget {
  amount: number
  isWaiting: boolean
}

async function targetsOfUnits(
  reader: Reader,
  context: Context,
  rows: readonly Row[],
  known: readonly KnownUnit[],
): Promise<Map<string, KnownTarget>> {
  const organisationIds = [...new Set(known.map(({ id }) => id))]
  const on = dayOf(context.now)
  const byYear = new Map<string, KnownTarget>()
  for (const year of new Set(rows.map((row) => yearOf(row, context)))) {
    const targets = await targetsOf(reader, { organisationIds, year, on })
    const waiting = new Set(
      await waitingTargets(
        reader,
        targets.map(({ id }) => id),
      ),
    )
    for (const { id, measure, organisationId, amount } of targets)
      if (measure === 'money')
        byYear.set(`${organisationId} ${year}`, { amount, isWaiting: waiting.has(id) })
  }
  return byYear
}

function detailsOf({ values }: Row): UnitDetails {
  const { unitType, address, contactName, contactPhone } = values
  return { unitType, address, contactName, contactPhone }
}

function toCreate(context: Context, row: Row): Decision<UnitPlan> {
  const { values } = row
  const { name, creditCode, place, parent } = values
  const plan: UnitPlan = {
    unitId: context.newId(),
    year: yearOf(row, context),
    identity: {
      ...{ name, creditCode, divisionCode: place.code },
      parentId: parent !== null && 'unitId' in parent ? parent.unitId : null,
    },
    details: detailsOf(row),
    detailsBefore: null,
    channels: channelsOf(context, row, []),
    divisionCode: place.code,
    budgetCents: values.budget,
    targetCents: values.target,
  }
  const key =
    creditCode ?? `${place.code.slice(0, 6)} ${name.normalize('NFKC').replaceAll(/\s/g, '')}`
  const dependsOn = parent !== null && 'row' in parent ? parent.row : null
  return { outcome: 'create', key, plan, dependsOn, derived: yearTaken(row, plan) }
}

/** The year that budget and target are of, where none is said. */
function yearTaken({ values }: Row, { year, budgetCents, targetCents }: UnitPlan) {
  return values.year === null && (budgetCents ?? targetCents) !== null ? { year } : {}
}

function channelsOf(
  context: Context,
  { values }: Row,
  open: readonly string[],
): UnitPlan['channels'] {
  const { channels, canteenAddress, address } = values
  return (channels ?? [])
    .filter((kind) => !open.includes(kind))
    .map((kind) => {
      const isCanteen = kind === 'canteen' || kind === 'contractor'
      return { id: context.newId(), kind, address: (isCanteen && canteenAddress) || address }
    })
}

/** What somebody else confirms is proposed on the unit's own page, never changed by a sheet. */
function identityFaults({ values }: Row, existing: KnownUnit, isSeveral: boolean): RowRemark[] {
  if (isSeveral && !existing.isByCode) return [{ field: 'name', code: 'name_taken' }]
  const pairs: [string, string | null, string | null][] = [
    ['name', plainName(values.name), plainName(existing.name)],
    ['creditCode', values.creditCode, existing.creditCode],
    ['place', values.place.code, existing.divisionCode],
  ]
  const differing = pairs.filter(([, wanted, stands]) => wanted !== null && wanted !== stands)
  const faults: RowRemark[] = differing.map(([field, wanted, stands]) => ({
    ...{ field, code: 'identity_differs' },
    values: { text: wanted ?? '', stands: stands ?? '—' },
  }))
  const { parent } = values
  const isMoved = parent !== null && !('unitId' in parent && parent.unitId === existing.parentId)
  return isMoved ? [...faults, { field: 'parent', code: 'parent_differs' }] : faults
}

function plainName(name: string): string {
  return name.normalize('NFKC').replaceAll(/\s/g, '')
}

function toChange(
  context: Context,
  row: Row,
  existing: KnownUnit,
  target: KnownTarget | undefined,
): Decision<UnitPlan> {
  const { values } = row
  const details = detailsOf(row)
  const { unitType, address, contactName, contactPhone } = existing
  const before = { unitType, address, contactName, contactPhone }
  const keys = Object.keys(details) as (keyof UnitDetails)[]
  const isChanged = keys.some((key) => details[key] !== before[key])
  const channels = channelsOf(context, row, existing.channels)
  const differs = values.target !== null && values.target !== target?.amount
  const isTargetNew = differs && !target?.isWaiting
  const key = `unit ${existing.id}`
  const subject = { type: 'unit', id: existing.id }
  const notes: RowRemark[] = [
    ...(values.budget === null ? [] : [{ field: 'budget', code: 'budget_is_theirs' as const }]),
    ...(differs && target?.isWaiting ? [changeWaits] : []),
  ]
  if (!isChanged && channels.length === 0 && !isTargetNew)
    return { outcome: 'same', key, subject, notes }
  const plan: UnitPlan = {
    ...{ unitId: existing.id, year: yearOf(row, context), identity: null, details, channels },
    detailsBefore: isChanged ? before : null,
    divisionCode: values.place.code,
    budgetCents: null,
    targetCents: isTargetNew ? values.target : null,
  }
  return { outcome: 'change', key, subject, plan, notes, derived: yearTaken(row, plan) }
}

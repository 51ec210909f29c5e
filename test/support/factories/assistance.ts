import {
  assistanceGroups,
  groupMembers,
  introductions,
  pairings,
  policyValues,
  sharedCreditParts,
  sharedCredits,
  targets,
} from '../../../server/assistance/assistance.tables.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { CreditSnapshot } from '../../../shared/attribution/credit.ts'
import type { TestDatabase } from '../database.ts'
import { aMember } from './accounts.ts'
import { anOrganisation } from './organisations.ts'

const longAgo = new Date('2024-01-01T00:00:00Z')

export interface GroupGiven {
  leadUnitId: string
  /** Members beside the lead unit, from 2024 on. */
  memberUnitIds?: readonly string[]
  name?: string
}

/** An assistance group; its lead unit is a member too. */
export async function aGroup(database: TestDatabase, given: GroupGiven) {
  const { id, name } = await anOrganisation(database, {
    kind: 'group',
    name: given.name ?? '文旅委帮扶集团',
  })
  await database.db
    .insert(assistanceGroups)
    .values({ organisationId: id, leadUnitId: given.leadUnitId })
  const unitIds = [given.leadUnitId, ...(given.memberUnitIds ?? [])]
  await database.db
    .insert(groupMembers)
    .values(unitIds.map((unitId) => ({ id: newId(), groupId: id, unitId, fromDate: '2024-01-01' })))
  return { id, name }
}

export interface PairingGiven {
  /** A unit or a group. */
  organisationId: string
  divisionCode?: string
  fromDate?: string
  toDate?: string
}

export async function aPairing(database: TestDatabase, given: PairingGiven) {
  const id = newId()
  await database.db.insert(pairings).values({
    id,
    organisationId: given.organisationId,
    divisionCode: given.divisionCode ?? '500237222213',
    kind: 'designated',
    fromDate: given.fromDate ?? '2024-01-01',
    toDate: given.toDate ?? null,
    createdAt: longAgo,
  })
  return { id }
}

export interface TargetGiven {
  organisationId?: string
  divisionCode?: string
  year: number
  measure?: 'money' | 'weight'
  /** 分 or grams. */
  amount: number
}

export async function aTarget(database: TestDatabase, given: TargetGiven) {
  const id = newId()
  await database.db.insert(targets).values({
    id,
    organisationId: given.organisationId ?? null,
    divisionCode: given.divisionCode ?? null,
    year: given.year,
    measure: given.measure ?? 'money',
    amount: given.amount,
    createdAt: longAgo,
  })
  return { id }
}

export interface IntroductionGiven {
  helperUnitId: string
  buyerUnitId: string
  cooperativeId?: string
  recordedAt?: Date
  /** Null: still waiting for the buyer. */
  confirmedAt?: Date | null
}

/** A help-sale's introduction, confirmed unless said otherwise. */
export async function anIntroduction(database: TestDatabase, given: IntroductionGiven) {
  const id = newId()
  const recorder = await aMember(database, {
    organisationId: given.helperUnitId,
    roles: ['unit_leader'],
  })
  const recordedAt = given.recordedAt ?? longAgo
  const confirmedAt = given.confirmedAt === undefined ? recordedAt : given.confirmedAt
  await database.db.insert(introductions).values({
    id,
    helperUnitId: given.helperUnitId,
    buyerUnitId: given.buyerUnitId,
    cooperativeId: given.cooperativeId ?? null,
    recordedBy: recorder.personId,
    recordedAt,
    confirmedBy: confirmedAt && recorder.personId,
    confirmedAt,
  })
  return { id }
}

export interface SharedCreditGiven {
  buyerUnitId: string
  /** Basis points by unit; they sum to 10,000. */
  shares: Record<string, number>
  fromDate?: string
  toDate?: string
}

export async function aSharedCredit(database: TestDatabase, given: SharedCreditGiven) {
  const id = newId()
  await database.db.insert(sharedCredits).values({
    id,
    buyerUnitId: given.buyerUnitId,
    fromDate: given.fromDate ?? '2024-01-01',
    toDate: given.toDate ?? null,
    createdAt: longAgo,
  })
  await database.db.insert(sharedCreditParts).values(
    Object.entries(given.shares).map(([unitId, shareBasisPoints]) => ({
      sharedCreditId: id,
      unitId,
      shareBasisPoints,
    })),
  )
  return { id }
}

export interface PolicyGiven {
  name: string
  value: unknown
  validFrom?: string
  createdAt?: Date
}

export async function aPolicyValue(database: TestDatabase, given: PolicyGiven) {
  await database.db.insert(policyValues).values({
    name: given.name,
    value: given.value,
    validFrom: given.validFrom ?? '2020-01-01',
    decidedBy: '示例文件',
    createdAt: given.createdAt ?? longAgo,
  })
}

/** Who is credited with what a unit buys from a cooperative, as placing fixes it. */
export async function creditSnapshot(
  database: TestDatabase,
  order: { unitId: string; cooperativeId: string; on: string; placedAt: Date },
): Promise<CreditSnapshot> {
  const [row] = await database.sql<{ credit: CreditSnapshot }[]>`
    select credit from assistance.credit_snapshots(${order.unitId}, ${[order.cooperativeId]},
      ${order.on}, ${order.placedAt})`
  if (row === undefined) throw new Error('no credit was answered')
  return row.credit
}

import {
  assistanceGroups,
  groupMembers,
  introductions,
  pairings,
  policyValues,
  reserveFilings,
  secretaryConsents,
  sharedCreditParts,
  sharedCredits,
  targets,
  targetValues,
} from '../../../server/assistance/assistance.tables.ts'
import { files } from '../../../server/evidence/evidence.tables.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { reserveExemptions } from '../../../shared/assistance/reserve.schemas.ts'
import type { CreditSnapshot } from '../../../shared/attribution/credit.ts'
import { testClock } from '../clock.ts'
import type { TestDatabase } from '../database.ts'
import { aMember } from './accounts.ts'
import { anOrganisation, aUnit } from './organisations.ts'

const longAgo = new Date('2024-01-01T00:00:00Z')

/** A file that an organisation has uploaded, and the name it goes by as a document (§3.17). */
export async function aDocument(database: TestDatabase, organisationId: string) {
  const fileId = newId()
  const { personId } = await aMember(database, { organisationId, roles: ['buyer'] })
  await database.db.insert(files).values({
    id: fileId,
    sha256: fileId.replaceAll('-', '').padEnd(64, '0'),
    mediaType: 'application/pdf',
    byteSize: 1_000,
    originalName: '帮扶协议.pdf',
    createdBy: personId,
    organisationId,
    createdAt: longAgo,
  })
  return { name: '渝文旅发〔2026〕1 号', fileId }
}

export interface GroupAttributes {
  leadUnitId: string
  /** Members beside the lead unit, from 2024 on. */
  memberUnitIds?: readonly string[]
  name?: string
}

/** An assistance group; its lead unit is a member too. */
export async function aGroup(database: TestDatabase, attributes: GroupAttributes) {
  const { id, name } = await anOrganisation(database, {
    kind: 'group',
    name: attributes.name ?? '文旅委帮扶集团',
  })
  await database.db
    .insert(assistanceGroups)
    .values({ organisationId: id, leadUnitId: attributes.leadUnitId })
  const unitIds = [attributes.leadUnitId, ...(attributes.memberUnitIds ?? [])]
  await database.db
    .insert(groupMembers)
    .values(unitIds.map((unitId) => ({ id: newId(), groupId: id, unitId, fromDate: '2024-01-01' })))
  return { id, name }
}

export interface PairingAttributes {
  /** A unit or a group. */
  organisationId: string
  divisionCode?: string
  fromDate?: string
  toDate?: string
  firstSecretaryName?: string
}

export async function aPairing(database: TestDatabase, attributes: PairingAttributes) {
  const id = newId()
  await database.db.insert(pairings).values({
    id,
    organisationId: attributes.organisationId,
    divisionCode: attributes.divisionCode ?? '500237222213',
    kind: 'designated',
    fromDate: attributes.fromDate ?? '2024-01-01',
    toDate: attributes.toDate ?? null,
    firstSecretaryName: attributes.firstSecretaryName ?? null,
    createdAt: longAgo,
  })
  return { id }
}

/** A buyer of a unit agrees to be named as first secretary, which nobody has confirmed yet. */
export async function aConsent(
  database: TestDatabase,
  { unitId, village }: { unitId: string; village?: string },
) {
  const name = '周小红'
  const { personId } = await aMember(database, { organisationId: unitId, roles: ['buyer'], name })
  const { id: pairingId } = await aPairing(database, {
    ...{ organisationId: unitId, firstSecretaryName: name },
    ...(village && { divisionCode: village }),
  })
  const id = newId()
  const agreedAt = testClock()
  const consent = { id, pairingId, personId, unitId, name, agreedAt }
  await database.db.insert(secretaryConsents).values(consent)
  return { consentId: id, personId }
}

export interface ReserveAttributes {
  /** Of a new unit below this one, unless `unitId` says whose it is. */
  parentId?: string
  unitId?: string
  year?: number
  budgetCents?: number
  /** In place of a budget. */
  exemption?: (typeof reserveExemptions)[number]
  filesWithUnitId?: string
  sharedUnitIds?: string[]
  /** Who confirmed it. */
  checkedBy?: string
}

/** A unit's filing of a year, which waits to be checked unless said otherwise. */
export async function aReserveFiling(database: TestDatabase, attributes: ReserveAttributes) {
  const { parentId, year = 2026, budgetCents = 500_000, exemption, checkedBy } = attributes
  const place = { name: '下属单位', divisionCode: '500237', ...(parentId && { parentId }) }
  const unitId = attributes.unitId ?? (await aUnit(database, place)).id
  const { personId } = await aMember(database, { organisationId: unitId, roles: ['unit_leader'] })
  const id = newId()
  await database.db.insert(reserveFilings).values({
    ...{ id, unitId, year, filedBy: personId, filedAt: longAgo },
    ...(exemption === undefined
      ? { budgetCents, shareBasisPoints: 1_000, channels: ['canteen' as const] }
      : { exemption, reason: '见附件', channels: [] }),
    filesWithUnitId: attributes.filesWithUnitId ?? null,
    sharedUnitIds: attributes.sharedUnitIds ?? [],
    ...(checkedBy === undefined
      ? { state: 'filed' as const }
      : { state: 'confirmed' as const, checkedBy, checkedAt: longAgo }),
  })
  return { id, unitId }
}

export interface TargetAttributes {
  organisationId?: string
  divisionCode?: string
  year: number
  measure?: 'money' | 'weight'
  /** 分 or grams. */
  amount: number
  /** What is to follow it, and whose confirmation that waits for. */
  proposed?: {
    amount: number | null
    proposedBy: string
    organisationId: string
    confirmingOrganisationId?: string
    confirmingDivisionCode?: string
  }
}

export async function aTarget(database: TestDatabase, attributes: TargetAttributes) {
  const id = newId()
  await database.db.insert(targets).values({
    id,
    organisationId: attributes.organisationId ?? null,
    divisionCode: attributes.divisionCode ?? null,
    year: attributes.year,
    measure: attributes.measure ?? 'money',
    createdAt: longAgo,
  })
  const validFrom = `${attributes.year}-01-01`
  const { amount, proposed } = attributes
  await database.db.insert(targetValues).values({
    ...{ id: newId(), targetId: id, validFrom, amount, source: 'earlier' },
    ...{ state: 'in_force', proposedAt: longAgo, decidedAt: longAgo },
  })
  const changeId = newId()
  if (proposed !== undefined)
    await database.db.insert(targetValues).values({
      ...{ id: changeId, targetId: id, validFrom, reason: '减产', documentName: '纪要' },
      ...{ state: 'proposed', proposedAt: longAgo, ...proposed },
    })
  return { id, changeId }
}

export interface IntroductionAttributes {
  helperUnitId: string
  buyerUnitId: string
  cooperativeId?: string
  recordedAt?: Date
  /** Null: still waiting for the buyer. */
  confirmedAt?: Date | null
}

/** A help-sale's introduction, confirmed unless said otherwise. */
export async function anIntroduction(database: TestDatabase, attributes: IntroductionAttributes) {
  const id = newId()
  const recorder = await aMember(database, {
    organisationId: attributes.helperUnitId,
    roles: ['unit_leader'],
  })
  const recordedAt = attributes.recordedAt ?? longAgo
  const confirmedAt = attributes.confirmedAt === undefined ? recordedAt : attributes.confirmedAt
  await database.db.insert(introductions).values({
    id,
    helperUnitId: attributes.helperUnitId,
    buyerUnitId: attributes.buyerUnitId,
    cooperativeId: attributes.cooperativeId ?? null,
    recordedBy: recorder.personId,
    recordedAt,
    confirmedBy: confirmedAt && recorder.personId,
    confirmedAt,
  })
  return { id }
}

export interface SharedCreditAttributes {
  buyerUnitId: string
  /** Basis points by unit; they sum to 10,000. */
  shares: Record<string, number>
  fromDate?: string
  toDate?: string
}

export async function aSharedCredit(database: TestDatabase, attributes: SharedCreditAttributes) {
  const id = newId()
  await database.db.insert(sharedCredits).values({
    id,
    buyerUnitId: attributes.buyerUnitId,
    fromDate: attributes.fromDate ?? '2024-01-01',
    toDate: attributes.toDate ?? null,
    createdAt: longAgo,
  })
  await database.db.insert(sharedCreditParts).values(
    Object.entries(attributes.shares).map(([unitId, shareBasisPoints]) => ({
      sharedCreditId: id,
      unitId,
      shareBasisPoints,
    })),
  )
  return { id }
}

export interface PolicyAttributes {
  name: string
  value: unknown
  validFrom?: string
  createdAt?: Date
}

export async function aPolicyValue(database: TestDatabase, attributes: PolicyAttributes) {
  await database.db.insert(policyValues).values({
    name: attributes.name,
    value: attributes.value,
    validFrom: attributes.validFrom ?? '2020-01-01',
    decidedBy: '示例文件',
    createdAt: attributes.createdAt ?? longAgo,
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

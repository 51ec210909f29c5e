import { z } from 'zod'
import { fieldError } from '../../shared/errors.ts'
import { codesAbove, liesWithin } from '../../shared/villages/division-code.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireDivision, requireVillage } from '../villages/index.ts'
import { type CooperativeRow, lockCooperative } from './cooperatives.queries.ts'
import { unitById } from './find-organisations.ts'
import {
  lockOrganisation,
  type Organisation,
  selectUnitFamily,
  type Unit,
} from './organisations.queries.ts'
import { requireFreeCode, requireFreeName } from './register-organisation.ts'

/** What makes an organisation itself, as a proposed change keeps it (§11.5). */
export const identityValues = z.object({
  name: z.string(),
  creditCode: z.string().nullable(),
  divisionCode: z.string().nullable(),
  /** The supervising unit of a unit. */
  parentId: z.uuid().nullable(),
  /** Of a cooperative. */
  legalRepresentative: z.string().nullable(),
})
export type IdentityValues = z.output<typeof identityValues>

export const accountValues = z.object({ bankName: z.string(), bankAccount: z.string() })
export type AccountValues = z.output<typeof accountValues>

/** An organisation whose changes are confirmed, as it stands: it is one of the two kinds. */
export interface OrganisationRecord {
  organisation: Organisation
  unit: Unit | null
  cooperative: CooperativeRow | null
}

/** A unit or cooperative as it stands, held against rivals until the transaction ends. */
export async function lockRecord(tx: Transaction, id: string): Promise<OrganisationRecord | null> {
  const organisation = await lockOrganisation(tx, id)
  if (organisation === null) return null
  const cooperative = await lockCooperative(tx, id)
  const unit = cooperative === null ? await unitById(tx, id) : null
  return cooperative === null && unit === null ? null : { organisation, unit, cooperative }
}

export function identityOf({
  organisation,
  unit,
  cooperative,
}: OrganisationRecord): IdentityValues {
  const { name, creditCode, divisionCode } = organisation
  const parentId = unit?.parentId ?? null
  const legalRepresentative = cooperative?.legalRepresentative ?? null
  return { name, creditCode, divisionCode, parentId, legalRepresentative }
}

export function accountOf({ bankName, bankAccount }: CooperativeRow): AccountValues {
  return { bankName, bankAccount }
}

/** The smallest place that holds both, whose officials may decide; null where none does. */
export function placeOfBoth(before: IdentityValues, after: IdentityValues): string | null {
  const [was, wished] = [before.divisionCode, after.divisionCode]
  if (was === null || wished === null) return null
  return [...codesAbove(was), was].findLast((code) => liesWithin(wished, code)) ?? null
}

/**
 * Refuses at its field an identity that the organisation cannot have: a name or code that another
 * one has, a place that is not in force, a circle of supervising units. Asked when it is proposed
 * and again when it is confirmed.
 */
export async function requirePossible(
  tx: Transaction,
  record: OrganisationRecord,
  after: IdentityValues,
): Promise<void> {
  const { id, kind, name, creditCode, divisionCode } = record.organisation
  if (after.divisionCode !== divisionCode) await requirePlace(tx, record, after.divisionCode)
  if (after.name !== name || after.divisionCode !== divisionCode)
    await requireFreeName(tx, { id, kind, name: after.name, divisionCode: after.divisionCode })
  if (after.creditCode !== creditCode)
    await requireFreeCode(tx, { id, kind, creditCode: after.creditCode })
  await requireParent(tx, record, after.parentId)
}

/** A cooperative stays in the county that admitted it; who moves on applies there. */
async function requirePlace(
  tx: Transaction,
  { cooperative }: OrganisationRecord,
  code: string | null,
): Promise<void> {
  if (code === null) return
  if (cooperative === null) {
    await requireDivision(tx, code, ['divisionCode'])
    return
  }
  await requireVillage(tx, code, ['villageCode'])
  if (!liesWithin(code, cooperative.countyCode)) throw fieldError(['villageCode'], 'outside_county')
}

async function requireParent(
  tx: Transaction,
  { unit }: OrganisationRecord,
  parentId: string | null,
): Promise<void> {
  if (unit === null || parentId === null || parentId === unit.parentId) return
  if ((await unitById(tx, parentId)) === null) throw fieldError(['parentId'], 'not_found')
  const family = await selectUnitFamily(tx, unit.id)
  if (family.includes(parentId)) throw fieldError(['parentId'], 'cyclic_parent')
}

import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { unitBody } from '../../shared/organisations/organisations.schemas.ts'
import { renameForMembers } from '../accounts/index.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireDivision } from '../villages/index.ts'
import { unitById } from './find-organisations.ts'
import {
  holdUnitTree,
  lockOrganisation,
  selectUnitFamily,
  updateOrganisation,
  updateUnit,
} from './organisations.queries.ts'
import { refusingTakenCode } from './register-organisation.ts'

export type UnitChange = z.output<typeof unitBody> & { unitId: string; version: number }

/**
 * Changes a unit's profile. Its place below another unit is the platform's to change, and never
 * below itself or a unit of its own.
 */
export async function saveUnit(
  tx: Transaction,
  context: Context,
  { unitId, version, ...change }: UnitChange,
): Promise<void> {
  const before = await lockOrganisation(tx, unitId)
  const unit = before && (await unitById(tx, unitId))
  if (!before || !unit) throw new AppError('not_found')
  if (before.version !== version) throw new AppError('stale_version')
  const { unitType, parentId, ...organisation } = change
  if (organisation.divisionCode !== before.divisionCode)
    await requireDivision(tx, organisation.divisionCode, ['divisionCode'])
  if (parentId !== unit.parentId) await requireParent(tx, context, { unitId, parentId })
  await refusingTakenCode(() => updateOrganisation(tx, unitId, organisation))
  await updateUnit(tx, unitId, { parentId, unitType })
  if (change.name !== before.name)
    await renameForMembers(tx, { organisationId: unitId, name: change.name })
  await recordAudit(tx, context, {
    action: 'organisations.save-unit',
    subjectType: 'organisation',
    subjectId: unitId,
    before: { ...before, parentId: unit.parentId, unitType: unit.unitType },
    after: change,
  })
}

/** Two moves at once could close a circle that neither sees, so moves go one after the other. */
async function requireParent(
  tx: Transaction,
  context: Context,
  { unitId, parentId }: { unitId: string; parentId: string | null },
): Promise<void> {
  if (!context.actor.roles.includes('platform_admin')) throw new AppError('forbidden')
  await holdUnitTree(tx)
  if (parentId === null) return
  if ((await unitById(tx, parentId)) === null) throw fieldError(['parentId'], 'not_found')
  const family = await selectUnitFamily(tx, unitId)
  if (family.includes(parentId)) throw fieldError(['parentId'], 'cyclic_parent')
}

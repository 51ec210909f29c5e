import { dayOf } from '../../shared/scalars.ts'
import { parentOfCode } from '../../shared/villages/division-code.ts'
import { organisationById, unitById } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { Side } from './assistance.policy.ts'
import { selectGroupIdsOf, selectGroups } from './groups.queries.ts'

/** Nobody but the platform. */
export const nobodyAbove: Side = { organisationId: null, divisionCode: null }

const office = (divisionCode: string | null): Side => ({ organisationId: null, divisionCode })

/**
 * The side above, which confirms what lowers a target (§3.9): of a unit its group, without one the
 * unit above it, without either the office of its place; of a group, and of a unit whose group
 * itself proposes the change, the office of the group's place; of a place the one above it.
 */
export async function sideAboveTarget(
  reader: Reader,
  { actor, now }: Context,
  { organisationId, divisionCode }: Side,
): Promise<Side> {
  if (organisationId === null)
    return office(divisionCode === null ? null : parentOfCode(divisionCode))
  const unit = await unitById(reader, organisationId)
  if (unit === null) return officeOfGroup(reader, organisationId)
  const groups = (await selectGroupIdsOf(reader, organisationId, dayOf(now))).sort()
  const own = groups.find((id) => id === actor.organisationId)
  if (own !== undefined) return officeOfGroup(reader, own)
  const [above = unit.parentId] = groups
  return above === null ? office(unit.divisionCode) : { organisationId: above, divisionCode: null }
}

/** A group that has no place of its own is at home where its lead unit is. */
async function officeOfGroup(reader: Reader, groupId: string): Promise<Side> {
  const organisation = await organisationById(reader, groupId)
  const [group] = await selectGroups(reader, [groupId])
  const lead = group && (await unitById(reader, group.leadUnitId))
  return office(organisation?.divisionCode ?? lead?.divisionCode ?? null)
}

import { dayOf } from '../../shared/scalars.ts'
import type { ContactGrant } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { selectGroupMembers } from './groups.queries.ts'
import type { TargetScope } from './targets.queries.ts'

/** The organisations an actor speaks for: their own, and of a group its members today. */
export async function ownOrganisations(reader: Reader, context: Context): Promise<string[]> {
  const { organisationId, organisationKind } = context.actor
  if (organisationId === null) return []
  if (organisationKind !== 'group') return [organisationId]
  const today = dayOf(context.now)
  const members = await selectGroupMembers(reader, organisationId, { from: today, to: today })
  return [organisationId, ...members.map((member) => member.unitId)]
}

/** A group's coordinator sees the contact persons of the group's members of today (§11.6). */
export const coordinatesUnit: ContactGrant = async (reader, context, unitId) => {
  if (context.actor.organisationKind !== 'group') return false
  return (await ownOrganisations(reader, context)).includes(unitId)
}

/** The targets an actor sees: the platform all, officials their area's, others their own. */
export function targetScope(
  { roles, divisionCode }: Context['actor'],
  organisationIds: readonly string[],
): TargetScope {
  if (roles.includes('platform_admin')) return {}
  if (roles.includes('official') && divisionCode !== null) return { within: divisionCode }
  return { organisationIds }
}

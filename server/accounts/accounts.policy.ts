import { type OrganisationKind, type Role, rolesByKind } from '../../shared/roles.ts'
import type { Actor } from '../platform/context.ts'

/** Who may see and change the members of an organisation: its own head, and the platform. */
export function mayManageMembers(actor: Actor, organisationId: string): boolean {
  if (actor.roles.includes('platform_admin')) return true
  const isHead = actor.roles.some(
    (role) => role === 'unit_leader' || role === 'cooperative_manager',
  )
  return isHead && actor.organisationId === organisationId
}

/** Whether an organisation of this kind has all these roles. */
export function rolesFit(kind: OrganisationKind, roles: readonly Role[]): boolean {
  const fitting: readonly Role[] = rolesByKind[kind]
  return roles.every((role) => fitting.includes(role))
}

/** The role without which nobody could change an organisation's members any more. */
export const headRoles: Partial<Record<OrganisationKind, Role>> = {
  unit: 'unit_leader',
  cooperative: 'cooperative_manager',
  platform: 'platform_admin',
}

/** Whether the organisation is the only one that these memberships are of. */
export function isOnlyOf(
  memberships: readonly { organisationId: string }[],
  organisationId: string | null,
): boolean {
  return memberships.length > 0 && memberships.every((row) => row.organisationId === organisationId)
}

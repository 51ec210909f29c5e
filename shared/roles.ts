import { z } from 'zod'

/** The kinds of organisations that people act for. */
export const organisationKinds = ['unit', 'cooperative', 'authority', 'group', 'platform'] as const
export const organisationKind = z.enum(organisationKinds)
export type OrganisationKind = z.infer<typeof organisationKind>

/** The roles a membership can hold, by kind of organisation. */
export const rolesByKind = {
  unit: ['buyer', 'approver', 'receiver', 'finance', 'unit_leader'],
  cooperative: ['cooperative_manager', 'cooperative_packer'],
  authority: ['official'],
  group: ['group_coordinator'],
  platform: ['platform_admin'],
} as const satisfies Record<OrganisationKind, readonly string[]>

export const roles = [
  ...rolesByKind.unit,
  ...rolesByKind.cooperative,
  ...rolesByKind.authority,
  ...rolesByKind.group,
  ...rolesByKind.platform,
] as const
export const role = z.enum(roles)
export type Role = z.infer<typeof role>

/** Who may reach an endpoint at all; what they may reach there, the domain's policy decides. */
export type Access = 'public' | 'signed-in' | readonly Role[]

export const unitRoles: readonly Role[] = rolesByKind.unit
export const cooperativeRoles: readonly Role[] = rolesByKind.cooperative
/** Whoever works where there may be no signal: in a cellar, in a village. */
export const fieldRoles: readonly Role[] = ['receiver', ...cooperativeRoles]
/** Who may speak for a unit about what it is credited with, and for a seller (§3.16). */
export const creditRoles: readonly Role[] = ['unit_leader', 'approver', 'cooperative_manager']
/** Who oversees a place: its officials, and the platform everywhere. */
export const overseers: readonly Role[] = ['official', 'platform_admin']
/** Who answers for a side of which a flag was upheld. */
export const flagParties: readonly Role[] = ['cooperative_manager', 'unit_leader']
/** Who speaks for an organisation's programs: its head, and an office's officials. */
export const keyMakers: readonly Role[] = [...flagParties, ...overseers]
/** Who enters what a unit bought outside (§3.11), and who reads it: no packer, no other side. */
export const outsideEnterers: readonly Role[] = ['buyer', 'finance', 'unit_leader', 'official']
export const outsideReaders: readonly Role[] = [...rolesByKind.unit, ...overseers]
/** Whoever may bring something in of one kind at least; each kind says who. */
export const importers: readonly Role[] = [
  'platform_admin',
  'official',
  'unit_leader',
  'group_coordinator',
  'cooperative_manager',
  'finance',
]

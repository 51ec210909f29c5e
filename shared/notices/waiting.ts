import type { Role } from '../roles.ts'

/** What may wait for somebody, with the roles that can do something about it. */
export const waitingRoles = {
  requisitions: ['approver'],
  salesTerms: ['cooperative_manager'],
  orders: ['cooperative_manager'],
  toPack: ['cooperative_manager', 'cooperative_packer'],
  shipments: ['receiver'],
  returns: ['cooperative_manager'],
  invoices: ['finance'],
  payments: ['finance', 'cooperative_manager'],
  settlements: ['official'],
  introductions: ['approver', 'unit_leader'],
  proposals: ['unit_leader', 'group_coordinator', 'official'],
  targetChanges: ['unit_leader', 'group_coordinator', 'official', 'platform_admin'],
  reserves: ['unit_leader', 'official'],
  admissions: ['official', 'platform_admin'],
  changes: ['official', 'platform_admin'],
  listings: ['official', 'platform_admin'],
  flags: ['official', 'platform_admin'],
  outside: ['official'],
  opening: ['official'],
  outsideReturned: ['buyer', 'finance', 'unit_leader'],
  months: ['official'],
} as const satisfies Record<string, readonly Role[]>

export type WaitingKind = keyof typeof waitingRoles
export const waitingKinds = Object.keys(waitingRoles) as [WaitingKind, ...WaitingKind[]]

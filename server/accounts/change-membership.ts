import { AppError, fieldError } from '../../shared/errors.ts'
import type { Role } from '../../shared/roles.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { headRoles, mayManageMembers, rolesFit } from './accounts.policy.ts'
import {
  closeMembership,
  lockMembershipsOf,
  membershipById,
  updateRoles,
} from './members.queries.ts'
import type { MembershipRow } from './session.queries.ts'

/** Gives a member other roles; an organisation keeps somebody at its head. */
export async function changeMemberRoles(
  tx: Transaction,
  context: Context,
  given: { membershipId: string; roles: readonly Role[] },
): Promise<MembershipRow> {
  const { membership, all } = await manageable(tx, context, given.membershipId)
  const roles = [...new Set(given.roles)]
  if (!rolesFit(membership.organisationKind, roles)) throw fieldError(['roles'], 'not_an_option')
  requireHead(membership, all, roles)
  await updateRoles(tx, membership.id, roles)
  await recordAudit(tx, context, {
    action: 'accounts.change-roles',
    subjectType: 'membership',
    subjectId: membership.id,
    before: { roles: membership.roles },
    after: { roles },
  })
  return { ...membership, roles }
}

/** Ends a membership: the person's sessions act for something else from their next token on. */
export async function endMembership(
  tx: Transaction,
  context: Context,
  membershipId: string,
): Promise<void> {
  const { membership, all } = await manageable(tx, context, membershipId)
  requireHead(membership, all, [])
  await closeMembership(tx, membershipId, context.now)
  await recordAudit(tx, context, {
    action: 'accounts.end-membership',
    subjectType: 'membership',
    subjectId: membershipId,
    before: { personId: membership.personId, roles: membership.roles },
  })
}

/** A current membership the actor may change, locked with all others of its organisation. */
async function manageable(tx: Transaction, context: Context, membershipId: string) {
  const found = await membershipById(tx, membershipId)
  if (found === undefined || !mayManageMembers(context.actor, found.organisationId)) {
    throw new AppError('not_found')
  }
  const all = await lockMembershipsOf(tx, found.organisationId)
  const membership = all.find((each) => each.id === membershipId)
  if (membership === undefined) throw new AppError('not_found')
  return { membership, all }
}

function requireHead(
  membership: MembershipRow,
  all: readonly MembershipRow[],
  roles: readonly Role[],
): void {
  const head = headRoles[membership.organisationKind]
  if (head === undefined || !membership.roles.includes(head) || roles.includes(head)) return
  const others = all.filter((each) => each.id !== membership.id && each.roles.includes(head))
  if (others.length === 0) throw new AppError('last_of_its_role')
}

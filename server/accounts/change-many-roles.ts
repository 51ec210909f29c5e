import { AppError } from '../../shared/errors.ts'
import type { Role } from '../../shared/roles.ts'
import { recordAudits } from '../evidence/index.ts'
import type { Actor, Context } from '../platform/context.ts'
import { updateRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { headRoles, mayManageMembers, rolesFit } from './accounts.policy.ts'
import { memberships } from './accounts.tables.ts'
import { lockMembershipsOfAll, selectMembershipsOfAll } from './members.queries.ts'
import type { MembershipRow } from './session.queries.ts'

/** Other roles for a member who is known with certain ones. */
export interface RoleChange {
  membershipId: string
  organisationId: string
  from: readonly Role[]
  to: readonly Role[]
}

export type RoleRefusal = 'changed_since' | 'own_role' | 'last_of_its_role'

/**
 * Why some of many changes of roles that are made together are refused, by membership: the member
 * has other roles by now or has left, it is the actor, or the organisation would lose its head.
 */
export async function roleRefusals(
  reader: Reader,
  actor: Actor,
  changes: readonly RoleChange[],
): Promise<Map<string, RoleRefusal>> {
  const rows = await selectMembershipsOfAll(reader, organisationsOf(changes))
  return refusalsAmong(rows, actor, changes)
}

/**
 * Gives many members other roles, each as by `changeMemberRoles`, but never the actor's own.
 * Returns which were refused, as `roleRefusals` says of what stands now.
 */
export async function changeRolesOfMany(
  tx: Transaction,
  context: Context,
  changes: readonly RoleChange[],
): Promise<Map<string, RoleRefusal>> {
  const { actor } = context
  if (!changes.every(({ organisationId }) => mayManageMembers(actor, organisationId)))
    throw new AppError('not_found')
  const rows = await lockMembershipsOfAll(tx, organisationsOf(changes))
  const refused = refusalsAmong(rows, actor, changes)
  const possible = changes.filter(({ membershipId }) => !refused.has(membershipId))
  const roles = possible.map(({ membershipId: id, to }) => ({ id, roles: [...to] }))
  await updateRows(tx, memberships, ['id'], roles)
  await recordAudits(
    tx,
    context,
    possible.map(({ membershipId: subjectId, from, to }) => ({
      ...{ action: 'accounts.change-roles', subjectType: 'membership', subjectId },
      ...{ before: { roles: from }, after: { roles: to } },
    })),
  )
  return refused
}

/** Whether two lists hold the same roles, in whatever order. */
export function areSameRoles(one: readonly Role[], other: readonly Role[]): boolean {
  return one.length === other.length && one.every((role) => other.includes(role))
}

function organisationsOf(changes: readonly RoleChange[]): string[] {
  return [...new Set(changes.map(({ organisationId }) => organisationId))]
}

function refusalsAmong(
  rows: readonly MembershipRow[],
  actor: Actor,
  changes: readonly RoleChange[],
): Map<string, RoleRefusal> {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const refused = new Map<string, RoleRefusal>()
  const wanted = new Map<string, readonly Role[]>()
  for (const { membershipId, from, to } of changes) {
    const row = byId.get(membershipId)
    if (row === undefined || !areSameRoles(row.roles, from) || wanted.has(membershipId))
      refused.set(membershipId, 'changed_since')
    else if (row.personId === actor.personId) refused.set(membershipId, 'own_role')
    else if (rolesFit(row.organisationKind, to)) wanted.set(membershipId, to)
    else throw new AppError('not_found')
  }
  // Who follows at the head stands in the same sheet as whoever steps down, before or after.
  for (const members of Map.groupBy(rows, ({ organisationId }) => organisationId).values())
    for (const id of lostHeads(members, wanted)) refused.set(id, 'last_of_its_role')
  return refused
}

/** The members who step down from the head of their organisation and leave nobody there. */
function lostHeads(
  members: readonly MembershipRow[],
  wanted: ReadonlyMap<string, readonly Role[]>,
): string[] {
  const [first] = members
  const head = first && headRoles[first.organisationKind]
  if (head === undefined) return []
  const isHead = ({ id, roles }: MembershipRow) => (wanted.get(id) ?? roles).includes(head)
  if (members.some(isHead)) return []
  return members
    .filter(({ id, roles }) => roles.includes(head) && wanted.has(id))
    .map(({ id }) => id)
}

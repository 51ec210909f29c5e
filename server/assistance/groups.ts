import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { registerOrganisation, unitById } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { organisationSides } from './assistance.policy.ts'
import {
  insertGroup,
  insertMembership,
  lockGroup,
  selectMemberships,
  updateMembershipEnd,
} from './groups.queries.ts'
import { type Period, requireEnd, requireFreePeriod } from './periods.ts'
import { publishEnd } from './tell-sides.ts'

/** A group to be founded; the lead unit must exist. */
export interface GroupInput {
  name: string
  divisionCode: string | null
  leadUnitId: string
  isExample?: boolean
}

/** Founds a group as an organisation of its own; as yet without members. */
export async function createGroup(
  tx: Transaction,
  context: Context,
  { leadUnitId, ...organisation }: GroupInput,
): Promise<{ groupId: string }> {
  const { organisationId: groupId } = await registerOrganisation(tx, context, {
    ...organisation,
    kind: 'group',
    creditCode: null,
  })
  await startGroup(tx, { groupId, leadUnitId })
  return { groupId }
}

/** Gives an organisation of kind group its lead unit, which has yet to become a member. */
export async function startGroup(
  tx: Transaction,
  { groupId, leadUnitId }: { groupId: string; leadUnitId: string },
): Promise<void> {
  if ((await unitById(tx, leadUnitId)) === null) throw fieldError(['leadUnitId'], 'not_found')
  await insertGroup(tx, { organisationId: groupId, leadUnitId })
}

interface Membership extends Period {
  groupId: string
  unitId: string
}

/** Holds the group; its unit may have been a member before, not in the same days. */
export async function requireMembership(
  tx: Transaction,
  { groupId, unitId, ...period }: Membership,
): Promise<void> {
  if ((await lockGroup(tx, groupId)) === null) throw new AppError('not_found')
  if ((await unitById(tx, unitId)) === null) throw fieldError(['unitId'], 'not_found')
  const memberships = await selectMemberships(tx, groupId)
  requireFreePeriod(
    period,
    memberships.filter((membership) => membership.unitId === unitId),
  )
}

/** Takes a unit into a group once both have agreed (§3.17). Returns the membership's id. */
export async function addMember(
  tx: Transaction,
  context: Context,
  { groupId, unitId, fromDate, toDate }: Membership,
): Promise<string> {
  const id = context.newId()
  await insertMembership(tx, { id, groupId, unitId, fromDate, toDate })
  await recordAudit(tx, context, {
    action: 'assistance.add-member',
    subjectType: 'assistance_group',
    subjectId: groupId,
    after: { unitId, fromDate },
  })
  return id
}

/** Ends a membership with its last day. A group without its lead unit would be none. */
export async function endMember(
  tx: Transaction,
  context: Context,
  { groupId, membershipId, toDate }: { groupId: string; membershipId: string; toDate: string },
): Promise<void> {
  const group = await lockGroup(tx, groupId)
  const memberships = await selectMemberships(tx, groupId)
  const membership = memberships.find((candidate) => candidate.id === membershipId)
  if (group === null || membership === undefined) throw new AppError('not_found')
  const { unitId, fromDate } = membership
  if (unitId === group.leadUnitId) throw new AppError('illegal_transition')
  requireEnd(membership, { toDate, today: dayOf(context.now) })
  await updateMembershipEnd(tx, membershipId, toDate)
  await publishEnd(tx, context, {
    kind: 'membership',
    relationId: membershipId,
    toDate,
    sides: organisationSides([groupId, unitId]),
  })
  await recordAudit(tx, context, {
    action: 'assistance.end-member',
    subjectType: 'assistance_group',
    subjectId: groupId,
    before: { unitId, fromDate },
    after: { unitId, fromDate, toDate },
  })
}

import { AppError, fieldError } from '../../shared/errors.ts'
import { recordAudit } from '../evidence/index.ts'
import { registerOrganisation, unitById } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  insertGroup,
  insertMembership,
  lockGroup,
  selectMemberships,
  updateMembershipEnd,
} from './groups.queries.ts'
import { requireFreePeriod } from './periods.ts'

/** A group to be founded; the lead unit must exist. */
export interface GroupInput {
  name: string
  divisionCode: string | null
  leadUnitId: string
  /** From which day on the lead unit belongs to it. */
  fromDate: string
  isExample?: boolean
}

/** Founds a group as an organisation of its own; its lead unit is its first member. */
export async function createGroup(
  tx: Transaction,
  context: Context,
  { leadUnitId, fromDate, ...organisation }: GroupInput,
): Promise<{ groupId: string }> {
  const { organisationId: groupId } = await registerOrganisation(tx, context, {
    ...organisation,
    kind: 'group',
    creditCode: null,
  })
  await startGroup(tx, context, { groupId, leadUnitId, fromDate })
  return { groupId }
}

/** Gives an organisation of kind group its lead unit. */
export async function startGroup(
  tx: Transaction,
  context: Context,
  { groupId, leadUnitId, fromDate }: { groupId: string; leadUnitId: string; fromDate: string },
): Promise<void> {
  if ((await unitById(tx, leadUnitId)) === null) throw fieldError(['leadUnitId'], 'not_found')
  await insertGroup(tx, { organisationId: groupId, leadUnitId })
  await addMember(tx, context, { groupId, unitId: leadUnitId, fromDate })
}

/** Takes a unit into a group from a day on; it may have been a member before, not at once. */
export async function addMember(
  tx: Transaction,
  context: Context,
  { groupId, unitId, fromDate }: { groupId: string; unitId: string; fromDate: string },
): Promise<{ membershipId: string }> {
  if ((await lockGroup(tx, groupId)) === null) throw new AppError('not_found')
  if ((await unitById(tx, unitId)) === null) throw fieldError(['unitId'], 'not_found')
  const memberships = await selectMemberships(tx, groupId)
  const own = memberships.filter((membership) => membership.unitId === unitId)
  requireFreePeriod({ fromDate, toDate: null }, own)
  const id = context.newId()
  await insertMembership(tx, { id, groupId, unitId, fromDate })
  await recordAudit(tx, context, {
    action: 'assistance.add-member',
    subjectType: 'assistance_group',
    subjectId: groupId,
    after: { unitId, fromDate },
  })
  return { membershipId: id }
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
  if (membership.toDate !== null || unitId === group.leadUnitId)
    throw new AppError('illegal_transition')
  if (toDate < fromDate) throw fieldError(['toDate'], 'dates_out_of_order')
  await updateMembershipEnd(tx, membershipId, toDate)
  await recordAudit(tx, context, {
    action: 'assistance.end-member',
    subjectType: 'assistance_group',
    subjectId: groupId,
    before: { unitId, fromDate },
    after: { unitId, fromDate, toDate },
  })
}

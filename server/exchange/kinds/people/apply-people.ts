import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import {
  changeRolesOfMany,
  invitationUses,
  invitePeople,
  type RoleChange,
  roleRefusals,
  withdrawInvitations,
} from '../../../accounts/index.ts'
import { organisationsByIds } from '../../../organisations/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Reader, Transaction } from '../../../platform/db/transaction.ts'
import type { Applied, AppliedRow, ImportSettings, PlannedRow } from '../kind.ts'
import type { InvitationPlan, PersonPlan } from './check-people.ts'

/** Invites those who are no members, and gives members their roles; the same rights as by hand. */
export async function applyPeople(
  tx: Transaction,
  context: Context,
  { rows, settings }: { rows: PlannedRow<PersonPlan>[]; settings: ImportSettings },
): Promise<Applied<PersonPlan>[]> {
  const refused = await changeRolesOfMany(tx, context, changesOf(rows))
  const invitations = rows.flatMap(({ plan }) => ('invitationId' in plan ? [plan] : []))
  const left = await invite(tx, context, { invitations, settings })
  return rows.map(({ number, plan }): Applied<PersonPlan> => {
    if ('membershipId' in plan) {
      const code = refused.get(plan.membershipId)
      return code === undefined
        ? { number, plan, subject: { type: 'membership', id: plan.membershipId } }
        : { number, faults: [{ field: 'roles', code }] }
    }
    return left.has(plan.invitationId)
      ? { number, faults: [{ field: null, code: 'changed_since' }] }
      : { number, plan, subject: { type: 'invitation', id: plan.invitationId } }
  })
}

/** Returns the ids of the invitations that were not made. */
async function invite(
  tx: Transaction,
  context: Context,
  { invitations, settings }: { invitations: InvitationPlan[]; settings: ImportSettings },
): Promise<Set<string>> {
  const organisations = await organisationsByIds(
    tx,
    invitations.map(({ organisationId }) => organisationId),
  )
  const left = await invitePeople(tx, context, {
    settings,
    people: invitations.flatMap(({ invitationId: id, organisationId, ...person }) => {
      const organisation = organisations.get(organisationId)
      return organisation === undefined ? [] : [{ ...person, id, organisation }]
    }),
  })
  const lost = invitations.filter(({ organisationId }) => !organisations.has(organisationId))
  return new Set([...left, ...lost.map(({ invitationId }) => invitationId)])
}

/** What was accepted stays, and roles that were changed since, or that are now one's own. */
export async function peopleHinders(
  reader: Reader,
  rows: AppliedRow<PersonPlan>[],
  { actor }: Context,
): Promise<Map<number, RowRemark[]>> {
  const uses = await invitationUses(
    reader,
    rows.map(({ subjectId }) => subjectId),
  )
  const accepted = new Set(uses.filter((row) => row.acceptedAt !== null).map(({ id }) => id))
  const refused = await roleRefusals(reader, actor, changesOf(rows).map(backwards))
  return new Map(
    rows.flatMap(({ number, subjectId }): [number, RowRemark[]][] => {
      const code = accepted.has(subjectId) ? ('has_accepted' as const) : refused.get(subjectId)
      return code === undefined ? [] : [[number, [{ field: null, code }]]]
    }),
  )
}

export async function undoPeople(
  tx: Transaction,
  context: Context,
  rows: AppliedRow<PersonPlan>[],
): Promise<void> {
  const refused = await changeRolesOfMany(tx, context, changesOf(rows).map(backwards))
  // What has changed since it was looked at rolls everything back, to be looked at again.
  if (refused.size > 0) throw new Error('roles were changed while an import was undone')
  await withdrawInvitations(
    tx,
    context,
    rows.flatMap(({ plan }) => ('invitationId' in plan ? [plan.invitationId] : [])),
  )
}

function changesOf(rows: readonly { plan: PersonPlan }[]): RoleChange[] {
  return rows.flatMap(({ plan }) => ('membershipId' in plan ? [plan] : []))
}

function backwards({ from, to, ...membership }: RoleChange): RoleChange {
  return { ...membership, from: to, to: from }
}

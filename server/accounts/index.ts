export { accountMailJobs, accountMailListeners } from './account-mails.ts'
export { accountSmsJob, accountSmsListeners } from './account-sms.ts'
export { mayManageMembers } from './accounts.policy.ts'
export { peoplePublished } from './accounts.tables.ts'
export { apiKeyNames } from './api-keys.queries.ts'
export { findKeyActor } from './key-actor.ts'

import type { Role } from '../../shared/roles.ts'
import { codesAbove } from '../../shared/villages/division-code.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { membersInRoles, selectAuthorities, selectPeopleNames } from './members.queries.ts'

export { type AccountMail, type MailDependencies, mailForAccounts } from './account-mails.ts'
export {
  areSameRoles,
  changeRolesOfMany,
  type RoleChange,
  roleRefusals,
} from './change-many-roles.ts'
export { forgetOldSecrets } from './forget-old-secrets.ts'
export {
  codesToHandOver,
  type HandedCode,
  invitationUses,
  invitePeople,
  knownPeople,
  type ManyInvited,
  requireInvitationSheet,
  withdrawInvitations,
} from './invite-many.ts'
export { inviteFirst, invitePerson } from './invite-person.ts'
/** Whether the known accounts of the demo world are in the database. */
export {
  selectHasDemoAccounts as hasDemoAccounts,
  selectHasPeople as hasPeople,
  selectMembersOfAll as membersOfAll,
  selectWithPeople as organisationsWithPeople,
  updateOrganisationName as renameForMembers,
} from './members.queries.ts'
export {
  addMembership,
  createPerson,
  type NewMembership,
  type NewPerson,
} from './memberships.ts'
export { holdsRoles, isLive, requireLive } from './require-live.ts'
export { areTwoPersons } from './second-person.queries.ts'
export { isSetUpCode, type LinkSettings, setUpCode, usePepper } from './secrets.ts'
/** Limits on what may be tried, for domains with acts of their own that anybody may do. */
export { addressSubject, requireAttempt, requireShare, subjectOf } from './throttle.ts'

/** Somebody who acts for an organisation, and how to reach them. */
export interface OrganisationPerson {
  personId: string
  name: string
  email: string | null
  locale: 'zh-CN' | 'en'
  roles: Role[]
}

/** The people who act for an organisation today in at least one of the roles, by name. */
export function peopleOf(
  reader: Reader,
  organisationId: string,
  roles: readonly Role[],
): Promise<OrganisationPerson[]> {
  return membersInRoles(reader, [organisationId], roles)
}

/** The people who act for any of several organisations today in at least one of the roles. */
export async function peopleOfAll(
  reader: Reader,
  organisationIds: readonly string[],
  roles: readonly Role[],
): Promise<OrganisationPerson[]> {
  return organisationIds.length === 0 ? [] : membersInRoles(reader, organisationIds, roles)
}

/** The names of people, for lists that know only their ids; unknown ids are left out. */
export async function peopleNames(
  reader: Reader,
  ids: readonly string[],
): Promise<Map<string, string>> {
  return new Map((await selectPeopleNames(reader, ids)).map((row) => [row.id, row.name]))
}

/**
 * The authorities that look after each of the places: those of the smallest area that has an
 * official today, by the place's code.
 */
export async function authoritiesOf(
  reader: Reader,
  divisionCodes: readonly string[],
): Promise<Map<string, string[]>> {
  if (divisionCodes.length === 0) return new Map()
  const nearestFirst = (code: string) => [code, ...codesAbove(code).reverse(), '']
  const areas = [...new Set(divisionCodes.flatMap(nearestFirst))]
  const byArea = Map.groupBy(await selectAuthorities(reader, areas), (row) => row.divisionCode)
  return new Map(
    divisionCodes.map((code) => {
      const area = nearestFirst(code).find((candidate) => byArea.has(candidate))
      const rows = area === undefined ? [] : (byArea.get(area) ?? [])
      return [code, rows.map((row) => row.organisationId)]
    }),
  )
}

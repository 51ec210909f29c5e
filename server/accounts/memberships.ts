import { AppError, fieldError } from '../../shared/errors.ts'
import type { OrganisationKind, Role } from '../../shared/roles.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { constraintOf } from '../platform/db/sqlstate.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { headRoles, mayManageMembers, rolesFit } from './accounts.policy.ts'
import { freeMemberNumber } from './member-number.ts'
import {
  closeMembership,
  insertMembership,
  insertPerson,
  lockMembershipsOf,
  membershipById,
  updateRoles,
} from './members.queries.ts'
import { hashPassword } from './secrets.ts'
import type { MembershipRow } from './session.queries.ts'

/** A person to be made; e-mail and phone are null where there is none. */
export interface NewPerson {
  name: string
  /** In small letters, and proved to be theirs. */
  email: string | null
  /** Eleven digits, as they state it. */
  phone: string | null
  /** Null: they cannot sign in before they have set one. */
  password: string | null
  locale?: 'zh-CN' | 'en'
}

/**
 * Puts a person down, with an audit entry. Whoever has no e-mail gets a member number to sign in
 * by. Refused as `address_taken` where the e-mail is somebody's.
 */
export async function createPerson(
  tx: Transaction,
  context: Context,
  input: NewPerson,
): Promise<{ personId: string }> {
  const personId = context.newId()
  const { name, email, phone, password, locale = 'zh-CN' } = input
  const passwordHash = password === null ? null : await hashPassword(password)
  const memberNumber = email === null ? await freeMemberNumber(tx) : null
  const row = {
    id: personId,
    name,
    email,
    phone,
    memberNumber,
    passwordHash,
    locale,
    createdAt: context.now,
  }
  await insertPerson(tx, row).catch(refuseTakenAddress)
  await recordAudit(tx, context, {
    action: 'accounts.create-person',
    subjectType: 'person',
    subjectId: personId,
    after: { name, email, phone },
  })
  return { personId }
}

/** Says clearly that a rival took the e-mail address in the same moment. */
export function refuseTakenAddress(error: unknown): never {
  const isTaken = constraintOf(error) === 'people_email_key'
  throw isTaken ? new AppError('address_taken', { cause: error }) : error
}

/** A person's part in an organisation: what they may do there. */
export interface NewMembership {
  personId: string
  organisationId: string
  organisationKind: OrganisationKind
  organisationName: string
  roles: readonly Role[]
  /** Of an official: the node they see, and everything below it; null for everybody else. */
  divisionCode: string | null
}

/** Lets a person act for an organisation, with an audit entry. They must not be a member yet. */
export async function addMembership(
  tx: Transaction,
  context: Context,
  input: NewMembership,
): Promise<{ membershipId: string }> {
  const membershipId = context.newId()
  const { personId, organisationId, organisationKind, organisationName, divisionCode } = input
  const facts = { personId, organisationId, organisationKind, organisationName, divisionCode }
  const membership = { ...facts, roles: [...input.roles] }
  await insertMembership(tx, { ...membership, id: membershipId, createdAt: context.now })
  await recordAudit(tx, context, {
    action: 'accounts.add-membership',
    subjectType: 'membership',
    subjectId: membershipId,
    after: membership,
  })
  return { membershipId }
}

/** Gives a member other roles; an organisation keeps somebody at its head. */
export async function changeMemberRoles(
  tx: Transaction,
  context: Context,
  input: { membershipId: string; roles: readonly Role[] },
): Promise<MembershipRow> {
  const { membership, all } = await manageable(tx, context, input.membershipId)
  const roles = [...new Set(input.roles)]
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

/** Ends a membership; the person's sessions act for something else, where there is anything. */
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
  const target = await membershipById(tx, membershipId)
  if (target === undefined || !mayManageMembers(context.actor, target.organisationId)) {
    throw new AppError('not_found')
  }
  const all = await lockMembershipsOf(tx, target.organisationId)
  const membership = all.find((candidate) => candidate.id === membershipId)
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
  const others = all.filter((other) => other.id !== membership.id && other.roles.includes(head))
  if (others.length === 0) throw new AppError('last_of_its_role')
}

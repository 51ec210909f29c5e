import type { OrganisationKind, Role } from '../../shared/roles.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { insertMembership, insertPerson } from './accounts.queries.ts'
import { hashPassword } from './password.ts'

export interface NewPerson {
  name: string
  /** In small letters. */
  email: string | null
  /** Eleven digits. */
  phone: string | null
  /** Null: they cannot sign in before they have set one. */
  password: string | null
  locale?: 'zh-CN' | 'en'
}

/** Puts a person down, with an audit entry. E-mail and phone must be free. */
export async function createPerson(
  tx: Transaction,
  context: Context,
  given: NewPerson,
): Promise<{ personId: string }> {
  const personId = context.newId()
  const { name, email, phone, password, locale = 'zh-CN' } = given
  const passwordHash = password === null ? null : await hashPassword(password)
  await insertPerson(tx, {
    id: personId,
    name,
    email,
    phone,
    passwordHash,
    locale,
    createdAt: context.now,
  })
  await recordAudit(tx, context, {
    action: 'accounts.create-person',
    subjectType: 'person',
    subjectId: personId,
    after: { name, email, phone },
  })
  return { personId }
}

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
  given: NewMembership,
): Promise<{ membershipId: string }> {
  const membershipId = context.newId()
  const { personId, organisationId, organisationKind, organisationName, divisionCode } = given
  const facts = { personId, organisationId, organisationKind, organisationName, divisionCode }
  const membership = { ...facts, roles: [...given.roles] }
  await insertMembership(tx, { ...membership, id: membershipId, createdAt: context.now })
  await recordAudit(tx, context, {
    action: 'accounts.add-membership',
    subjectType: 'membership',
    subjectId: membershipId,
    after: membership,
  })
  return { membershipId }
}

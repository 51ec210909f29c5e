import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { type Role, rolesByKind } from '../../../../shared/roles.ts'
import {
  areSameRoles,
  knownPeople,
  mayManageMembers,
  type RoleChange,
  roleRefusals,
} from '../../../accounts/index.ts'
import { organisationsByIds } from '../../../organisations/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Reader } from '../../../platform/db/transaction.ts'
import type { CheckedRow, Comparison, Decision } from '../kind.ts'
import type { PersonValues } from './people-fields.ts'

export interface InvitationPlan {
  invitationId: string
  organisationId: string
  name: string
  email: string | null
  phone: string | null
  roles: Role[]
}

/** What a row of people does: an invitation, or other roles for a member. */
export type PersonPlan = InvitationPlan | RoleChange

type Row = CheckedRow<PersonValues>
type PersonDecision = Decision<PersonPlan>

export async function checkPeople({
  reader,
  context,
  rows,
}: {
  reader: Reader
  context: Context
  rows: Row[]
}): Promise<PersonDecision[]> {
  const own = await ownOrganisation(reader, context)
  const meant = rows.map(({ values }) => values.organisation ?? own)
  const questions = rows.flatMap(({ number, values: { email, phone } }, at) => {
    const organisationId = meant[at]?.id
    return organisationId === undefined ? [] : [{ number, organisationId, email, phone }]
  })
  const known = await knownPeople(reader, questions, context.now)
  const byNumber = Map.groupBy(known, ({ number }) => number)
  const decisions = rows.map((row, at) =>
    decide(context, row, meant[at] ?? null, byNumber.get(row.number)),
  )
  const refused = await withRefusals(reader, context, decisions)
  return refused.map((decision, at) => {
    const isOwn = own !== null && rows[at]?.values.organisation === null
    return isOwn ? { ...decision, derived: { organisation: own } } : decision
  })
}

/** Whoever brings in the people of their own organisation need not name it. */
async function ownOrganisation(reader: Reader, { actor }: Context) {
  if (actor.roles.includes('platform_admin') || actor.organisationId === null) return null
  const found = await organisationsByIds(reader, [actor.organisationId])
  return found.get(actor.organisationId) ?? null
}

type Known = Awaited<ReturnType<typeof knownPeople>>
type Organisation = { id: string; kind: keyof typeof rolesByKind }

function decide(
  context: Context,
  { values }: Row,
  organisation: Organisation | null,
  known: Known = [],
): PersonDecision {
  const { name, email, phone } = values
  const roles = [...values.roles]
  const key = `${organisation?.id ?? ''} ${phone ?? email ?? ''}`
  const faults = faultsOf(context, values, organisation)
  if (organisation === null || faults.length > 0) return { outcome: 'fault', key, faults }
  const members = known.filter(({ isMember }) => isMember)
  if (members.length > 0) return ofMember(values, organisation, members)
  const [invited] = known
  if (invited !== undefined && areSameRoles(invited.roles, roles))
    return { outcome: 'same', key, subject: { type: 'invitation', id: invited.id } }
  const plan = {
    ...{ invitationId: context.newId(), organisationId: organisation.id },
    ...{ name, email, phone, roles },
  }
  return { outcome: invited === undefined ? 'create' : 'change', key, plan }
}

/** A row of somebody who is a member; whom it means must be beyond doubt before roles change. */
function ofMember(
  { name, roles: wanted }: PersonValues,
  { id: organisationId, kind }: Organisation,
  [member, another]: Known,
): PersonDecision {
  const key = `${organisationId} ${member?.id ?? ''}`
  if (member === undefined || another !== undefined)
    return { outcome: 'fault', key, faults: [{ field: 'phone', code: 'two_members' }] }
  const { id: membershipId, roles: from } = member
  const isNamed = member.name.replaceAll(/\s/g, '') === name.replaceAll(/\s/g, '')
  const other = { field: 'name', code: 'name_differs' as const, values: { stands: member.name } }
  if (areSameRoles(from, wanted)) return { outcome: 'same', key, notes: isNamed ? [] : [other] }
  if (!isNamed) return { outcome: 'fault', key, faults: [other] }
  const inOrder = (roles: readonly Role[]) =>
    rolesByKind[kind].filter((role) => roles.includes(role))
  const to = inOrder(wanted)
  const values = { before: inOrder(from).join(' '), after: to.join(' ') }
  return {
    ...{ outcome: 'change', key, plan: { membershipId, organisationId, from, to } },
    notes: [{ field: 'roles', code: 'was_before', values }],
  }
}

/** Says before anything is done which roles will not be changed. */
async function withRefusals(
  reader: Reader,
  { actor }: Context,
  decisions: PersonDecision[],
): Promise<PersonDecision[]> {
  const changes = decisions.flatMap(({ plan }) =>
    plan !== undefined && 'membershipId' in plan ? [plan] : [],
  )
  const refused = await roleRefusals(reader, actor, changes)
  return decisions.map((decision): PersonDecision => {
    const { key, plan } = decision
    const isChange = plan !== undefined && 'membershipId' in plan
    const code = isChange ? refused.get(plan.membershipId) : undefined
    // Of two rows about one member the second is found when all are compared.
    if (code === undefined || code === 'changed_since') return decision
    return { outcome: 'fault', key, faults: [{ field: 'roles', code }] }
  })
}

/**
 * One phone in rows of two organisations: of one name it is one person, who acts for both with one
 * account, and the row says so; of two names, one of the rows is wrong (§11.1).
 */
export function comparePeople(
  rows: readonly { number: number; plan: PersonPlan }[],
): Map<number, Comparison> {
  const first = new Map<string, { row: number; name: string }>()
  const found = new Map<number, Comparison>()
  for (const { number, plan } of rows) {
    if (!('invitationId' in plan) || plan.phone === null) continue
    const name = plan.name.replaceAll(/\s/g, '')
    const before = first.get(plan.phone)
    if (before === undefined) first.set(plan.phone, { row: number, name })
    else {
      const values = { row: before.row }
      const remark: RowRemark = { field: 'phone', code: 'phone_of_row', values }
      found.set(number, before.name === name ? { note: remark } : { fault: remark })
    }
  }
  return found
}

function faultsOf(
  { actor }: Context,
  { email, phone, roles }: PersonValues,
  organisation: Organisation | null,
): RowRemark[] {
  const faults: RowRemark[] = []
  if (email === null && phone === null) faults.push({ field: 'phone', code: 'email_or_phone' })
  if (organisation === null) return [...faults, { field: 'organisation', code: 'required' }]
  // Another's organisation looks like one that is not there.
  if (!mayManageMembers(actor, organisation.id))
    return [...faults, { field: 'organisation', code: 'not_found' }]
  const fitting: readonly Role[] = rolesByKind[organisation.kind]
  const unfit = roles.filter((role) => !fitting.includes(role))
  if (unfit.length > 0) faults.push({ field: 'roles', code: 'not_an_option' })
  return faults
}

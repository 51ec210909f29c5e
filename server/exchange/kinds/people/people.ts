import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { type Role, rolesByKind } from '../../../../shared/roles.ts'
import {
  invitationUses,
  invitePeople,
  knownPeople,
  mayManageMembers,
  requireInvitationSheet,
  withdrawInvitations,
} from '../../../accounts/index.ts'
import { organisationsByIds } from '../../../organisations/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { Reader } from '../../../platform/db/transaction.ts'
import { type CheckedRow, type Decision, defineKind, type PlannedRow } from '../kind.ts'
import { type PersonValues, peopleFields } from './people-fields.ts'

/** What a row of people does: an invitation. */
interface PersonPlan {
  invitationId: string
  organisationId: string
  name: string
  email: string | null
  phone: string | null
  roles: Role[]
}

type Row = CheckedRow<PersonValues>

/** How many people a head brings in by one sheet: each may be a mail to a stranger. */
const mostOfOwn = 500

/** People who act for an organisation: its head invites its own, the platform everybody. */
export const people = defineKind({
  name: 'people',
  titles: { 'zh-CN': '人员', en: 'People' },
  fields: peopleFields,
  hasCodes: true,
  mayImport: ({ roles }) =>
    roles.some((role) => ['platform_admin', 'unit_leader', 'cooperative_manager'].includes(role)),
  mostRows: ({ roles }) => (roles.includes('platform_admin') ? null : mostOfOwn),
  begin: requireInvitationSheet,
  check: checkPeople,
  apply: async (tx, context, { rows, settings }) => {
    const organisations = await organisationsByIds(
      tx,
      rows.map(({ plan }) => plan.organisationId),
    )
    const left = await invitePeople(tx, context, {
      settings,
      people: rows.flatMap(({ plan }: PlannedRow<PersonPlan>) => {
        const organisation = organisations.get(plan.organisationId)
        const { invitationId: id, name, email, phone, roles } = plan
        return organisation === undefined ? [] : [{ id, organisation, name, email, phone, roles }]
      }),
    })
    return rows.map(({ number, plan }) =>
      left.has(plan.invitationId) || !organisations.has(plan.organisationId)
        ? { number, faults: [{ field: null, code: 'changed_since' as const }] }
        : { number, subject: { type: 'invitation', id: plan.invitationId }, plan },
    )
  },
  hinders: async (reader, rows) => {
    const uses = await invitationUses(
      reader,
      rows.map(({ subjectId }) => subjectId),
    )
    const accepted = new Set(uses.filter((row) => row.acceptedAt !== null).map(({ id }) => id))
    const remark: RowRemark = { field: null, code: 'has_accepted' }
    return new Map(
      rows
        .filter(({ subjectId }) => accepted.has(subjectId))
        .map(({ number }) => [number, [remark]]),
    )
  },
  undo: (tx, context, rows) =>
    withdrawInvitations(
      tx,
      context,
      rows.map(({ subjectId }) => subjectId),
    ),
})

async function checkPeople({
  reader,
  context,
  rows,
}: {
  reader: Reader
  context: Context
  rows: Row[]
}): Promise<Decision<PersonPlan>[]> {
  const own = await ownOrganisation(reader, context)
  const meant = rows.map(({ values }) => values.organisation ?? own)
  const questions = rows.flatMap(({ number, values: { email, phone } }, at) => {
    const organisationId = meant[at]?.id
    return organisationId === undefined ? [] : [{ number, organisationId, email, phone }]
  })
  const known = await knownPeople(reader, questions, context.now)
  const byNumber = Map.groupBy(known, ({ number }) => number)
  return rows.map((row, at) => decide(context, row, meant[at] ?? null, byNumber.get(row.number)))
}

/** Whoever brings in the people of their own organisation need not name it. */
async function ownOrganisation(reader: Reader, { actor }: Context) {
  if (actor.roles.includes('platform_admin') || actor.organisationId === null) return null
  const found = await organisationsByIds(reader, [actor.organisationId])
  return found.get(actor.organisationId) ?? null
}

type Known = Awaited<ReturnType<typeof knownPeople>>

function decide(
  context: Context,
  { values }: Row,
  organisation: { id: string; kind: keyof typeof rolesByKind } | null,
  known: Known = [],
): Decision<PersonPlan> {
  const { name, email, phone } = values
  const roles = [...values.roles]
  const key = `${organisation?.id ?? ''} ${phone ?? email ?? ''}`
  const faults = faultsOf(context, values, organisation)
  if (organisation === null || faults.length > 0) return { outcome: 'fault', key, faults }
  const member = known.find(({ isMember }) => isMember)
  const isSame = (has: readonly Role[]) =>
    has.length === roles.length && roles.every((role) => has.includes(role))
  if (member !== undefined) {
    const notes: RowRemark[] = isSame(member.roles)
      ? []
      : [{ field: 'roles', code: 'roles_differ' }]
    return { outcome: 'same', key, notes }
  }
  const invited = known.find(({ isMember }) => !isMember)
  if (invited !== undefined && isSame(invited.roles))
    return { outcome: 'same', key, subject: { type: 'invitation', id: invited.id } }
  const plan = {
    invitationId: context.newId(),
    organisationId: organisation.id,
    name,
    email,
    phone,
    roles,
  }
  return { outcome: invited === undefined ? 'create' : 'change', key, plan }
}

function faultsOf(
  { actor }: Context,
  { email, phone, roles }: PersonValues,
  organisation: { id: string; kind: keyof typeof rolesByKind } | null,
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

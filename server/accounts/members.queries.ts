import { and, arrayOverlaps, asc, eq, isNull, like, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Role } from '../../shared/roles.ts'
import { arrayOf, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { memberships, people, sessions } from './accounts.tables.ts'
import type { MembershipRow } from './session.queries.ts'

/** Everybody who acts for an organisation today, by name. */
export function membersOf(reader: Reader, organisationId: string) {
  return reader
    .select({ membership: memberships, person: people })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.organisationId, organisationId), isNull(memberships.endedAt)))
    .orderBy(asc(people.name), asc(people.id))
}

export async function membershipById(
  reader: Reader,
  id: string,
): Promise<MembershipRow | undefined> {
  const [row] = await reader.select().from(memberships).where(eq(memberships.id, id))
  return row
}

/** Takes all current memberships of an organisation, so that its last head stays its head. */
export function lockMembershipsOf(
  tx: Transaction,
  organisationId: string,
): Promise<MembershipRow[]> {
  return lockMembershipsOfAll(tx, [organisationId])
}

/** Takes all current memberships of organisations, in the order of their ids. */
export async function lockMembershipsOfAll(
  tx: Transaction,
  organisationIds: readonly string[],
): Promise<MembershipRow[]> {
  return selectMembershipsOfAll(tx, organisationIds).for('no key update')
}

/** All current memberships of organisations. */
export function selectMembershipsOfAll(reader: Reader, organisationIds: readonly string[]) {
  return reader
    .select()
    .from(memberships)
    .where(and(isAnyOf(memberships.organisationId, organisationIds), isNull(memberships.endedAt)))
    .orderBy(asc(memberships.id))
}

/** Everybody who acts for any of several organisations today, and since when. */
export function selectMembersOfAll(reader: Reader, organisationIds: readonly string[]) {
  const { organisationId, personId, createdAt } = memberships
  return reader
    .select({ organisationId, personId, createdAt, name: people.name })
    .from(memberships)
    .innerJoin(people, eq(people.id, personId))
    .where(and(isAnyOf(organisationId, organisationIds), isNull(memberships.endedAt)))
    .orderBy(asc(memberships.id))
}

export async function updateRoles(
  tx: Transaction,
  membershipId: string,
  roles: readonly Role[],
): Promise<void> {
  await tx
    .update(memberships)
    .set({ roles: [...roles] })
    .where(eq(memberships.id, membershipId))
}

/** Ends a membership and moves the sessions that act for it off it. */
export async function closeMembership(
  tx: Transaction,
  membershipId: string,
  endedAt: Date,
): Promise<void> {
  await tx.update(memberships).set({ endedAt }).where(eq(memberships.id, membershipId))
  await tx
    .update(sessions)
    .set({ membershipId: null })
    .where(eq(sessions.membershipId, membershipId))
}

/** Gives an organisation's members its new name. */
export async function updateOrganisationName(
  tx: Transaction,
  organisation: { organisationId: string; name: string },
): Promise<void> {
  await tx
    .update(memberships)
    .set({ organisationName: organisation.name })
    .where(eq(memberships.organisationId, organisation.organisationId))
}

export async function insertPerson(
  tx: Transaction,
  row: typeof people.$inferInsert,
): Promise<void> {
  await tx.insert(people).values(row)
}

export async function insertMembership(
  tx: Transaction,
  row: typeof memberships.$inferInsert,
): Promise<void> {
  await tx.insert(memberships).values(row)
}

/** Who acts for one of the organisations today in at least one of the roles, by name. */
export function membersInRoles(
  reader: Reader,
  organisationIds: readonly string[],
  roles: readonly Role[],
) {
  return reader
    .select({
      personId: people.id,
      name: people.name,
      email: people.email,
      locale: people.locale,
      roles: memberships.roles,
    })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        isAnyOf(memberships.organisationId, organisationIds),
        isNull(memberships.endedAt),
        isNull(people.disabledAt),
        arrayOverlaps(memberships.roles, [...roles]),
      ),
    )
    .orderBy(asc(people.name), asc(people.id))
}

/** The authorities whose officials today look after one of the areas, with the area. */
export function selectAuthorities(reader: Reader, areaCodes: readonly string[]) {
  return reader
    .selectDistinct({
      organisationId: memberships.organisationId,
      divisionCode: memberships.divisionCode,
    })
    .from(memberships)
    .where(
      and(
        isAnyOf(memberships.divisionCode, areaCodes),
        sql`memberships.organisation_kind = 'authority'`,
        isNull(memberships.endedAt),
        arrayOverlaps(memberships.roles, ['official']),
      ),
    )
    .orderBy(asc(memberships.organisationId))
}

export function selectPeopleNames(reader: Reader, ids: readonly string[]) {
  return reader
    .select({ id: people.id, name: people.name })
    .from(people)
    .where(isAnyOf(people.id, ids))
}

/** Whether anybody is in the database. */
export async function selectHasPeople(reader: Reader): Promise<boolean> {
  return (await reader.select({ id: people.id }).from(people).limit(1)).length > 0
}

/** The demo's addresses end in a name that no mail ever reaches (RFC 2606). */
export async function selectHasDemoAccounts(reader: Reader): Promise<boolean> {
  const rows = await reader
    .select({ id: people.id })
    .from(people)
    .where(like(people.email, '%@cunji.test'))
    .limit(1)
  return rows.length > 0
}

/** Those of the organisations for which somebody acts or acted, or is invited to. */
export async function selectWithPeople(
  reader: Reader,
  organisationIds: readonly string[],
): Promise<Set<string>> {
  const ids = arrayOf('uuid', organisationIds)
  const rows = await queryRows(
    reader,
    z.object({ id: z.uuid() }),
    sql`
    select organisation_id as id from accounts.memberships where organisation_id = any(${ids})
    union
    select organisation_id from accounts.invitations
    where organisation_id = any(${ids}) and withdrawn_at is null`,
  )
  return new Set(rows.map(({ id }) => id))
}

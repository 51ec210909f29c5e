import { and, arrayOverlaps, asc, eq, inArray, isNull } from 'drizzle-orm'
import type { Role } from '../../shared/roles.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { memberships, people } from './accounts.tables.ts'

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

/** Who acts for an organisation today in at least one of the roles, by name. */
export function membersInRoles(reader: Reader, organisationId: string, roles: readonly Role[]) {
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
        eq(memberships.organisationId, organisationId),
        isNull(memberships.endedAt),
        isNull(people.disabledAt),
        arrayOverlaps(memberships.roles, [...roles]),
      ),
    )
    .orderBy(asc(people.name), asc(people.id))
}

export function selectPeopleNames(reader: Reader, ids: readonly string[]) {
  return reader
    .select({ id: people.id, name: people.name })
    .from(people)
    .where(inArray(people.id, [...ids]))
}

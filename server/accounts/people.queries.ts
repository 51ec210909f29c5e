import { and, asc, eq, isNull, or, sql } from 'drizzle-orm'
import { isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { memberships, people } from './accounts.tables.ts'
import type { MembershipRow, PersonRow } from './session.queries.ts'

/**
 * People whose name begins with the text, or whose e-mail, phone or member number it is; each has
 * its index, and the name's is one that compares letters as they are.
 */
export function peopleLike(
  reader: Reader,
  input: { text: string; login: string; limit: number },
): Promise<PersonRow[]> {
  const { text, login, limit } = input
  const beginsSo = sql`${people.name} ~>=~ ${text} and ${people.name} ~<~ ${`${text}\u{10ffff}`}`
  return reader
    .select()
    .from(people)
    .where(
      or(
        eq(people.email, login),
        eq(people.phone, login),
        eq(people.memberNumber, login),
        beginsSo,
      ),
    )
    .orderBy(asc(people.name), asc(people.id))
    .limit(limit)
}

/** The current memberships of these people, the oldest first. */
export function membershipsOfPeople(
  reader: Reader,
  personIds: readonly string[],
): Promise<MembershipRow[]> {
  return reader
    .select()
    .from(memberships)
    .where(and(isAnyOf(memberships.personId, personIds), isNull(memberships.endedAt)))
    .orderBy(asc(memberships.createdAt), asc(memberships.id))
}

/** Writes whether a person is disabled, why and by whom. */
export async function setDisabled(
  tx: Transaction,
  personId: string,
  state: Pick<PersonRow, 'disabledAt' | 'disabledReason' | 'disabledBy'>,
): Promise<PersonRow> {
  const [row] = await tx.update(people).set(state).where(eq(people.id, personId)).returning()
  if (row === undefined) throw new Error('the person to update is not there')
  return row
}

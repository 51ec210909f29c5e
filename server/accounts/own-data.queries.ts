import { desc, eq } from 'drizzle-orm'
import type { Reader } from '../platform/db/transaction.ts'
import { invitations, memberships, sessions } from './accounts.tables.ts'

/** So many sign-ins are taken out at most, the newest: years of them. */
const sessionsShown = 10_000

/** For whom a person acts or acted, where they signed in, and the invitations they came by. */
export async function selectOwnRecords(reader: Reader, personId: string) {
  return {
    memberships: await reader
      .select()
      .from(memberships)
      .where(eq(memberships.personId, personId))
      .orderBy(desc(memberships.createdAt)),
    sessions: await reader
      .select()
      .from(sessions)
      .where(eq(sessions.personId, personId))
      .orderBy(desc(sessions.createdAt))
      .limit(sessionsShown),
    invitations: await reader
      .select()
      .from(invitations)
      .where(eq(invitations.acceptedBy, personId))
      .orderBy(desc(invitations.createdAt)),
  }
}

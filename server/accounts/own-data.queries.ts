import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Reader } from '../platform/db/transaction.ts'
import { invitations, sessions } from './accounts.tables.ts'

/** The devices on which a person is signed in, and the invitations they came by. */
export async function selectOwnRecords(reader: Reader, personId: string) {
  return {
    sessions: await reader
      .select()
      .from(sessions)
      .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt)))
      .orderBy(desc(sessions.createdAt)),
    invitations: await reader
      .select()
      .from(invitations)
      .where(eq(invitations.acceptedBy, personId))
      .orderBy(desc(invitations.createdAt)),
  }
}

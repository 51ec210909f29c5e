import { and, asc, desc, eq, gt, isNull, ne, or } from 'drizzle-orm'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { memberships, people, refreshTokens, sessions } from './accounts.tables.ts'

export type PersonRow = typeof people.$inferSelect
export type MembershipRow = typeof memberships.$inferSelect
export type SessionRow = typeof sessions.$inferSelect

/** As many as may state one phone number and still sign in by it; others have a member number. */
const sharers = 10

/** Whom a login may mean: one by e-mail or member number, several by phone, the oldest first. */
export function peopleByLogin(reader: Reader, login: string): Promise<PersonRow[]> {
  return reader
    .select()
    .from(people)
    .where(or(eq(people.email, login), eq(people.phone, login), eq(people.memberNumber, login)))
    .orderBy(asc(people.createdAt), asc(people.id))
    .limit(sharers)
}

export async function personByEmail(reader: Reader, email: string): Promise<PersonRow | undefined> {
  const [row] = await reader.select().from(people).where(eq(people.email, email))
  return row
}

export async function personById(reader: Reader, id: string): Promise<PersonRow | undefined> {
  const [row] = await reader.select().from(people).where(eq(people.id, id))
  return row
}

/** Takes the person's row for the rest of the transaction. */
export async function lockPerson(tx: Transaction, id: string): Promise<PersonRow | undefined> {
  const [row] = await tx.select().from(people).where(eq(people.id, id)).for('no key update')
  return row
}

export async function updatePerson(
  tx: Transaction,
  id: string,
  changes: Partial<Pick<PersonRow, 'name' | 'locale' | 'passwordHash'>>,
): Promise<PersonRow> {
  const [row] = await tx.update(people).set(changes).where(eq(people.id, id)).returning()
  if (row === undefined) throw new Error('the person to update is not there')
  return row
}

/** Keeps another hash of the same password, unless another password was set meanwhile. */
export async function replaceHash(
  tx: Transaction,
  { personId, from, to }: { personId: string; from: string; to: string },
): Promise<void> {
  const isUnchanged = and(eq(people.id, personId), eq(people.passwordHash, from))
  await tx.update(people).set({ passwordHash: to }).where(isUnchanged)
}

/** The current memberships of a person, the oldest first. */
export function membershipsOf(reader: Reader, personId: string): Promise<MembershipRow[]> {
  return reader
    .select()
    .from(memberships)
    .where(and(eq(memberships.personId, personId), isNull(memberships.endedAt)))
    .orderBy(asc(memberships.createdAt), asc(memberships.id))
}

export async function insertSession(
  tx: Transaction,
  row: typeof sessions.$inferInsert,
): Promise<void> {
  await tx.insert(sessions).values(row)
}

export async function insertRefreshToken(
  tx: Transaction,
  row: typeof refreshTokens.$inferInsert,
): Promise<void> {
  await tx.insert(refreshTokens).values(row)
}

export async function refreshTokenByHash(reader: Reader, tokenHash: string) {
  const [row] = await reader
    .select()
    .from(refreshTokens)
    .where(eq(refreshTokens.tokenHash, tokenHash))
  return row
}

/** Takes the session's row for the rest of the transaction. */
export async function lockSession(tx: Transaction, id: string): Promise<SessionRow | undefined> {
  const [row] = await tx.select().from(sessions).where(eq(sessions.id, id)).for('no key update')
  return row
}

export async function updateSession(
  tx: Transaction,
  id: string,
  changes: Partial<typeof sessions.$inferInsert>,
): Promise<void> {
  await tx.update(sessions).set(changes).where(eq(sessions.id, id))
}

/** The sessions a person could still refresh, the one used last first. */
export function liveSessionsOf(reader: Reader, personId: string, now: Date) {
  return reader
    .select()
    .from(sessions)
    .where(
      and(eq(sessions.personId, personId), isNull(sessions.endedAt), gt(sessions.expiresAt, now)),
    )
    .orderBy(desc(sessions.lastUsedAt), desc(sessions.id))
}

/** Ends a person's sessions, all but one where one is to stay; answers how many ended. */
export async function endSessionsOf(
  tx: Transaction,
  input: { personId: string; except: string | null; reason: string; now: Date },
): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: input.now, endedReason: input.reason })
    .where(
      and(
        eq(sessions.personId, input.personId),
        isNull(sessions.endedAt),
        input.except === null ? undefined : ne(sessions.id, input.except),
      ),
    )
    .returning({ id: sessions.id })
  return ended.length
}

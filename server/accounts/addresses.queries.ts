import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { execute, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { emailClaims, memberships, people } from './accounts.tables.ts'
import type { PersonRow } from './session.queries.ts'

export async function insertClaim(
  tx: Transaction,
  row: typeof emailClaims.$inferInsert,
): Promise<void> {
  await tx.insert(emailClaims).values(row)
}

export async function claimById(reader: Reader, id: string) {
  const [row] = await reader.select().from(emailClaims).where(eq(emailClaims.id, id))
  return row
}

/** The claim that a person made last, while it waits for its code. */
export async function openClaimOf(reader: Reader, input: { personId: string; now: Date }) {
  const [row] = await reader
    .select()
    .from(emailClaims)
    .where(
      and(
        eq(emailClaims.personId, input.personId),
        isNull(emailClaims.confirmedAt),
        gt(emailClaims.expiresAt, input.now),
      ),
    )
    .orderBy(desc(emailClaims.createdAt), desc(emailClaims.id))
    .limit(1)
  return row
}

export async function confirmClaim(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.update(emailClaims).set({ confirmedAt: now }).where(eq(emailClaims.id, id))
}

/** The person with other addresses. */
export async function setAddresses(
  tx: Transaction,
  personId: string,
  addresses: Partial<Pick<PersonRow, 'email' | 'phone' | 'memberNumber'>>,
): Promise<PersonRow> {
  const [row] = await tx.update(people).set(addresses).where(eq(people.id, personId)).returning()
  if (row === undefined) throw new Error('the person to update is not there')
  return row
}

/** Whether an account has this phone number; of two who ask at once the second sees the first. */
export async function isPhoneTaken(tx: Transaction, phone: string): Promise<boolean> {
  await execute(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`phone ${phone}`}, 0))`)
  const rows = await tx
    .select({ id: people.id })
    .from(people)
    .where(eq(people.phone, phone))
    .limit(1)
  return rows.length > 0
}

/** Whether somebody who acts for the organisation has this e-mail address or phone number. */
export async function isMemberUnder(
  reader: Reader,
  input: { organisationId: string; email: string | null; phone: string | null },
): Promise<boolean> {
  const { organisationId, email, phone } = input
  const rows = await reader
    .select({ id: people.id })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(
      and(
        eq(memberships.organisationId, organisationId),
        isNull(memberships.endedAt),
        or(eq(people.email, email ?? ''), eq(people.phone, phone ?? '')),
      ),
    )
    .limit(1)
  return rows.length > 0
}

/** Those of the member numbers that somebody has. */
export async function takenNumbers(reader: Reader, numbers: readonly string[]): Promise<string[]> {
  const rows = await reader
    .select({ memberNumber: people.memberNumber })
    .from(people)
    .where(isAnyOf(people.memberNumber, numbers))
  return rows.flatMap(({ memberNumber }) => memberNumber ?? [])
}

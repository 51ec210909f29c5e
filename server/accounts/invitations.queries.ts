import { and, asc, eq, gt, isNull, or } from 'drizzle-orm'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invitations } from './accounts.tables.ts'
import { type PersonRow, personById } from './session.queries.ts'

export type InvitationRow = typeof invitations.$inferSelect

const isOpen = and(isNull(invitations.acceptedAt), isNull(invitations.withdrawnAt))

export async function insertInvitation(
  tx: Transaction,
  row: typeof invitations.$inferInsert,
): Promise<InvitationRow> {
  const [inserted] = await tx.insert(invitations).values(row).returning()
  if (inserted === undefined) throw new Error('the invitation was not inserted')
  return inserted
}

/** The invitations of an organisation that can still be accepted, the oldest first. */
export function openInvitationsOf(reader: Reader, organisationId: string, now: Date) {
  return reader
    .select()
    .from(invitations)
    .where(
      and(eq(invitations.organisationId, organisationId), isOpen, gt(invitations.expiresAt, now)),
    )
    .orderBy(asc(invitations.createdAt), asc(invitations.id))
}

/** The invitation that one of its two links, or its code, belongs to. */
export async function invitationByHash(
  reader: Reader,
  { hash, typedHash }: { hash: string; typedHash: string },
): Promise<InvitationRow | undefined> {
  const { tokenHash, mailTokenHash, codeHash } = invitations
  const [row] = await reader
    .select()
    .from(invitations)
    .where(or(eq(tokenHash, hash), eq(mailTokenHash, hash), eq(codeHash, typedHash)))
  return row
}

export async function invitationById(
  reader: Reader,
  id: string,
): Promise<InvitationRow | undefined> {
  const [row] = await reader.select().from(invitations).where(eq(invitations.id, id))
  return row
}

/** Who invited; undefined for an invitation of the set-up. */
export async function inviterOf(
  reader: Reader,
  { invitedBy }: InvitationRow,
): Promise<PersonRow | undefined> {
  return invitedBy === null ? undefined : personById(reader, invitedBy)
}

/** Takes the invitation's row for the rest of the transaction. */
export async function lockInvitation(
  tx: Transaction,
  id: string,
): Promise<InvitationRow | undefined> {
  const [row] = await tx
    .select()
    .from(invitations)
    .where(eq(invitations.id, id))
    .for('no key update')
  return row
}

/** Withdraws every open invitation to an organisation. */
export async function withdrawAllFor(
  tx: Transaction,
  { organisationId, now }: { organisationId: string; now: Date },
): Promise<void> {
  await tx
    .update(invitations)
    .set({ withdrawnAt: now })
    .where(and(eq(invitations.organisationId, organisationId), isOpen))
}

/** Withdraws the open invitations of one person to one organisation. */
export async function withdrawOpenFor(
  tx: Transaction,
  input: { organisationId: string; email: string | null; phone: string | null; now: Date },
): Promise<void> {
  const samePerson = or(
    input.email === null ? undefined : eq(invitations.email, input.email),
    input.phone === null ? undefined : eq(invitations.phone, input.phone),
  )
  await tx
    .update(invitations)
    .set({ withdrawnAt: input.now })
    .where(and(eq(invitations.organisationId, input.organisationId), isOpen, samePerson))
}

export async function updateInvitation(
  tx: Transaction,
  id: string,
  changes: Pick<Partial<InvitationRow>, 'acceptedAt' | 'acceptedBy' | 'withdrawnAt'>,
): Promise<void> {
  await tx.update(invitations).set(changes).where(eq(invitations.id, id))
}

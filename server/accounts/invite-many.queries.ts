import { and, gt, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { role } from '../../shared/roles.ts'
import { arrayOf, execute, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { invitations } from './accounts.tables.ts'

/** A person at an organisation, by what tells people apart there. */
export interface SamePerson {
  number: number
  organisationId: string
  email: string | null
  phone: string | null
}

const asRows = (people: readonly SamePerson[]) => sql`unnest(
  ${arrayOf(
    'bigint',
    people.map(({ number }) => number),
  )},
  ${arrayOf(
    'uuid',
    people.map(({ organisationId }) => organisationId),
  )},
  ${arrayOf(
    'text',
    people.map(({ email }) => email),
  )},
  ${arrayOf(
    'text',
    people.map(({ phone }) => phone),
  )}) as r(number, organisation_id, email, phone)`

const Known = z.object({
  number: z.int(),
  isMember: z.boolean(),
  id: z.uuid(),
  name: z.string(),
  roles: z.array(role),
})

/** The memberships and open invitations that the people have at their organisations. */
export function selectKnownPeople(reader: Reader, people: readonly SamePerson[], now: Date) {
  return queryRows(
    reader,
    Known,
    sql`
    select r.number::integer as number, true as is_member, m.id, p.name, m.roles
    from ${asRows(people)} join accounts.memberships m
      on m.organisation_id = r.organisation_id and m.ended_at is null
    join accounts.people p on p.id = m.person_id and (p.email = r.email or p.phone = r.phone)
    union all
    select r.number::integer, false, i.id, i.name, i.roles
    from ${asRows(people)} join accounts.invitations i
      on i.organisation_id = r.organisation_id and i.accepted_at is null
        and i.withdrawn_at is null and i.expires_at > ${now.toISOString()}
        and (i.email = r.email or i.phone = r.phone)
    order by 1, 2 desc, 3`,
  )
}

/** Withdraws the open invitations of the people to their organisations. */
export async function withdrawManyFor(
  tx: Transaction,
  people: readonly SamePerson[],
  now: Date,
): Promise<void> {
  await execute(
    tx,
    sql`update accounts.invitations i set withdrawn_at = ${now.toISOString()}
      from ${asRows(people)}
      where i.organisation_id = r.organisation_id and i.accepted_at is null
        and i.withdrawn_at is null and (i.email = r.email or i.phone = r.phone)`,
  )
}

export function selectInvitationUses(reader: Reader, ids: readonly string[]) {
  return reader
    .select({
      id: invitations.id,
      acceptedAt: invitations.acceptedAt,
      withdrawnAt: invitations.withdrawnAt,
    })
    .from(invitations)
    .where(isAnyOf(invitations.id, ids))
}

export async function withdrawMany(
  tx: Transaction,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  await tx
    .update(invitations)
    .set({ withdrawnAt: now })
    .where(
      and(
        isAnyOf(invitations.id, ids),
        isNull(invitations.acceptedAt),
        isNull(invitations.withdrawnAt),
      ),
    )
}

/** Those that can still be accepted and have no e-mail address, by organisation and name. */
export function selectOpenInvitations(reader: Reader, ids: readonly string[], now: Date) {
  return reader
    .select()
    .from(invitations)
    .where(
      and(
        isAnyOf(invitations.id, ids),
        isNull(invitations.email),
        isNull(invitations.acceptedAt),
        isNull(invitations.withdrawnAt),
        gt(invitations.expiresAt, now),
      ),
    )
    .orderBy(invitations.organisationName, invitations.name, invitations.id)
}

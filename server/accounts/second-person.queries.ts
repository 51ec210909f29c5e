import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

/** Two people who act for one organisation, and from when until when both must have. */
export interface Pair {
  organisationId: string
  personIds: readonly [string, string]
  memberSince: Date
  memberUntil: Date
}

const Found = z.object({ areLongMembers: z.boolean(), cameApart: z.boolean() })

/**
 * Whether two members of an organisation count as two persons where two are needed (§11.2): both
 * have acted for it without a break, and neither came through an invitation of the
 * other's, or both through one of a third member's, however many invitations lie between. Whom
 * the platform or the county invited came by no member.
 */
export async function areTwoPersons(
  reader: Reader,
  { organisationId, personIds: [first, second], memberSince, memberUntil }: Pair,
): Promise<boolean> {
  const found = await queryRow(
    reader,
    Found,
    sql`
      with recursive chain (start, person) as (
        values (${first}::uuid, ${first}::uuid), (${second}::uuid, ${second}::uuid)
        union
        select chain.start, invitation.invited_by
        from chain
        join accounts.invitations invitation on invitation.accepted_by = chain.person
        where invitation.organisation_id = ${organisationId}
          and exists (select from accounts.memberships inviter
            where inviter.person_id = invitation.invited_by
              and inviter.organisation_id = invitation.organisation_id)
      )
      select
        (select count(distinct person_id) = 2 from accounts.memberships
          where organisation_id = ${organisationId}
            and person_id in (${first}, ${second})
            and created_at <= ${memberSince.toISOString()}::timestamptz
            and coalesce(ended_at >= ${memberUntil.toISOString()}::timestamptz, true)
        ) as are_long_members,
        not exists (select from chain one join chain other using (person)
          where one.start = ${first} and other.start = ${second}) as came_apart`,
  )
  return (found?.areLongMembers && found.cameApart) ?? false
}

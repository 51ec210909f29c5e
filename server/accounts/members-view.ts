import type { Invitation, Member } from '../../shared/accounts/members.api.ts'
import { invitationLink, type LinkSettings } from './account-links.ts'
import type { InvitationRow } from './invitations.queries.ts'
import type { MembershipRow, PersonRow } from './session.queries.ts'

export function memberView(membership: MembershipRow, person: PersonRow): Member {
  const { name, email, phone } = person
  return {
    membershipId: membership.id,
    personId: person.id,
    name,
    email,
    phone,
    roles: membership.roles,
    since: membership.createdAt.toISOString(),
  }
}

export function invitationView(row: InvitationRow, settings: LinkSettings): Invitation {
  const { id, name, email, phone, roles } = row
  return {
    invitationId: id,
    name,
    email,
    phone,
    roles,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    link: invitationLink(settings, id),
  }
}

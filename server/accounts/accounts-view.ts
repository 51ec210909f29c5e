import type { Membership, Person, Session } from '../../shared/accounts/accounts.schemas.ts'
import type { Invitation, Member } from '../../shared/accounts/members.api.ts'
import type { FoundPerson } from '../../shared/accounts/people.api.ts'
import type { Config } from '../config.ts'
import type { AccessClaims } from '../platform/auth/actor.ts'
import type { InvitationRow } from './invitations.queries.ts'
import { hashOf, invitationLink, invitationToken, type LinkSettings } from './secrets.ts'
import type { MembershipRow, PersonRow, SessionRow } from './session.queries.ts'

export function personView(row: PersonRow): Person {
  const { id, name, email, phone, memberNumber, locale } = row
  return { id, name, email, phone, memberNumber, locale }
}

export function membershipView(row: MembershipRow): Membership {
  return {
    organisationId: row.organisationId,
    organisationName: row.organisationName,
    kind: row.organisationKind,
    roles: row.roles,
    divisionCode: row.divisionCode,
  }
}

/** The settings of the program that screens are told of. */
type Offers = Pick<Config, 'stripe'>

/** A session whose acting membership, if any, is among the person's current ones. */
export interface OpenSession {
  sessionId: string
  person: PersonRow
  memberships: readonly MembershipRow[]
  acting: MembershipRow | null
}

export function sessionView(session: OpenSession, offers: Offers): Session {
  return {
    person: personView(session.person),
    memberships: session.memberships.map(membershipView),
    acting: session.acting === null ? null : membershipView(session.acting),
    offersOnlinePayment: offers.stripe !== undefined,
  }
}

/** The claims of a session's access token. */
export function claimsOf({ sessionId, person, acting }: OpenSession): AccessClaims {
  return {
    sub: person.id,
    sid: sessionId,
    org: acting?.organisationId ?? null,
    kind: acting?.organisationKind ?? null,
    roles: acting?.roles ?? [],
    area: acting?.divisionCode ?? null,
  }
}

export function deviceView(row: SessionRow, ownSessionId: string) {
  return {
    sessionId: row.id,
    userAgent: row.userAgent,
    address: row.address,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt.toISOString(),
    isThisOne: row.id === ownSessionId,
  }
}

export function memberView(membership: MembershipRow, person: PersonRow): Member {
  const { name, email, phone, memberNumber } = person
  return {
    membershipId: membership.id,
    personId: person.id,
    name,
    email,
    phone,
    memberNumber,
    roles: membership.roles,
    since: membership.createdAt.toISOString(),
  }
}

export function invitationView(row: InvitationRow, settings: LinkSettings): Invitation {
  const { id, name, email, phone, roles } = row
  // After the secret was changed the link can no longer be made, though it still works.
  const isCurrent = hashOf(invitationToken(settings, id, 'hand')) === row.tokenHash
  return {
    invitationId: id,
    name,
    email,
    phone,
    roles,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    link: isCurrent ? invitationLink(settings, id, 'hand') : null,
  }
}

/** A person as the platform sees them; `disabledBy` is a name. */
export function foundPersonView(
  person: PersonRow,
  known: { memberships: readonly MembershipRow[]; disabledBy: string | null },
): FoundPerson {
  const { id, name, email, phone, memberNumber, disabledAt, disabledReason } = person
  return {
    personId: id,
    name,
    email,
    phone,
    memberNumber,
    memberships: known.memberships.map(
      ({ id: membershipId, organisationId, organisationName, organisationKind, roles }) => ({
        membershipId,
        organisationId,
        organisationName,
        kind: organisationKind,
        roles,
      }),
    ),
    disabled: disabledAt && {
      at: disabledAt.toISOString(),
      reason: disabledReason,
      by: known.disabledBy,
    },
  }
}

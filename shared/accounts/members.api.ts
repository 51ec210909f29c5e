import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { organisationKind, role } from '../roles.ts'
import { id, instant } from '../scalars.ts'
import { secret } from '../text.ts'
import { email, login, openedSession, personName, phone } from './accounts.schemas.ts'

const managers = ['platform_admin', 'unit_leader', 'cooperative_manager'] as const
const emptyReply = z.object({})
const ofOrganisation = z.object({ organisationId: id })
const someRoles = z.array(role).min(1).max(5)
const linkToken = secret(200)

export const member = z.object({
  membershipId: id,
  personId: id,
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  memberNumber: z.string().nullable(),
  roles: z.array(role),
  since: instant,
})
export type Member = z.infer<typeof member>

export const invitation = z.object({
  invitationId: id,
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  roles: z.array(role),
  createdAt: instant,
  expiresAt: instant,
  /**
   * To hand on where no mail arrives: it opens an account without the address (§11.1). Null: the
   * key that links are made with was changed since.
   */
  link: z.string().nullable(),
})
export type Invitation = z.infer<typeof invitation>

export const listMembers = endpoint({
  name: 'accounts.listMembers',
  summary: 'Who acts for an organisation, and as what',
  method: 'GET',
  path: '/api/v1/organisations/:organisationId/members',
  access: managers,
  params: ofOrganisation,
  response: z.object({ kind: organisationKind, name: z.string(), items: z.array(member) }),
})

export const changeMemberRoles = endpoint({
  name: 'accounts.changeMemberRoles',
  summary: 'Give a member other roles; what they lose they may no longer do from then on',
  method: 'PATCH',
  path: '/api/v1/memberships/:membershipId',
  access: managers,
  params: z.object({ membershipId: id }),
  body: z.object({ roles: someRoles }),
  response: member,
  errors: ['last_of_its_role'],
})

export const endMembership = endpoint({
  name: 'accounts.endMembership',
  summary: 'End somebody’s membership; they write nothing for the organisation from then on',
  method: 'DELETE',
  path: '/api/v1/memberships/:membershipId',
  access: managers,
  params: z.object({ membershipId: id }),
  response: emptyReply,
  errors: ['last_of_its_role'],
})

export const listInvitations = endpoint({
  name: 'accounts.listInvitations',
  summary: 'The open invitations of an organisation, with their links',
  method: 'GET',
  path: '/api/v1/organisations/:organisationId/invitations',
  access: managers,
  params: ofOrganisation,
  response: z.object({ items: z.array(invitation) }),
})

export const invite = endpoint({
  name: 'accounts.invite',
  summary: 'Invite somebody to act for an organisation; replaces an open invitation of theirs',
  method: 'POST',
  path: '/api/v1/organisations/:organisationId/invitations',
  access: managers,
  params: ofOrganisation,
  body: z
    .object({
      name: personName,
      email: email.nullable().default(null),
      phone: phone.nullable().default(null),
      roles: someRoles,
    })
    .refine((person) => person.email !== null || person.phone !== null, {
      path: ['email'],
      params: { code: 'email_or_phone' },
    }),
  response: invitation,
  status: 201,
  errors: ['already_a_member', 'too_many_requests'],
})

export const withdrawInvitation = endpoint({
  name: 'accounts.withdrawInvitation',
  summary: 'Withdraw an open invitation; its link stops working',
  method: 'DELETE',
  path: '/api/v1/invitations/:invitationId',
  access: managers,
  params: z.object({ invitationId: id }),
  response: emptyReply,
})

export const showInvitation = endpoint({
  name: 'accounts.showInvitation',
  summary: 'What a link from an invitation invites to',
  method: 'POST',
  path: '/api/v1/invitations/show',
  access: 'public',
  body: z.object({ token: linkToken }),
  response: z.object({
    organisationName: z.string(),
    kind: organisationKind,
    roles: z.array(role),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    invitedBy: z.string(),
    /** The link was mailed: the address becomes that of the account. */
    provesEmail: z.boolean(),
    /** The mailed address has an account already: it accepts with its password. */
    hasAccount: z.boolean(),
    expiresAt: instant,
  }),
  errors: ['link_expired', 'too_many_requests'],
})

export const acceptInvitation = endpoint({
  name: 'accounts.acceptInvitation',
  summary: 'Accept with a new password, or with that of an account one has; signs in',
  method: 'POST',
  path: '/api/v1/invitations/accept',
  access: 'public',
  body: z.object({
    token: linkToken,
    password: secret(1_000),
    /** The account to accept with; left out, it is that of the mailed address, or a new one. */
    login: login.optional(),
  }),
  response: openedSession,
  errors: [
    'link_expired',
    'wrong_credentials',
    'already_a_member',
    'address_taken',
    'too_many_requests',
  ],
})

export const issueRecoveryLink = endpoint({
  name: 'accounts.issueRecoveryLink',
  summary: 'A link by which a member without e-mail sets a new password, to hand over in person',
  method: 'POST',
  path: '/api/v1/memberships/:membershipId/recovery-link',
  access: managers,
  params: z.object({ membershipId: id }),
  response: z.object({ name: z.string(), link: z.string(), expiresAt: instant }),
  status: 201,
  errors: ['has_email', 'member_elsewhere', 'own_account'],
})

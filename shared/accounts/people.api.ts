import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { organisationKind, role } from '../roles.ts'
import { id, instant } from '../scalars.ts'
import { line } from '../text.ts'

const platform = ['platform_admin'] as const
const ofPerson = z.object({ personId: id })

/** A person as the platform sees them. */
export const foundPerson = z.object({
  personId: id,
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  memberNumber: z.string().nullable(),
  memberships: z.array(
    z.object({
      membershipId: id,
      organisationId: id,
      organisationName: z.string(),
      kind: organisationKind,
      roles: z.array(role),
    }),
  ),
  /** Null: they may sign in. */
  disabled: z
    .object({ at: instant, reason: z.string().nullable(), by: z.string().nullable() })
    .nullable(),
})
export type FoundPerson = z.infer<typeof foundPerson>

export const findPeople = endpoint({
  name: 'accounts.findPeople',
  summary: 'Find people by the beginning of their name, or by their whole e-mail or phone number',
  method: 'GET',
  path: '/api/v1/people',
  access: platform,
  query: z.object({ text: line(200, 1) }),
  response: z.object({
    items: z.array(foundPerson),
    /** There are more than are shown: the name is a common one. */
    isMore: z.boolean(),
  }),
})

export const disablePerson = endpoint({
  name: 'accounts.disablePerson',
  summary: 'Disable a person: signs them out everywhere, and lets them in nowhere',
  method: 'POST',
  path: '/api/v1/people/:personId/disable',
  access: platform,
  params: ofPerson,
  body: z.object({ reason: line(500, 1) }),
  response: foundPerson,
  errors: ['own_account'],
})

export const reinstatePerson = endpoint({
  name: 'accounts.reinstatePerson',
  summary: 'Let a disabled person sign in again, with the memberships they have',
  method: 'POST',
  path: '/api/v1/people/:personId/reinstate',
  access: platform,
  params: ofPerson,
  response: foundPerson,
})

import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { place } from '../organisations/identity.ts'
import { unitRoles } from '../roles.ts'
import { day, id, instant } from '../scalars.ts'

const postPath = z.object({ pairingId: id })

/** A pairing with a village that names the person as its first secretary. */
const secretaryPost = z.object({
  pairingId: id,
  place,
  /** As it is, or would be, shown to everybody: the name in the pairing and who sent them. */
  name: z.string(),
  unitName: z.string(),
  fromDate: day,
  toDate: day.nullable(),
  /** Null: the person has not agreed, or has withdrawn it. */
  agreedAt: instant.nullable(),
})
export type SecretaryPost = z.output<typeof secretaryPost>

export const secretaryPosts = endpoint({
  name: 'assistance.secretaryPosts',
  summary: 'The villages whose first secretary one is by the name of one’s account',
  method: 'GET',
  path: '/api/v1/first-secretary',
  access: unitRoles,
  response: z.object({ items: z.array(secretaryPost) }),
})

export const agreeToBeNamed = endpoint({
  name: 'assistance.agreeToBeNamed',
  summary: 'Agree to be named, with the sending unit, on the public page of one’s village (§11.6)',
  method: 'POST',
  path: '/api/v1/first-secretary/:pairingId/consent',
  access: unitRoles,
  params: postPath,
  response: secretaryPost,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const withdrawName = endpoint({
  name: 'assistance.withdrawName',
  summary: 'Withdraw that; the page stops naming one within a minute',
  method: 'DELETE',
  path: '/api/v1/first-secretary/:pairingId/consent',
  access: unitRoles,
  params: postPath,
  response: secretaryPost,
  errors: ['not_found'],
})

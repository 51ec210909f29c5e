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
  /** Null: nobody has confirmed yet that it is them, and they are not named. */
  confirmedAt: instant.nullable(),
})
export type SecretaryPost = z.output<typeof secretaryPost>

/** A consent that waits until a leader of the unit confirms it as the first secretary's own. */
const waitingConsent = z.object({
  consentId: id,
  place,
  name: z.string(),
  fromDate: day,
  toDate: day.nullable(),
  agreedAt: instant,
  /** The account that agreed, as it is called and reached today. */
  account: z.object({ name: z.string(), email: z.string().nullable() }),
})
export type WaitingConsent = z.output<typeof waitingConsent>

export const secretaryPosts = endpoint({
  name: 'assistance.secretaryPosts',
  summary: 'The villages whose first secretary one is by name, and what waits for a leader',
  method: 'GET',
  path: '/api/v1/first-secretary',
  access: unitRoles,
  response: z.object({
    items: z.array(secretaryPost),
    /** For a leader: those of their unit that wait for them, the oldest twenty first. */
    waiting: z.array(waitingConsent),
  }),
})

export const agreeToBeNamed = endpoint({
  name: 'assistance.agreeToBeNamed',
  summary: 'Agree to be named on the public page of one’s village, once a leader confirms (§11.6)',
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

const consentPath = z.object({ consentId: id })

export const confirmConsent = endpoint({
  name: 'assistance.confirmConsent',
  summary: 'Confirm that whoever agreed is the first secretary, who is named from then on',
  method: 'POST',
  path: '/api/v1/secretary-consents/:consentId/confirmation',
  access: ['unit_leader'],
  params: consentPath,
  response: consentPath,
  errors: ['not_found', 'same_person'],
})

export const refuseConsent = endpoint({
  name: 'assistance.refuseConsent',
  summary: 'Refuse a consent that is not the first secretary’s own; it ends',
  method: 'POST',
  path: '/api/v1/secretary-consents/:consentId/refusal',
  access: ['unit_leader'],
  params: consentPath,
  response: consentPath,
  errors: ['not_found', 'same_person'],
})

import { z } from 'zod'
import { email, personName, phone } from '../accounts/accounts.schemas.ts'
import { endpoint } from '../endpoint.ts'
import { code } from '../text.ts'
import { organisationName } from './identity.ts'

/** Who runs the platform, and its first administrator. */
export const setUpBody = z
  .object({
    platformName: organisationName,
    name: personName,
    email: email.nullable().default(null),
    phone: phone.nullable().default(null),
  })
  .refine((body) => body.email !== null || body.phone !== null, {
    path: ['email'],
    params: { code: 'email_or_phone' },
  })

export const readSetUp = endpoint({
  name: 'organisations.readSetUp',
  summary: 'Whether this installation still waits for its first administrator',
  method: 'GET',
  path: '/api/v1/set-up',
  access: 'public',
  response: z.object({ isOpen: z.boolean() }),
})

export const setUp = endpoint({
  name: 'organisations.setUp',
  summary: 'Make the platform and invite its first administrator, with the code printed at start',
  method: 'POST',
  path: '/api/v1/set-up',
  access: 'public',
  body: setUpBody.safeExtend({ code: code(40, 1) }),
  /** The invitation's link: it leads to the choice of a password. */
  response: z.object({ link: z.string() }),
  errors: ['already_set_up', 'too_many_requests'],
})
